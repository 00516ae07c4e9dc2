//! What a key takes, in words.

use crate::shape::{Key, Noun, Type};

/// What a type takes, as the end of "it takes …".
pub(super) fn described(takes: &Type) -> String {
    match takes {
        Type::Text => "text".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Integer { least, most } => match (*least, *most) {
            (i64::MIN, _) => "a whole number".to_owned(),
            (least, most) if most > 0xffff => format!("a whole number from {least}"),
            (least, most) => format!("a whole number from {least} to {most}"),
        },
        Type::Word(words) => format!("one of {}", words.list().collect::<Vec<_>>().join(", ")),
        Type::Formatted(format) => format.name.to_owned(),
        Type::Vector => "seven levels from 0 to 4".to_owned(),
        Type::Reference(noun) => format!("the id of {}", with_article(*noun)),
        Type::Party => "an asset's id, or zone: and a zone's".to_owned(),
        Type::Direction => "two zones and an arrow".to_owned(),
        Type::List(Type::Word(_)) => "a list of words".to_owned(),
        Type::List(inner) => format!("a list, each {}", described(inner)),
        Type::OneOrMany(inner) => format!("{}, or a list", described(inner)),
        Type::Table(_) | Type::Map(_) => "a table".to_owned(),
        Type::Tables(_) => "a list of tables".to_owned(),
    }
}

/// An example of what a type takes, as it is written.
pub(super) fn example(takes: &Type) -> Option<String> {
    match takes {
        Type::Text => Some("\"...\"".to_owned()),
        Type::Boolean => Some("true".to_owned()),
        Type::Integer { least, .. } => Some((*least).max(0).to_string()),
        Type::Word(words) => words.list().next().map(|word| format!("{word:?}")),
        Type::Formatted(format) => Some(format!("{:?}", format.example)),
        Type::Vector => Some("[2, 2, 2, 1, 2, 2, 2]".to_owned()),
        Type::Reference(_) => Some("\"id\"".to_owned()),
        Type::Party => Some("\"plc-101\"".to_owned()),
        Type::Direction => Some("\"bpcs -> historian\"".to_owned()),
        Type::List(inner) => example(inner).map(|one| format!("[{one}]")),
        Type::OneOrMany(inner) => example(inner),
        Type::Table(shape) | Type::Tables(shape) => {
            let key = shape.keys().find(|key| key.required).or_else(|| shape.keys().next())?;
            let inner = format!("{{ {} = {} }}", key.name, example(&key.takes)?);
            Some(if matches!(takes, Type::Tables(_)) { format!("[{inner}]") } else { inner })
        }
        Type::Map(_) => None,
    }
}

/// The line on a key, as the middle of a sentence.
pub(super) fn doc(key: &Key) -> String {
    let text = key.doc.trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), text.starts_with("SL-")) {
        (Some(first), false) => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

fn with_article(noun: Noun) -> String {
    let word = noun.word();
    let article = if word.starts_with(['a', 'e', 'o']) { "an" } else { "a" };
    format!("{article} {word}")
}
