//! One line of a log as named values.

use std::borrow::Cow;

use serde_json::Value;

/// What the lines that begin with `#` say of those that follow (Zeek, logging framework).
#[derive(Debug, Default)]
pub(super) struct Header {
    /// The kind of log.
    pub(super) path: String,
    columns: Vec<String>,
}

/// Values a line may have; no log has as many.
const COLUMNS_MAX: usize = 1_024;

impl Header {
    /// Takes a line that is about the log, not of it.
    pub(super) fn takes(&mut self, line: &[u8]) -> bool {
        if line.first() != Some(&b'#') {
            return false;
        }
        let text = String::from_utf8_lossy(line);
        if let Some(path) = text.strip_prefix("#path\t") {
            path.trim_end().clone_into(&mut self.path);
        } else if let Some(fields) = text.strip_prefix("#fields\t") {
            self.columns = fields.trim_end().split('\t').take(COLUMNS_MAX).map(str::to_owned).collect();
        }
        true
    }
}

/// A line.
#[derive(Debug)]
pub(super) enum Record<'a> {
    /// Values between tabs, under the columns of the header.
    Tabs(Vec<(&'a str, Cow<'a, str>)>),
    /// An object.
    Json(Value),
}

impl<'a> Record<'a> {
    /// None where the line is neither.
    pub(super) fn of(line: &'a [u8], header: &'a Header) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'{') {
            return serde_json::from_slice::<Value>(line).ok().filter(Value::is_object).map(Self::Json);
        }
        let values: Vec<_> = line.split(|byte| *byte == b'\t').map(String::from_utf8_lossy).collect();
        let fits = !header.columns.is_empty() && values.len() == header.columns.len();
        fits.then(|| Self::Tabs(header.columns.iter().map(String::as_str).zip(values).collect()))
    }

    /// An event of Suricata.
    pub(super) fn is_eve(&self) -> bool {
        matches!(self, Self::Json(value) if value.get("event_type").is_some())
    }

    /// The value of this name; none where it is not set.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Tabs(values) => {
                let (_, value) = values.iter().find(|(column, _)| *column == name)?;
                (!matches!(value.as_ref(), "-" | "(empty)" | "")).then(|| Cow::Borrowed(value.as_ref()))
            }
            Self::Json(value) => text(value.get(name)?),
        }
    }

    /// The value at the end of these names, each in the object before it.
    pub(super) fn at(&self, path: &[&str]) -> Option<Cow<'_, str>> {
        let Self::Json(value) = self else { return None };
        text(path.iter().try_fold(value, |value, name| value.get(name))?)
    }

    /// A number, written in decimal or with `0x`.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        number(&self.get(name)?)
    }

    /// A number at the end of names.
    pub(super) fn number_at(&self, path: &[&str]) -> Option<u64> {
        self.at(path)?.parse().ok()
    }

    /// True, false, or not said.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)?.as_ref() {
            "T" | "true" => Some(true),
            "F" | "false" => Some(false),
            _ => None,
        }
    }
}

pub(super) fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if text.is_empty() || text == "-" => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "T" } else { "F" })),
        Value::Array(items) if !items.is_empty() => {
            Some(Cow::Owned(items.iter().filter_map(text).collect::<Vec<_>>().join(",")))
        }
        Value::Null | Value::Object(_) | Value::Array(_) => None,
    }
}
