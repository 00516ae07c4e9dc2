//! Records of a table in text: commas, semicolons or tabs between fields, quotes around what holds any of them (RFC 4180).

use std::ops::Range;

use super::source::SourceText;

/// Most records that are read; the largest part of the standard has some hundred rows.
const RECORDS_MAX: usize = 100_000;

/// A field and where it stands.
pub(crate) struct Field {
    pub(crate) text: String,
    pub(crate) at: Range<usize>,
}

/// One line of the table; a quoted field may hold line breaks.
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    pub(crate) at: Range<usize>,
}

/// Every record with something in it. The heading decides what stands between fields.
pub(crate) fn records(source: &mut SourceText<'_>) -> Vec<Record> {
    let Some(text) = source.bounded_text() else { return Vec::new() };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { text, at: start, separator: separator(text) };
    let mut records = Vec::new();
    while reader.at < text.len() {
        let (record, closed) = reader.record();
        if !closed {
            source.error("open-quote", &record.at, "a quote opened here is never closed", "close it, or double it");
            break;
        }
        if record.fields.iter().any(|field| !field.text.trim().is_empty()) {
            records.push(record);
        }
        if records.len() > RECORDS_MAX {
            source.error("too-many-records", &(0..0), format!("more than {RECORDS_MAX} lines"), "split the file");
            break;
        }
    }
    records
}

/// The one that stands in the first line most often.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(',')
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    separator: char,
}

impl Reader<'_> {
    /// The next record, and whether its quotes were closed.
    fn record(&mut self) -> (Record, bool) {
        let start = self.at;
        let mut fields = Vec::new();
        loop {
            let (field, closed) = self.field();
            fields.push(field);
            let (end, next) = (self.at, self.peek());
            self.at = end.saturating_add(next.map_or(0, char::len_utf8));
            if !closed || next != Some(self.separator) {
                return (Record { fields, at: start..end }, closed);
            }
        }
    }

    /// A field up to the separator or the end of its line, which are left.
    fn field(&mut self) -> (Field, bool) {
        let start = self.at;
        let (mut text, mut quoted) = (String::new(), false);
        while let Some(c) = self.peek() {
            match c {
                '"' if quoted && self.rest().starts_with("\"\"") => {
                    text.push('"');
                    self.at = self.at.saturating_add(2);
                    continue;
                }
                '"' if quoted || text.trim().is_empty() => quoted = !quoted,
                '\n' if !quoted => break,
                _ if !quoted && c == self.separator => break,
                _ => text.push(c),
            }
            self.at = self.at.saturating_add(c.len_utf8());
        }
        let text = text.trim_end_matches('\r').to_owned();
        (Field { text, at: start..self.at }, !quoted)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let records = records(&mut SourceText::new(text, "t.csv"));
        records.into_iter().map(|r| r.fields.into_iter().map(|f| f.text).collect()).collect()
    }

    #[test]
    fn quotes_hold_separators_lines_and_doubled_quotes() {
        assert_eq!(
            read("id,title\r\n\"a\",\"x, \"\"y\"\"\nz\"\r\n\nb,\n"),
            [vec!["id", "title"], vec!["a", "x, \"y\"\nz"], vec!["b", ""]]
        );
    }

    #[test]
    fn the_heading_says_what_stands_between_fields() {
        assert_eq!(read("\u{feff}id;title, long;sl\na;b, c;1")[1], ["a", "b, c", "1"]);
        assert_eq!(read("id\ttitle\na\tb")[1], ["a", "b"]);
        assert_eq!(read("id\na")[1], ["a"]);
    }

    #[test]
    fn an_open_quote_is_told_and_ends_the_reading() {
        let mut source = SourceText::new("id\n\"a\nb", "t.csv");
        assert_eq!(records(&mut source).len(), 1);
        assert_eq!(source.into_diagnostics()[0].code, "open-quote");
    }
}
