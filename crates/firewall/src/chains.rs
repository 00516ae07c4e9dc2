//! Chains by name while a text is read: they may be called before they are written.

use std::collections::BTreeMap;

use ringwall_model::{Chain, ChainEnd, Foreign, Rule, Span};

/// Chains of one ruleset, by table and name.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    places: BTreeMap<(String, String), usize>,
    chains: Vec<Chain>,
    declared: Vec<bool>,
}

impl Chains {
    /// The place of a chain; made, and not yet declared, where nobody named it before.
    pub(crate) fn place(&mut self, table: &str, name: &str) -> usize {
        let key = (table.to_owned(), name.to_owned());
        if let Some(at) = self.places.get(&key) {
            return *at;
        }
        let at = self.chains.len();
        let place = Span::default();
        // Until it is declared, nothing is known of it.
        self.chains.push(Chain { place, name: Foreign::from(name), rules: Vec::new(), end: ChainEnd::Unknown });
        self.declared.push(false);
        self.places.insert(key, at);
        at
    }

    /// Declares a chain; false where it is declared already.
    pub(crate) fn declare(&mut self, table: &str, name: &str, place: Span, end: ChainEnd) -> bool {
        let at = self.place(table, name);
        let is_new = self.declared.get(at) == Some(&false);
        if let (Some(chain), Some(declared)) = (self.chains.get_mut(at), self.declared.get_mut(at)) {
            (chain.place, chain.end, *declared) = (place, end, true);
        }
        is_new
    }

    /// The place of a declared chain.
    pub(crate) fn find(&self, table: &str, name: &str) -> Option<usize> {
        let at = self.places.get(&(table.to_owned(), name.to_owned()))?;
        (self.declared.get(*at) == Some(&true)).then_some(*at)
    }

    /// Adds a rule at the end, or the beginning, of a declared chain; false where there is none.
    pub(crate) fn add(&mut self, table: &str, name: &str, rule: Rule, first: bool) -> bool {
        let Some(chain) = self.find(table, name).and_then(|at| self.chains.get_mut(at)) else { return false };
        let at = if first { 0 } else { chain.rules.len() };
        chain.rules.insert(at, rule);
        true
    }

    /// Takes the rules out of a declared chain; false where there is none.
    pub(crate) fn flush(&mut self, table: &str, name: &str) -> bool {
        let Some(chain) = self.find(table, name).and_then(|at| self.chains.get_mut(at)) else { return false };
        chain.rules.clear();
        true
    }

    /// Sets what happens at the end of a declared chain.
    pub(crate) fn end(&mut self, at: usize, end: ChainEnd) {
        if let Some(chain) = self.chains.get_mut(at) {
            chain.end = end;
        }
    }

    /// What happens at the end of a chain.
    pub(crate) fn end_of(&self, at: usize) -> Option<ChainEnd> {
        self.chains.get(at).map(|chain| chain.end)
    }

    /// The rules of a chain.
    pub(crate) fn rules(&self, at: usize) -> &[Rule] {
        self.chains.get(at).map_or(&[], |chain| &chain.rules)
    }

    /// Chains that were called and never declared.
    pub(crate) fn undeclared(&self) -> impl Iterator<Item = &Chain> {
        self.chains.iter().zip(&self.declared).filter(|(_, declared)| !**declared).map(|(chain, _)| chain)
    }

    /// The chains of a table, by name.
    pub(crate) fn of_table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a str> {
        self.places.keys().filter(move |(of, _)| of == table).map(|(_, name)| name.as_str())
    }

    pub(crate) fn into_chains(self) -> Vec<Chain> {
        self.chains
    }
}
