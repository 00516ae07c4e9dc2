//! Typed values out of a table; whatever is missing or of the wrong kind is reported with its place.

use std::ops::Range;

use ringwall_model::{SecurityLevel, is_unsafe_to_show};
use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    source::{SourceText, shown},
    words::parse_word,
};

/// A table of the file and where it stands.
#[derive(Clone)]
pub(crate) struct Table<'d> {
    entries: &'d DeTable<'d>,
    span: Range<usize>,
}

impl<'d> Table<'d> {
    /// A table as the parser gives it.
    pub(crate) fn new(entries: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Self { entries, span }
    }

    /// Where the table stands.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where the value of a key stands, or the table where there is none.
    pub(crate) fn span_of(&self, key: &str) -> Range<usize> {
        self.entries.get(key).map_or_else(|| self.span(), Spanned::span)
    }

    /// True when the key is there, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Keys with their places and values.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'d str, Range<usize>, &'d Spanned<DeValue<'d>>)> {
        self.entries.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    fn value(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.entries.get(key)
    }
}

impl SourceText<'_> {
    /// Text of a key that must be there, with something in it.
    pub(crate) fn text(&mut self, table: &Table<'_>, key: &'static str) -> Option<String> {
        let value = self.required(table, key)?;
        self.string(key, value)
    }

    /// Text of a key that may be absent.
    pub(crate) fn optional_text(&mut self, table: &Table<'_>, key: &'static str) -> Option<String> {
        table.value(key).and_then(|value| self.string(key, value))
    }

    /// A word of a vocabulary.
    pub(crate) fn word<T: DeserializeOwned>(&mut self, table: &Table<'_>, key: &'static str) -> Option<T> {
        let value = self.required(table, key)?;
        self.one_word(key, value)
    }

    /// One or more words of a vocabulary, none twice.
    pub(crate) fn words<T: DeserializeOwned + PartialEq>(
        &mut self,
        table: &Table<'_>,
        key: &'static str,
    ) -> Option<Vec<T>> {
        let mut words = Vec::new();
        for value in self.list(table, key)? {
            let word = self.one_word(key, value)?;
            if words.contains(&word) {
                self.error("said-twice", &value.span(), format!("`{key}` says the same word twice"), "keep one");
                return None;
            }
            words.push(word);
        }
        Some(words)
    }

    /// One or more texts.
    pub(crate) fn texts(&mut self, table: &Table<'_>, key: &'static str) -> Option<Vec<String>> {
        let list = self.list(table, key)?;
        list.iter().map(|value| self.string(key, value)).collect()
    }

    /// A security level from 1 to 4.
    pub(crate) fn graded_level(&mut self, table: &Table<'_>, key: &'static str) -> Option<SecurityLevel> {
        let value = self.required(table, key)?;
        let level = whole_number(value.get_ref()).filter(|n| *n > 0).and_then(SecurityLevel::new);
        if level.is_none() {
            self.error("not-a-level", &value.span(), format!("`{key}` is not a security level"), "write 1, 2, 3 or 4");
        }
        level
    }

    /// True or false; false where the key is absent.
    pub(crate) fn flag(&mut self, table: &Table<'_>, key: &'static str) -> bool {
        let Some(value) = table.value(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.error(
                "wrong-kind",
                &value.span(),
                format!("`{key}` is neither true nor false"),
                "write true or false",
            );
        }
        flag.unwrap_or(false)
    }

    /// The tables of a `[[key]]`; none where there are none.
    pub(crate) fn tables<'d>(&mut self, table: &Table<'d>, key: &'static str) -> Vec<Table<'d>> {
        let Some(value) = table.value(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.error(
                "wrong-kind",
                &value.span(),
                format!("`{key}` is not a list of tables"),
                format!("write [[{key}]]"),
            );
            return Vec::new();
        };
        array.iter().filter_map(|item| self.one_table(key, item)).collect()
    }

    /// A `[key]` table of texts, sorted by key.
    pub(crate) fn dictionary(&mut self, table: &Table<'_>, key: &'static str) -> Vec<(String, String)> {
        let Some(value) = table.value(key) else { return Vec::new() };
        let Some(inner) = self.one_table(key, value) else { return Vec::new() };
        let entries: Vec<_> = inner.entries().collect();
        entries.into_iter().filter_map(|(word, at, text)| self.dictionary_entry(word, &at, text)).collect()
    }

    /// Remarks on every key that is not known here.
    pub(crate) fn only(&mut self, table: &Table<'_>, known: &[&str]) {
        for (key, at, _) in table.entries() {
            if !known.contains(&key) {
                let help = format!("known here: {}", known.join(", "));
                self.warn("unknown-key", &at, format!("nothing is known of `{}`; it is ignored", shown(key)), help);
            }
        }
    }

    /// True when the file declares itself as `format` in version 1; anything else is not read further.
    pub(crate) fn declares(&mut self, table: &Table<'_>, format: &str) -> bool {
        let right = self.text(table, "format").is_some_and(|said| said == format);
        if !right {
            let message = format!("this file is not a `{format}`");
            self.error(
                "wrong-format",
                &table.span_of("format"),
                message,
                format!("begin the file with format = \"{format}\""),
            );
            return false;
        }
        let version = self.required(table, "version").and_then(|v| whole_number(v.get_ref()));
        if version != Some(1) {
            self.error(
                "wrong-version",
                &table.span_of("version"),
                "this version of the format is not known",
                "write version = 1",
            );
        }
        version == Some(1)
    }

    fn dictionary_entry(
        &mut self,
        word: &str,
        at: &Range<usize>,
        text: &Spanned<DeValue<'_>>,
    ) -> Option<(String, String)> {
        if !is_slug(word) {
            let help = "use lower-case letters, digits and hyphens";
            self.error("malformed-word", at, format!("`{}` is not a word of a vocabulary", shown(word)), help);
            return None;
        }
        self.string("meaning", text).map(|meaning| (word.to_owned(), meaning))
    }

    fn required<'d>(&mut self, table: &Table<'d>, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let value = table.value(key);
        if value.is_none() {
            self.error("missing-key", &table.span(), format!("`{key}` is missing here"), format!("add {key} = …"));
        }
        value
    }

    fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.error("wrong-kind", &value.span(), format!("`{key}` is not a text"), "write it in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.error("empty-text", &value.span(), format!("`{key}` is empty"), "give it a text");
            return None;
        }
        // Texts of a catalogue are shown as they are; one that could rearrange its surroundings never gets in.
        if text.chars().any(is_unsafe_to_show) {
            let message = format!("`{key}` holds control or invisible characters: {}", shown(text));
            self.error("unsafe-text", &value.span(), message, "write it on one line, in visible characters");
            return None;
        }
        Some(text.to_owned())
    }

    fn one_word<T: DeserializeOwned>(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let said = self.string(key, value)?;
        match parse_word(&said) {
            Ok(word) => Some(word),
            Err(right) => {
                let help = format!("one of: {}", right.join(", "));
                self.error("unknown-word", &value.span(), format!("`{}` is no word for `{key}`", shown(&said)), help);
                None
            }
        }
    }

    fn one_table<'d>(&mut self, key: &str, value: &'d Spanned<DeValue<'d>>) -> Option<Table<'d>> {
        let entries = value.get_ref().as_table();
        if entries.is_none() {
            self.error("wrong-kind", &value.span(), format!("`{key}` is not a table"), "write it as a table");
        }
        entries.map(|entries| Table::new(entries, value.span()))
    }

    fn list<'d>(&mut self, table: &Table<'d>, key: &'static str) -> Option<&'d [Spanned<DeValue<'d>>]> {
        let value = self.required(table, key)?;
        let list = value.get_ref().as_array().map(|array| &**array).filter(|list| !list.is_empty());
        if list.is_none() {
            self.error(
                "wrong-kind",
                &value.span(),
                format!("`{key}` is not a list with something in it"),
                "write [\"…\"]",
            );
        }
        list
    }
}

/// True for one or more lower-case letters, digits and hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn whole_number(value: &DeValue<'_>) -> Option<u8> {
    let number = value.as_integer()?;
    u8::from_str_radix(number.as_str(), number.radix()).ok()
}
