//! Comparing the catalogue with a list somebody made from a licensed copy: ids, titles and levels are facts, and a
//! reader who has the standard can check ours without either side showing its text.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Diagnostic, ProcessKind, RequirementId, SecurityLevel};
use serde::Serialize;

use crate::{Catalogue, Entry, nearest::key, read::read_list};

/// One line of somebody's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Id as it is written there.
    pub id: String,
    /// Title, where the list gives one.
    pub title: Option<String>,
    /// Lowest level, where the list gives one.
    pub level: Option<SecurityLevel>,
    /// Line it stands in, from 1.
    pub line: u32,
}

/// One way in which list and catalogue differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "difference", rename_all = "kebab-case")]
pub enum Difference {
    /// The catalogue has a row that the list lacks.
    Missing {
        /// Row.
        id: RequirementId,
        /// Its title.
        title: String,
    },
    /// The list has an id the catalogue does not know.
    Extra {
        /// Id as listed.
        id: String,
        /// Line of the list.
        line: u32,
        /// The id it was probably meant to be.
        nearest: Option<String>,
    },
    /// The titles differ in their words.
    Title {
        /// Row.
        id: RequirementId,
        /// Line of the list.
        line: u32,
        /// Title in the catalogue.
        catalogue: String,
        /// Title in the list.
        list: String,
    },
    /// The levels differ.
    Level {
        /// Row.
        id: RequirementId,
        /// Line of the list.
        line: u32,
        /// Level in the catalogue; none for an entry that has no level.
        catalogue: Option<SecurityLevel>,
        /// Level in the list.
        list: SecurityLevel,
    },
}

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Parts compared, by number.
    pub parts: Vec<String>,
    /// Lines of the list that were held against an entry of these parts.
    pub compared: usize,
    /// Differences: in the order of the list, then what it lacks in catalogue order.
    pub differences: Vec<Difference>,
}

impl Listed {
    /// Reads a list: TOML where the name ends so, with `[[requirement]]` tables of `id`, `title`, `sl_min`; else a table
    /// whose first line names the columns. All mistakes at once.
    pub fn parse(text: &str, name: &str) -> (Vec<Self>, Vec<Diagnostic>) {
        read_list(text, name)
    }
}

impl Catalogue {
    /// Holds a list against one part, or against every part the list names a row of.
    pub fn compare(&self, list: &[Listed], part: Option<&str>) -> Comparison {
        let mut owner: BTreeMap<String, (&str, Entry<'_>)> = BTreeMap::new();
        for (of, entry) in self.all_entries() {
            owner.entry(key(entry.id().as_str())).or_insert((of, entry));
        }
        let found: Vec<(&Listed, Option<&(&str, Entry<'_>)>)> =
            list.iter().map(|row| (row, owner.get(&key(&row.id)))).collect();
        let named: BTreeSet<&str> = found.iter().filter_map(|(_, found)| Some(found.as_ref()?.0)).collect();
        let wanted = |of: &str| part.map_or_else(|| named.contains(of), |part| part == of);
        let parts: Vec<&str> = self.part_numbers().filter(|of| wanted(of)).collect();
        let mut differences = Vec::new();
        let mut compared: BTreeSet<&RequirementId> = BTreeSet::new();
        for (row, found) in found {
            match found {
                None => differences.push(self.extra(row)),
                Some((of, entry)) if parts.contains(of) => {
                    compared.insert(entry.id());
                    differences.extend(differs(*entry, row));
                }
                Some(_) => {}
            }
        }
        let asked = self.all_entries().filter(|(of, _)| parts.contains(of));
        differences.extend(asked.filter_map(|(_, entry)| missing(entry, &compared)));
        Comparison { parts: parts.into_iter().map(str::to_owned).collect(), compared: compared.len(), differences }
    }

    /// The numbers of all parts, those on processes last.
    pub fn part_numbers(&self) -> impl Iterator<Item = &str> {
        let processes = self.processes().parts().iter().map(|part| part.part.as_str());
        self.parts().iter().map(|part| part.part.as_str()).chain(processes)
    }

    /// Everything an id may name, with the number of its part.
    pub fn all_entries(&self) -> impl Iterator<Item = (&str, Entry<'_>)> {
        let graded =
            self.parts().iter().flat_map(|part| self.entries_of(part).map(|entry| (part.part.as_str(), entry)));
        graded.chain(self.processes().rows().iter().map(|row| (row.part.as_str(), Entry::Process(row))))
    }

    fn extra(&self, row: &Listed) -> Difference {
        let nearest = self.nearest_entry(&row.id).map(str::to_owned);
        Difference::Extra { id: row.id.clone(), line: row.line, nearest }
    }
}

/// What a list lacks: rows. Clauses and groups ask nothing themselves.
fn missing(entry: Entry<'_>, compared: &BTreeSet<&RequirementId>) -> Option<Difference> {
    let title = match entry {
        Entry::Row(row) => &row.title,
        Entry::Process(row) if row.kind != ProcessKind::Group => &row.title,
        Entry::Process(_) | Entry::Placeholder(_) | Entry::Constraint(_) => return None,
    };
    let absent = !compared.contains(entry.id());
    absent.then(|| Difference::Missing { id: entry.id().clone(), title: title.clone() })
}

fn differs(entry: Entry<'_>, listed: &Listed) -> Vec<Difference> {
    let (id, line) = (entry.id(), listed.line);
    let (ours, level) = match entry {
        Entry::Row(row) => (&row.title, Some(row.sl_min)),
        Entry::Placeholder(placeholder) => (&placeholder.title, None),
        Entry::Constraint(constraint) => (&constraint.title, None),
        Entry::Process(row) => (&row.title, None),
    };
    let title = listed.title.as_ref().filter(|theirs| words(theirs) != words(ours));
    let title = title.map(|theirs| (id.clone(), ours.clone(), theirs.clone()));
    let other = listed.level.filter(|theirs| level != Some(*theirs));
    let title = title.map(|(id, catalogue, list)| Difference::Title { id, line, catalogue, list });
    title
        .into_iter()
        .chain(other.map(|list| Difference::Level { id: id.clone(), line, catalogue: level, list }))
        .collect()
}

/// A title without case and punctuation: how a copy sets its commas and dashes says nothing.
fn words(title: &str) -> Vec<String> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
