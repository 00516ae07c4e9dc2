//! Names of sets of addresses, as the plant gives them and as Zeek takes them.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::Addresses;

use crate::writers::{Object, names::mark};

/// Sets that are spoken of, each with a name of its own.
pub(super) struct Sets<'a> {
    objects: &'a [Object],
    taken: BTreeSet<String>,
    named: BTreeMap<Addresses, String>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(objects: &'a [Object]) -> Self {
        Self { objects, taken: BTreeSet::new(), named: BTreeMap::new() }
    }

    /// The name of a set: that of the object that has these addresses, or that of the one it is a part of, with a mark of what
    /// is in it, so that it stays when others come and go.
    pub(super) fn name(&mut self, addresses: &Addresses) -> String {
        if let Some(name) = self.named.get(addresses) {
            return name.clone();
        }
        let same = self.objects.iter().find(|object| object.addresses == *addresses);
        let around = || self.objects.iter().find(|object| addresses.without(&object.addresses).is_empty());
        let (wanted, text) = match (same, same.or_else(around)) {
            (Some(object), _) => (identifier(&object.name), object.name.clone()),
            (None, Some(object)) => (marked(&identifier(&object.name), addresses), object.name.clone()),
            (None, None) => (marked("hosts", addresses), String::new()),
        };
        let name = self.unlike(wanted, &text);
        self.named.insert(addresses.clone(), name.clone());
        name
    }

    /// Two names may look alike once they are identifiers: the second has a mark of the whole name, and a number where that is taken too.
    fn unlike(&mut self, wanted: String, text: &str) -> String {
        let own = format!("{wanted}_{}", mark(text));
        let numbered = (2_u32..).map(|number| format!("{own}_{number}"));
        let all = std::iter::once(wanted).chain(std::iter::once(own.clone())).chain(numbered);
        let name = all.into_iter().find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// The sets in the order of their names.
    pub(super) fn used(&self) -> Vec<(&str, &Addresses)> {
        let mut used: Vec<_> = self.named.iter().map(|(addresses, name)| (name.as_str(), addresses)).collect();
        used.sort_by_key(|(name, _)| *name);
        used
    }
}

fn marked(name: &str, addresses: &Addresses) -> String {
    let listed: Vec<String> = addresses.prefixes().iter().map(ToString::to_string).collect();
    format!("{name}_{}", mark(&listed.join(" ")))
}

/// A name as an identifier. It is for a piece of one, behind a word of ours: a name of the plant could be a word of the language.
pub(super) fn identifier(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
