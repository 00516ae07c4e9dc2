//! The tree of a TOML file with a place for every key and value, before anything is known about its meaning.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use crate::source::At;

/// A key as written.
#[derive(Debug)]
pub(crate) struct RawKey {
    pub text: String,
    pub at: At,
}

/// A value and its place.
#[derive(Debug)]
pub(crate) struct RawItem {
    pub at: At,
    pub value: RawValue,
}

/// What TOML knows.
#[derive(Debug)]
pub(crate) enum RawValue {
    Text(String),
    Integer(i64),
    Float,
    Boolean(bool),
    Datetime(String),
    List(Vec<RawItem>),
    Table(RawTable),
}

/// Keys and values in the order written.
#[derive(Debug, Default)]
pub(crate) struct RawTable {
    pub entries: Vec<(RawKey, RawItem)>,
}

impl RawValue {
    /// What a user calls it.
    pub fn described(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Float => "a number with a fraction",
            Self::Boolean(_) => "true or false",
            Self::Datetime(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Translates a parsed table.
pub(crate) fn table(file: usize, from: &dyn TableLike, whole: At) -> RawTable {
    let entries = from.iter().filter_map(|(name, item)| {
        let span = from.get_key_value(name).and_then(|(key, _)| key.span());
        let at = span.map_or(whole, |range| At::new(file, range));
        Some((RawKey { text: name.to_owned(), at }, raw_item(file, item, at)?))
    });
    RawTable { entries: entries.collect() }
}

fn raw_item(file: usize, from: &Item, key: At) -> Option<RawItem> {
    match from {
        Item::None => None,
        Item::Value(value) => Some(raw_value(file, value, key)),
        Item::Table(inner) => Some(RawItem { at: key, value: RawValue::Table(table(file, inner, key)) }),
        Item::ArrayOfTables(list) => {
            let items = list.iter().map(|inner| {
                let at = place(file, inner.span(), key);
                RawItem { at, value: RawValue::Table(table(file, inner, at)) }
            });
            Some(RawItem { at: key, value: RawValue::List(items.collect()) })
        }
    }
}

fn raw_value(file: usize, from: &Value, key: At) -> RawItem {
    let at = place(file, from.span(), key);
    let value = match from {
        Value::String(text) => RawValue::Text(text.value().clone()),
        Value::Integer(number) => RawValue::Integer(*number.value()),
        Value::Float(_) => RawValue::Float,
        Value::Boolean(yes) => RawValue::Boolean(*yes.value()),
        Value::Datetime(date) => RawValue::Datetime(date.value().to_string()),
        Value::Array(list) => RawValue::List(list.iter().map(|v| raw_value(file, v, at)).collect()),
        Value::InlineTable(inner) => RawValue::Table(table(file, inner, at)),
    };
    RawItem { at, value }
}

fn place(file: usize, span: Option<Range<usize>>, otherwise: At) -> At {
    span.map_or(otherwise, |range| At::new(file, range))
}
