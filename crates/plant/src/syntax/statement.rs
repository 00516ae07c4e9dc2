//! Where a statement of a TOML text begins and ends, also when it is broken.

use std::ops::Range;

use crate::limits;

/// A statement: a header with all that stands under it, or a key with its value.
#[derive(Debug)]
pub(crate) struct Statement {
    pub range: Range<usize>,
}

impl Statement {
    /// The keys it writes, as far as they can be made out: ids that nobody may miss.
    pub fn keys(&self, text: &str) -> Vec<String> {
        let part = text.get(self.range.clone()).unwrap_or_default();
        let first = part.trim_start().lines().next().unwrap_or_default();
        split_keys(first.split('=').next().unwrap_or_default())
    }

    /// The keys of its header, when it begins with one.
    pub fn header_keys(&self, text: &str) -> Option<Vec<String>> {
        let part = text.get(self.range.clone()).unwrap_or_default().trim_start();
        part.starts_with('[').then(|| split_keys(part.lines().next().unwrap_or_default()))
    }

    /// The line, from 1, of an earlier header with the same keys.
    pub fn same_header_before(&self, text: &str) -> Option<usize> {
        let keys = self.header_keys(text)?;
        let before = text.get(..self.range.start).unwrap_or_default();
        let mut lines = before.lines().enumerate();
        lines.find(|(_, line)| line.starts_with('[') && split_keys(line) == keys).map(|(index, _)| index + 1)
    }

    /// The end of what is written in its first line.
    pub fn last(&self, text: &str) -> Range<usize> {
        let part = text.get(self.range.clone()).unwrap_or_default();
        let written = part.trim_start().lines().next().unwrap_or_default().trim_end();
        let start = self.range.start + (part.len() - part.trim_start().len());
        let end = start + written.len();
        let width = written.chars().next_back().map_or(0, char::len_utf8);
        end - width..end
    }
}

fn split_keys(line: &str) -> Vec<String> {
    let bare = line.split('#').next().unwrap_or_default();
    let keys = bare.split('.').map(|key| key.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)));
    keys.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// The statement to skip for an error at `at`: at least one line that is not blank, where there is one.
pub(crate) fn around(text: &str, at: usize) -> Statement {
    let at = last_written(text, at);
    let mut start = 0;
    loop {
        let (end, closed) = statement_end(text, start);
        if !closed {
            let end = next_statement(text, start).min(end);
            return Statement { range: start..section_end(text, start, end) };
        }
        if at < end {
            return Statement { range: start..section_end(text, start, end) };
        }
        start = end;
    }
}

/// The written character at or before `at`, else the first after it.
fn last_written(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let here = text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| !c.is_whitespace());
    if here {
        return at;
    }
    let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |n| n + 1);
    let line = text.get(line_start..at).unwrap_or_default();
    match line.trim_end().char_indices().next_back() {
        Some((n, _)) => line_start + n,
        None => {
            let after = text.get(at..).unwrap_or_default();
            at + (after.len() - after.trim_start().len())
        }
    }
}

/// Where the statement that begins at `start` ends, and whether its brackets and strings are closed there.
fn statement_end(text: &str, start: usize) -> (usize, bool) {
    let (mut end, mut scan) = (start, limits::Scan::default());
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        end += line.len();
        if scan.line(line) {
            return (end, true);
        }
    }
    (end, false)
}

/// The next line after the first that looks like the beginning of a statement.
fn next_statement(text: &str, start: usize) -> usize {
    let mut at = start;
    for (n, line) in text.get(start..).unwrap_or_default().split_inclusive('\n').enumerate() {
        if n > 0 && looks_like_a_statement(line) {
            return at;
        }
        at += line.len();
    }
    at
}

fn looks_like_a_statement(line: &str) -> bool {
    let line = line.trim();
    let key = line.split('=').next().unwrap_or_default().trim();
    let bare = |c: char| c.is_ascii_alphanumeric() || "_-.:\"'".contains(c);
    is_header(line) || (line.contains('=') && !key.is_empty() && key.chars().all(bare))
}

fn is_header(line: &str) -> bool {
    let inner = line.split('#').next().unwrap_or_default().trim().trim_start_matches('[').trim_end_matches(']');
    let bare = |c: char| c.is_ascii_alphanumeric() || "_-.:\"'".contains(c);
    line.starts_with('[') && inner.starts_with(|c: char| c.is_ascii_alphabetic()) && inner.chars().all(bare)
}

/// A broken header takes all that stands under it along.
fn section_end(text: &str, start: usize, end: usize) -> usize {
    let part = text.get(start..end).unwrap_or_default();
    if !part.trim_start().starts_with('[') {
        return end;
    }
    let mut at = end;
    for line in text.get(end..).unwrap_or_default().split_inclusive('\n') {
        if is_header(line.trim()) {
            break;
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str, at: usize) -> &str {
        let range = around(text, at).range;
        text.get(range).unwrap()
    }

    #[test]
    fn a_key_takes_its_line_and_a_header_its_section() {
        assert_eq!(skipped("a = 1\nb =\nc = 3\n", 9), "b =\n");
        assert_eq!(skipped("a = 1\n[zones.x\nkind = 1\n[y]\nz = 1\n", 14), "[zones.x\nkind = 1\n");
    }

    #[test]
    fn an_unclosed_list_ends_where_the_next_statement_begins() {
        assert_eq!(skipped("a = [1,\n 2\nb = 1\n[c]\n", 11), "a = [1,\n 2\n");
        assert_eq!(skipped("a = '''\ntext\nb = 1\n", 19), "a = '''\ntext\n");
    }

    #[test]
    fn the_end_of_a_text_is_a_place_too() {
        assert_eq!(skipped("", 0), "");
        assert_eq!(skipped("a", 1), "a");
        assert_eq!(skipped("\n\na", 0), "a");
    }
}
