//! Tables: known keys, required keys, keys the user chooses.

use ringwall_model::{Foreign, FoundationalRequirement, ZoneId};

use super::Check;
use crate::{
    check::describe::{described, doc, example},
    codes,
    nearest::nearest,
    node::{Entry, Item, Node, Value},
    raw::{RawItem, RawKey, RawTable, RawValue},
    shape::{self, Key, MapKey, MapShape, TableShape, Type},
    source::At,
};

impl Check<'_, '_> {
    /// A table of known keys.
    pub(super) fn table(&mut self, shape: &TableShape, raw: &RawTable, at: At) -> Node {
        let before = self.sink.flaws();
        let mut entries = Vec::new();
        for (key, item) in &raw.entries {
            match shape.key(&key.text) {
                None => self.unknown_key(shape, key, at),
                Some(known) => entries.extend(self.entry(known, key, item)),
            }
        }
        for key in shape.keys().filter(|key| key.required) {
            if !raw.entries.iter().any(|(given, _)| given.text == key.name) {
                self.missing_key(key, at);
            }
        }
        Node { at, flawed: self.sink.flaws() != before, entries }
    }

    fn entry(&mut self, known: &'static Key, key: &RawKey, item: &RawItem) -> Option<Entry> {
        if known.required && is_empty(&item.value) {
            self.empty_value(known, item.at);
            return None;
        }
        let item = self.value(known, &known.takes, item)?;
        Some(Entry { key: key.text.clone(), key_at: key.at, item })
    }

    /// A value, if it fits.
    pub(super) fn value(&mut self, key: &'static Key, takes: &'static Type, raw: &RawItem) -> Option<Item> {
        let value = match (takes, &raw.value) {
            (Type::Table(shape), RawValue::Table(table)) => Value::Node(self.table(shape, table, raw.at)),
            (Type::Map(shape), RawValue::Table(table)) => Value::Node(self.map(key, shape, table, raw.at)),
            (Type::Tables(shape), RawValue::List(items)) => Value::List(self.tables(key, takes, shape, items)),
            (Type::List(inner) | Type::OneOrMany(inner), RawValue::List(items)) => {
                Value::List(self.list(key, inner, items))
            }
            (Type::OneOrMany(inner), _) => Value::List(self.list(key, inner, std::slice::from_ref(raw))),
            _ => self.scalar(key, takes, raw)?,
        };
        Some(Item { at: raw.at, value })
    }

    fn tables(
        &mut self,
        key: &'static Key,
        takes: &'static Type,
        shape: &'static TableShape,
        items: &[RawItem],
    ) -> Vec<Item> {
        let mut kept = Vec::new();
        for item in items {
            match &item.value {
                RawValue::Table(table) => {
                    kept.push(Item { at: item.at, value: Value::Node(self.table(shape, table, item.at)) });
                }
                _ => self.wrong_type(key, takes, item),
            }
        }
        kept
    }

    fn list(&mut self, key: &'static Key, inner: &'static Type, items: &[RawItem]) -> Vec<Item> {
        let kept: Vec<Item> = items.iter().filter_map(|item| self.value(key, inner, item)).collect();
        if matches!(inner, Type::Reference(_) | Type::Party | Type::Word(_)) {
            self.repeated(key, &kept);
        }
        kept
    }

    fn repeated(&mut self, key: &Key, items: &[Item]) {
        let mut seen = std::collections::BTreeSet::new();
        for item in items {
            if let Some(text) = item.text()
                && !seen.insert(text)
            {
                let message = format!("`{}` names `{}` twice", key.name, Foreign::from(text).terminal());
                let draft = self.sink.draft(&codes::DUPLICATE_ENTRY, item.at, message);
                self.sink.push(draft.help("once is enough; did you mean another?"));
            }
        }
    }

    fn map(&mut self, key: &'static Key, shape: &'static MapShape, raw: &RawTable, at: At) -> Node {
        let before = self.sink.flaws();
        let mut entries = Vec::new();
        for (name, item) in &raw.entries {
            if let (Type::Table(_), false) = (&shape.value, matches!(item.value, RawValue::Table(_))) {
                self.no_table(name, item);
            } else if let Some(kept) = self.map_key(key, &shape.key, name, item)
                && let Some(value) = self.value(key, &shape.value, item)
            {
                entries.push(Entry { key: kept, key_at: name.at, item: value });
            }
        }
        Node { at, flawed: self.sink.flaws() != before, entries }
    }

    fn no_table(&mut self, name: &RawKey, item: &RawItem) {
        let shown = Foreign::from(name.text.as_str());
        let message = format!("`{}` takes a table, not {}", shown.terminal(), item.value.described());
        let draft = self.sink.draft(&codes::WRONG_TYPE, item.at, message);
        self.sink.push(draft.help("write its keys in braces, `id = { key = value }`, or under a header"));
    }

    fn map_key(&mut self, key: &Key, takes: &MapKey, name: &RawKey, item: &RawItem) -> Option<String> {
        match takes {
            MapKey::Declares(noun) => {
                let counts = self.id(name) && self.declared.is_at(*noun, &name.text, name.at);
                counts.then(|| name.text.clone())
            }
            MapKey::Reference(noun) => self.reference(key, *noun, &name.text, name.at),
            MapKey::FoundationalRequirement => match FoundationalRequirement::parse(&name.text) {
                Some(fr) => Some(fr.abbreviation().to_owned()),
                None => {
                    self.not_a_word(name.at, &name.text, &FoundationalRequirement::ALL.map(|fr| fr.abbreviation()));
                    None
                }
            },
            MapKey::Formatted(format) => self.formatted(key, format, &name.text, name.at),
            MapKey::Id => (self.id(name) && self.renaming(name, item)).then(|| name.text.clone()),
        }
    }

    /// Reports an id that no id may be.
    fn id(&mut self, name: &RawKey) -> bool {
        let good = ZoneId::parse(&name.text).is_some();
        if !good {
            let suggested = ZoneId::from_foreign(&name.text);
            let message = format!("`{}` cannot be an id", Foreign::from(name.text.as_str()).terminal());
            let help = format!("use 1 to 128 letters, digits and _ . - : only, such as `{suggested}`");
            self.sink.push(self.sink.draft(&codes::BAD_ID, name.at, message).help(help));
        }
        good
    }

    fn renaming(&mut self, old: &RawKey, item: &RawItem) -> bool {
        let RawValue::Text(new) = &item.value else { return true };
        let (old_shown, new_shown) = (Foreign::from(old.text.as_str()), Foreign::from(new.as_str()));
        if self.declared.has_any(&old.text) {
            let message =
                format!("`{}` is renamed to `{}` but still declared", old_shown.terminal(), new_shown.terminal());
            let help = "remove the renaming, or give what is declared another id";
            self.sink.push(self.sink.draft(&codes::RENAMED_DECLARED, old.at, message).help(help));
            return false;
        }
        if !self.declared.leads_somewhere(&old.text) && !self.lost.may_declare(new) {
            let message =
                format!("`{}` is renamed to `{}`, which is not declared", old_shown.terminal(), new_shown.terminal());
            let help = "the new id must be declared in the folder; a thing that is gone needs no renaming";
            self.sink.push(self.sink.draft(&codes::RENAME_NOWHERE, item.at, message).help(help));
            return false;
        }
        true
    }

    fn unknown_key(&mut self, shape: &TableShape, key: &RawKey, table: At) {
        let shown = Foreign::from(key.text.as_str());
        let message = match (table.start, table.end) {
            (0, 0) => format!("unknown key `{}` in this file", shown.terminal()),
            _ => format!("unknown key `{}`", shown.terminal()),
        };
        let draft = self.sink.draft(&codes::UNKNOWN_KEY, key.at, message);
        let help = self.known_keys(shape, key, table);
        self.sink.push(draft.help(help));
    }

    fn known_keys(&self, shape: &TableShape, key: &RawKey, table: At) -> String {
        if self.sink.is_full() {
            return String::new();
        }
        let top = table == At::top(table.file);
        if let Some(file) = shape::belongs_elsewhere(&key.text, self.path).filter(|_| top) {
            return format!("`{}` belongs in {file}", key.text);
        }
        let names: Vec<&str> = shape.keys().map(|k| k.name).collect();
        match nearest(&key.text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", names.join(", ")),
        }
    }

    fn missing_key(&mut self, key: &Key, at: At) {
        let text = self.sink.sources.text(at.file);
        if self.lost.may_belong_to(at, text) {
            return;
        }
        let mut draft = self.sink.draft(&codes::MISSING_KEY, at, format!("`{}` is missing", key.name));
        draft.help = Some(match example(&key.takes) {
            Some(example) => format!("add `{} = {example}`: {}", key.name, doc(key)),
            None => format!("add `{}`: {}", key.name, doc(key)),
        });
        self.sink.push(serving(draft, key));
    }

    fn empty_value(&mut self, key: &Key, at: At) {
        let draft = self.sink.draft(&codes::EMPTY_VALUE, at, format!("`{}` is empty", key.name));
        self.sink.push(serving(draft.help(doc(key)), key));
    }

    /// Reports a value of another type.
    pub(super) fn wrong_type(&mut self, key: &Key, takes: &Type, raw: &RawItem) {
        let message = format!("`{}` takes {}, not {}", key.name, described(takes), raw.value.described());
        let draft = self.sink.draft(&codes::WRONG_TYPE, raw.at, message);
        let help = example(takes).map_or_else(|| doc(key), |example| format!("such as `{} = {example}`", key.name));
        self.sink.push(serving(draft.help(help), key));
    }
}

fn is_empty(value: &RawValue) -> bool {
    match value {
        RawValue::Text(text) => text.trim().is_empty(),
        RawValue::List(items) => items.is_empty(),
        _ => false,
    }
}

/// Adds the requirement a key serves.
pub(super) fn serving(diagnostic: ringwall_model::Diagnostic, key: &Key) -> ringwall_model::Diagnostic {
    match key.serves {
        Some(requirement) => diagnostic.requirement(requirement),
        None => diagnostic,
    }
}
