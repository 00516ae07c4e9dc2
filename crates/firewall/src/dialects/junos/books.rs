//! Address books: that of a zone first, then the global one.

use std::collections::BTreeMap;

use ringwall_model::Addresses;

use super::prefixes;
use crate::{objects::Book, tree::Tree, words};

/// All address books.
#[derive(Debug, Default)]
pub(super) struct Books {
    books: BTreeMap<String, Book<Addresses>>,
    /// Books of zones.
    zones: BTreeMap<String, String>,
}

/// The book of every zone.
const GLOBAL: &str = "global";

impl Books {
    pub(super) fn new(tree: &Tree) -> Self {
        let mut books = Self::default();
        for at in tree.find(0, &["security", "address-book"]).map_or_else(Vec::new, |at| tree.children(at)) {
            let name = tree.name(at).to_owned();
            for zone in tree.values(at, &["attach", "zone"]) {
                books.zones.insert(zone.to_owned(), name.clone());
            }
            books.fill(tree, at, &name);
        }
        for zone in tree.find(0, &["security", "zones", "security-zone"]).map_or_else(Vec::new, |at| tree.children(at))
        {
            let Some(at) = tree.find(zone, &["address-book"]) else { continue };
            // A zone's own book has no name: none that is named can have this one.
            let name = format!("zone {}", tree.name(zone));
            books.zones.insert(tree.name(zone).to_owned(), name.clone());
            books.fill(tree, at, &name);
        }
        books
    }

    fn fill(&mut self, tree: &Tree, at: usize, name: &str) {
        let book = self.books.entry(name.to_owned()).or_default();
        for one in tree.find(at, &["address"]).map_or_else(Vec::new, |at| tree.children(at)) {
            book.add(tree.name(one), address(tree, one));
        }
        for set in tree.find(at, &["address-set"]).map_or_else(Vec::new, |at| tree.children(at)) {
            let name = tree.name(set);
            book.open(name);
            for kind in ["address", "address-set"] {
                tree.values(set, &[kind]).into_iter().for_each(|member| book.add_name(name, member));
            }
        }
    }

    /// What a name stands for in a zone; in a policy of no zone in the global book.
    pub(super) fn find(&self, name: &str, zone: Option<&str>) -> Option<Addresses> {
        match name {
            "any" => return Some(Addresses::all()),
            "any-ipv4" => return Some(Addresses::all_v4()),
            "any-ipv6" => return Some(Addresses::all_v6()),
            _ => {}
        }
        let own = zone.and_then(|zone| self.zones.get(zone)).and_then(|book| self.books.get(book));
        let book = own.filter(|book| book.has(name)).or_else(|| self.books.get(GLOBAL))?;
        book.find(name)
    }
}

/// One address: a prefix or a range. Names that are looked up elsewhere are not known.
fn address(tree: &Tree, at: usize) -> Option<Addresses> {
    let leaves = tree.leaves(at);
    let said: Vec<&Vec<&str>> = leaves.iter().filter(|leaf| leaf.first() != Some(&"description")).collect();
    match said.as_slice() {
        [one] => match one.as_slice() {
            [prefix] | ["ip-prefix", prefix] => words::address(prefix),
            ["range-address", first, "to", last] => words::address_range(&format!("{first}-{last}")),
            ["wildcard-address", prefix] => prefixes::prefix(prefix),
            _ => None,
        },
        _ => None,
    }
}
