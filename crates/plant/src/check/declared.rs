//! Which ids are declared, and where.

use std::collections::BTreeMap;

use ringwall_model::{Foreign, Place, ZoneId};

use crate::{
    check::ReadFile,
    codes,
    raw::{RawTable, RawValue},
    shape::{MapKey, MapShape, Noun, Type},
    sink::Sink,
    source::At,
};

/// Longest chain of renamings followed.
const RENAMINGS_MAX: usize = 16;

/// Every declared id, and the old ids that still name something.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    ids: BTreeMap<Noun, BTreeMap<String, At>>,
    renamed: BTreeMap<String, String>,
}

impl Declared {
    /// Collects the ids of all files; a second declaration is reported.
    pub fn collect(files: &[ReadFile], sink: &mut Sink<'_>) -> Self {
        let mut declared = Self::default();
        for file in files {
            if let Some(noun) = file.shape.named {
                declared.declare(noun, &file.name, At::top(file.file), sink);
            }
            for (key, item) in &file.root.entries {
                let (Some(shape), RawValue::Table(table)) = (file.shape.table.key(&key.text), &item.value) else {
                    continue;
                };
                match &shape.takes {
                    Type::Map(MapShape { key: MapKey::Declares(noun), .. }) => declared.declare_all(*noun, table, sink),
                    Type::Map(MapShape { key: MapKey::Id, .. }) => declared.rename_all(table),
                    _ => {}
                }
            }
        }
        declared
    }

    fn declare_all(&mut self, noun: Noun, table: &RawTable, sink: &mut Sink<'_>) {
        for (key, _) in &table.entries {
            self.declare(noun, &key.text, key.at, sink);
        }
    }

    fn rename_all(&mut self, table: &RawTable) {
        for (old, item) in &table.entries {
            if let RawValue::Text(new) = &item.value {
                self.renamed.insert(old.text.clone(), new.clone());
            }
        }
    }

    fn declare(&mut self, noun: Noun, id: &str, at: At, sink: &mut Sink<'_>) {
        if ZoneId::parse(id).is_none() {
            return;
        }
        let ids = self.ids.entry(noun).or_default();
        let Some(first) = ids.get(id).copied() else {
            ids.insert(id.to_owned(), at);
            return;
        };
        let first = Place::File(sink.sources.span(first)).terminal();
        let message = format!("{} `{}` is declared twice", noun.word(), Foreign::from(id).terminal());
        let help = format!("first declared at {first}; an id names one thing for ever");
        sink.push(sink.draft(&codes::DUPLICATE_ID, at, message).help(help));
    }

    /// True when this declaration of an id is the one that counts.
    pub fn is_at(&self, noun: Noun, id: &str, at: At) -> bool {
        self.ids.get(&noun).and_then(|ids| ids.get(id)) == Some(&at)
    }

    /// True when something of that kind has this id.
    pub fn has(&self, noun: Noun, id: &str) -> bool {
        self.ids.get(&noun).is_some_and(|ids| ids.contains_key(id))
    }

    /// True when anything has this id.
    pub fn has_any(&self, id: &str) -> bool {
        self.ids.values().any(|ids| ids.contains_key(id))
    }

    /// The id something goes by now, given this or an old id of it.
    pub fn resolve<'a>(&'a self, noun: Noun, id: &'a str) -> Option<&'a str> {
        let mut name = id;
        for _ in 0..RENAMINGS_MAX {
            if self.has(noun, name) {
                return Some(name);
            }
            name = self.renamed.get(name)?;
        }
        None
    }

    /// True when an old id leads to something declared.
    pub fn leads_somewhere(&self, old: &str) -> bool {
        let mut name = old;
        for _ in 0..RENAMINGS_MAX {
            match self.renamed.get(name) {
                Some(new) if self.has_any(new) => return true,
                Some(new) => name = new,
                None => return false,
            }
        }
        false
    }

    /// All ids of a kind.
    pub fn ids(&self, noun: Noun) -> impl Iterator<Item = &str> {
        self.ids.get(&noun).into_iter().flat_map(|ids| ids.keys().map(String::as_str))
    }
}
