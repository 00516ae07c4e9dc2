//! `config … edit … set … next … end`: the sections of a configuration with their entries, as they are after the last line.

use std::collections::BTreeMap;

use crate::Account;

/// A value that is set.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    pub(super) line: u32,
    pub(super) words: Vec<String>,
}

/// What stands between `edit` and `next`, or directly in a section.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) settings: BTreeMap<String, Setting>,
    pub(super) inner: Vec<Section>,
}

impl Entry {
    /// The words of a setting; none where it is not set.
    pub(super) fn words(&self, key: &str) -> &[String] {
        self.settings.get(key).map_or(&[], |setting| &setting.words)
    }

    /// The first word of a setting; empty where it is not set.
    pub(super) fn word(&self, key: &str) -> &str {
        self.words(key).first().map_or("", String::as_str)
    }

    /// True where a setting is `enable`.
    pub(super) fn enables(&self, key: &str) -> bool {
        self.word(key) == "enable"
    }

    /// A section inside.
    pub(super) fn section(&self, path: &str) -> Option<&Section> {
        self.inner.iter().find(|section| section.path == path)
    }
}

/// What stands between `config` and `end`.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// The words behind `config`.
    pub(super) path: String,
    pub(super) line: u32,
    /// Settings outside any entry.
    pub(super) own: Entry,
    pub(super) entries: Vec<Entry>,
    /// Places of entries by name.
    places: BTreeMap<String, usize>,
}

impl Section {
    fn at(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    fn push(&mut self, entry: Entry) {
        self.places.insert(entry.name.clone(), self.entries.len());
        self.entries.push(entry);
    }

    /// Entries have other places than before.
    fn moved(&mut self) {
        self.places = self.entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
    }

    /// Every line that says something in it.
    pub(super) fn lines(&self) -> Vec<u32> {
        let mut lines = vec![self.line];
        for entry in self.entries.iter().chain([&self.own]) {
            lines.push(entry.line);
            lines.extend(entry.settings.values().map(|setting| setting.line));
            lines.extend(entry.inner.iter().flat_map(Section::lines));
        }
        lines
    }
}

/// Everything, by virtual domain and path; the domain is empty where the text names none, and for what is global.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) sections: BTreeMap<(String, String), Section>,
    /// Names of virtual domains.
    pub(super) domains: Vec<String>,
    /// Lines that are not followed, and why.
    pub(super) refused: Vec<(u32, &'static str)>,
    pub(super) version: Option<String>,
}

impl Configuration {
    /// The entries of a section.
    pub(super) fn entries(&self, domain: &str, path: &str) -> &[Entry] {
        self.section(domain, path).map_or(&[], |section| &section.entries)
    }

    /// A section of a domain.
    pub(super) fn section(&self, domain: &str, path: &str) -> Option<&Section> {
        self.sections.get(&(domain.to_owned(), path.to_owned()))
    }
}

struct Open {
    section: Section,
    entry: Option<usize>,
}

impl Open {
    fn entry(&mut self) -> &mut Entry {
        let at = self.entry.unwrap_or(usize::MAX);
        self.section.entries.get_mut(at).unwrap_or(&mut self.section.own)
    }
}

/// Reads all lines.
pub(super) fn read(account: &Account<'_>) -> Configuration {
    let mut reader = Reader { found: Configuration::default(), open: Vec::new() };
    let (statements, cut) = statements(account, &mut reader.found.version);
    let mut last = 1;
    for (line, words) in statements {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        reader.statement(line, &words);
        last = line;
    }
    if cut || !reader.open.is_empty() {
        reader.found.refused.push((last, "the text is cut or damaged: something is not closed"));
    }
    while !reader.open.is_empty() {
        reader.close();
    }
    reader.found
}

struct Reader {
    found: Configuration,
    open: Vec<Open>,
}

/// Most sections that stand in one another.
const DEPTH_MAX: usize = 32;

impl Reader {
    fn statement(&mut self, line: u32, words: &[&str]) {
        match words {
            ["config", path @ ..] if self.open.len() < DEPTH_MAX => self.config(line, &path.join(" ")),
            ["end"] if !self.open.is_empty() => self.close(),
            ["edit", name, ..] if !self.open.is_empty() => self.edit(line, name),
            ["next"] => self.open.iter_mut().last().map_or((), |open| open.entry = None),
            ["set" | "select", key, words @ ..] => self.change(line, key, |known| *known = owned(words)),
            ["append", key, words @ ..] => self.change(line, key, |known| known.extend(owned(words))),
            ["unselect", key, words @ ..] => {
                self.change(line, key, |known| known.retain(|word| !words.contains(&word.as_str())));
            }
            ["unset", key] => self.unset(key),
            ["delete", name] => self.delete(name),
            ["move", name, way @ ("before" | "after"), other] => self.shift(line, name, *way == "after", other),
            _ => self.found.refused.push((line, "the line is not understood")),
        }
    }

    /// The domain a section on the outermost level belongs to; none where it stands in another section.
    fn domain(&self) -> Option<String> {
        match self.open.last() {
            None => Some(String::new()),
            Some(open) if open.section.path == "global" => Some(String::new()),
            Some(open) if open.section.path == "vdom" => Some(
                open.entry.and_then(|at| open.section.entries.get(at)).map_or_else(String::new, |e| e.name.clone()),
            ),
            Some(_) => None,
        }
    }

    fn config(&mut self, line: u32, path: &str) {
        let known = self.domain().and_then(|domain| self.found.sections.remove(&(domain, path.to_owned())));
        let new = || Section { path: path.to_owned(), line, ..Section::default() };
        self.open.push(Open { section: known.unwrap_or_else(new), entry: None });
    }

    fn close(&mut self) {
        let Some(Open { section, .. }) = self.open.pop() else { return };
        if section.path == "vdom" {
            let names = section.entries.iter().map(|entry| entry.name.clone());
            self.found.domains.extend(names.collect::<Vec<_>>());
        }
        match self.domain() {
            Some(domain) => {
                self.found.sections.insert((domain, section.path.clone()), section);
            }
            None => {
                if let Some(open) = self.open.last_mut() {
                    open.entry().inner.push(section);
                }
            }
        }
    }

    fn edit(&mut self, line: u32, name: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let known = open.section.at(name);
        open.entry = known.or_else(|| {
            open.section.push(Entry { name: name.to_owned(), line, ..Entry::default() });
            open.section.entries.len().checked_sub(1)
        });
    }

    fn change(&mut self, line: u32, key: &str, how: impl FnOnce(&mut Vec<String>)) {
        match self.open.last_mut() {
            Some(open) => {
                let setting = open.entry().settings.entry(key.to_owned()).or_default();
                setting.line = line;
                how(&mut setting.words);
            }
            None => self.found.refused.push((line, "the line stands outside any section")),
        }
    }

    fn unset(&mut self, key: &str) {
        if let Some(open) = self.open.last_mut() {
            open.entry().settings.remove(key);
        }
    }

    fn delete(&mut self, name: &str) {
        if let Some(open) = self.open.last_mut() {
            open.section.entries.retain(|entry| entry.name != name);
            open.section.moved();
            open.entry = None;
        }
    }

    /// Puts an entry before or behind another.
    fn shift(&mut self, line: u32, name: &str, behind: bool, other: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let (from, to) = (open.section.at(name), open.section.at(other));
        let (Some(from), Some(_)) = (from, to.filter(|_| name != other)) else {
            self.found.refused.push((line, "what is moved, or where to, is not declared"));
            return;
        };
        let entry = open.section.entries.remove(from);
        open.section.moved();
        let to = open.section.at(other).unwrap_or(0).saturating_add(usize::from(behind));
        open.section.entries.insert(to, entry);
        open.section.moved();
        open.entry = None;
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Statements with the line they begin on; a quotation may go over lines. True where one is never closed.
fn statements(account: &Account<'_>, version: &mut Option<String>) -> (Vec<(u32, Vec<String>)>, bool) {
    let (mut found, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let (mut quoted, mut start) = (false, 1);
    for (number, line) in account.lines() {
        if !quoted {
            start = number;
            if let Some(rest) = line.trim_start().strip_prefix('#') {
                let named = rest.strip_prefix("config-version=").and_then(|rest| rest.split(':').next());
                *version = version.take().or(named.map(str::to_owned));
                continue;
            }
        }
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_with(String::new);
                }
                '\\' => word.get_or_insert_with(String::new).extend(chars.next()),
                c if c.is_whitespace() && !quoted => words.extend(word.take()),
                c => word.get_or_insert_with(String::new).push(c),
            }
        }
        if quoted {
            word.get_or_insert_with(String::new).push('\n');
            continue;
        }
        words.extend(word.take());
        if !words.is_empty() {
            found.push((start, std::mem::take(&mut words)));
        }
    }
    (found, quoted)
}
