//! Single values: texts, words, numbers, vectors, references.

use ringwall_model::{Foreign, SecurityLevel, SlVector};

use super::Check;
use crate::{
    check::{describe::doc, table::serving},
    codes,
    nearest::nearest,
    node::Value,
    raw::{RawItem, RawValue},
    shape::{Format, Key, Noun, Type, Words},
    source::At,
};

/// Most ids compared with one that leads nowhere.
const CANDIDATES_MAX: usize = 2000;

impl Check<'_, '_> {
    pub(super) fn scalar(&mut self, key: &'static Key, takes: &'static Type, raw: &RawItem) -> Option<Value> {
        match (takes, &raw.value) {
            (Type::Boolean, RawValue::Boolean(yes)) => Some(Value::Boolean(*yes)),
            (Type::Integer { least, most }, RawValue::Integer(number)) => {
                self.integer(key, (*least, *most), *number, raw.at).map(Value::Integer)
            }
            (Type::Vector, RawValue::List(items)) => self.vector(key, raw.at, levels(items)),
            (Type::Vector, RawValue::Text(text)) => self.vector(key, raw.at, written_levels(text)),
            (Type::Formatted(format), RawValue::Datetime(text)) if format.is_instant => {
                self.formatted(key, format, text, raw.at).map(Value::Text)
            }
            (takes, RawValue::Text(text)) => match self.text(key, takes, text, raw.at) {
                Some(kept) => kept.map(Value::Text),
                None => {
                    self.wrong_type(key, takes, raw);
                    None
                }
            },
            _ => {
                self.wrong_type(key, takes, raw);
                None
            }
        }
    }

    /// Outer `None`: the key does not take text at all.
    fn text(&mut self, key: &Key, takes: &Type, text: &str, at: At) -> Option<Option<String>> {
        Some(match takes {
            Type::Text => Some(text.to_owned()),
            Type::Word(words) => self.word(key, words, text, at),
            Type::Formatted(format) => self.formatted(key, format, text, at),
            Type::Reference(noun) => self.reference(key, *noun, text, at),
            Type::Party => self.party(key, text, at),
            Type::Direction => self.direction(key, text, at),
            _ => return None,
        })
    }

    fn integer(&mut self, key: &Key, (least, most): (i64, i64), number: i64, at: At) -> Option<i64> {
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let message = format!("`{}` is {number}; it goes from {least} to {most}", key.name);
        let draft = self.sink.draft(&codes::OUT_OF_RANGE, at, message);
        self.sink.push(serving(draft.help(doc(key)), key));
        None
    }

    fn word(&mut self, key: &Key, words: &Words, text: &str, at: At) -> Option<String> {
        let known: Vec<&str> = words.list().collect();
        if known.contains(&text) {
            return Some(text.to_owned());
        }
        let message = format!("`{}` is not a word `{}` takes", Foreign::from(text).terminal(), key.name);
        let draft = self.sink.draft(&codes::UNKNOWN_WORD, at, message);
        self.sink.push(serving(draft.help(suggestion(text, &known)), key));
        None
    }

    /// Reports a key that is none of some words.
    pub(super) fn not_a_word(&mut self, at: At, text: &str, known: &[&str]) {
        let message = format!("`{}` is not a word that stands here", Foreign::from(text).terminal());
        self.sink.push(self.sink.draft(&codes::UNKNOWN_WORD, at, message).help(suggestion(text, known)));
    }

    pub(super) fn formatted(&mut self, key: &Key, format: &Format, text: &str, at: At) -> Option<String> {
        if (format.is_good)(text) {
            return Some(text.to_owned());
        }
        let message = format!("`{}` is not {}", Foreign::from(text).terminal(), format.name);
        let draft = self.sink.draft(format.code, at, message).help(format!("such as \"{}\"", format.example));
        self.sink.push(serving(draft, key));
        None
    }

    fn vector(&mut self, key: &Key, at: At, levels: Result<SlVector, String>) -> Option<Value> {
        match levels {
            Ok(vector) => Some(Value::Vector(vector)),
            Err(reason) => {
                let help = "write seven levels from 0 to 4 in the order IAC UC SI DC RDF TRE RA: [2, 2, 2, 1, 2, 2, 2]";
                let draft = self.sink.draft(&codes::BAD_SL_VECTOR, at, format!("`{}` {reason}", key.name)).help(help);
                self.sink.push(serving(draft, key));
                None
            }
        }
    }

    /// The id a reference leads to now.
    pub(super) fn reference(&mut self, key: &Key, noun: Noun, id: &str, at: At) -> Option<String> {
        if let Some(found) = self.declared.resolve(noun, id) {
            return Some(found.to_owned());
        }
        self.dangling(key, noun, id, at);
        None
    }

    fn dangling(&mut self, key: &Key, noun: Noun, id: &str, at: At) {
        if self.lost.may_declare(id) {
            self.sink.count_flaw();
            return;
        }
        let message = format!("{} `{}` is not declared", noun.word(), Foreign::from(id).terminal());
        let mut draft = self.sink.draft(&codes::DANGLING, at, message);
        if !self.sink.is_full() {
            draft.help = Some(self.declared_help(noun, id));
        }
        self.sink.push(serving(draft, key));
    }

    fn declared_help(&self, noun: Noun, id: &str) -> String {
        if let Some(near) = nearest(id, self.declared.ids(noun).take(CANDIDATES_MAX)) {
            return format!("did you mean `{near}`?");
        }
        let some: Vec<&str> = self.declared.ids(noun).take(8).collect();
        match some.len() {
            0 => format!("no {} is declared yet", noun.word()),
            8 => format!("declared are {} and others", some.join(", ")),
            _ => format!("declared: {}", some.join(", ")),
        }
    }

    fn party(&mut self, key: &Key, text: &str, at: At) -> Option<String> {
        match text.split_once(':') {
            Some(("zone", zone)) => self.reference(key, Noun::Zone, zone, at).map(|id| format!("zone:{id}")),
            Some(("asset", asset)) => self.reference(key, Noun::Asset, asset, at).map(|id| format!("asset:{id}")),
            _ if self.declared.resolve(Noun::Asset, text).is_none() && self.declared.has(Noun::Zone, text) => {
                let message = format!("asset `{}` is not declared", Foreign::from(text).terminal());
                let help = format!("for any asset of the zone write \"zone:{}\"", Foreign::from(text).terminal());
                self.sink.push(self.sink.draft(&codes::DANGLING, at, message).help(help));
                None
            }
            _ => self.reference(key, Noun::Asset, text, at).map(|id| format!("asset:{id}")),
        }
    }

    fn direction(&mut self, key: &Key, text: &str, at: At) -> Option<String> {
        let Some((from, to)) = text.split_once("->").or_else(|| text.split_once('\u{2192}')) else {
            let message = format!("`{}` is not a direction", Foreign::from(text).terminal());
            let draft = self.sink.draft(&codes::BAD_DIRECTION, at, message);
            self.sink.push(serving(draft.help("write two zones and an arrow: \"bpcs -> historian\""), key));
            return None;
        };
        let from = self.reference(key, Noun::Zone, from.trim(), at);
        let to = self.reference(key, Noun::Zone, to.trim(), at);
        Some(format!("{} -> {}", from?, to?))
    }
}

fn suggestion(text: &str, known: &[&str]) -> String {
    match nearest(text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? known: {}", known.join(", ")),
        None => format!("known: {}", known.join(", ")),
    }
}

fn levels(items: &[RawItem]) -> Result<SlVector, String> {
    let numbers = items.iter().map(|item| match item.value {
        RawValue::Integer(number) => number.try_into().ok().and_then(SecurityLevel::new),
        _ => None,
    });
    to_vector(numbers.collect())
}

/// The standard's writing: `{2 2 2 1 2 2 2}`.
fn written_levels(text: &str) -> Result<SlVector, String> {
    let inner = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.ok_or_else(|| "is not written {2 2 2 1 2 2 2}".to_owned())?;
    to_vector(inner.split_whitespace().map(|n| n.parse().ok().and_then(SecurityLevel::new)).collect())
}

fn to_vector(levels: Vec<Option<SecurityLevel>>) -> Result<SlVector, String> {
    let count = levels.len();
    if levels.iter().any(Option::is_none) {
        return Err("has a level that is not 0, 1, 2, 3 or 4".to_owned());
    }
    let seven: [Option<SecurityLevel>; 7] = levels.try_into().map_err(|_| format!("has {count} levels, not seven"))?;
    Ok(SlVector::new(seven))
}
