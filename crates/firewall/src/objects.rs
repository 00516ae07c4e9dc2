//! Named sets and groups of them, resolved once each.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ringwall_model::{Addresses, PacketMatch};

use crate::matches::ALTERNATIVES_MAX;

/// What names stand for: sets that can be put together.
pub(crate) trait Joined: Clone {
    /// The empty set.
    fn nothing() -> Self;
    /// Both together; none where that is too much.
    fn joined(self, other: Self) -> Option<Self>;
    /// The first without the second; none where that cannot be said.
    fn without(self, other: &Self) -> Option<Self>;
}

impl Joined for Addresses {
    fn nothing() -> Self {
        Self::none()
    }

    fn joined(self, other: Self) -> Option<Self> {
        Some(self.union(&other))
    }

    fn without(self, other: &Self) -> Option<Self> {
        Some(Self::without(&self, other))
    }
}

impl Joined for Vec<PacketMatch> {
    fn nothing() -> Self {
        Self::new()
    }

    fn joined(mut self, other: Self) -> Option<Self> {
        self.extend(other);
        (self.len() <= ALTERNATIVES_MAX).then_some(self)
    }

    fn without(self, _: &Self) -> Option<Self> {
        None
    }
}

/// A member of a name.
#[derive(Clone, Debug)]
enum Member<T> {
    Set(T),
    Name(String),
    /// A name whose content is taken out again.
    Out(String),
    /// Filled from elsewhere, or not understood.
    Unknown,
}

/// Names and what they stand for.
#[derive(Debug)]
pub(crate) struct Book<T> {
    members: BTreeMap<String, Vec<Member<T>>>,
    known: RefCell<BTreeMap<String, Option<T>>>,
}

/// Deepest nesting of groups that is followed.
const DEPTH_MAX: usize = 32;

impl<T> Default for Book<T> {
    fn default() -> Self {
        Self { members: BTreeMap::new(), known: RefCell::default() }
    }
}

impl<T: Joined> Book<T> {
    /// Declares a name; it is not known what it stands for until it gets members.
    pub(crate) fn open(&mut self, name: &str) {
        self.members.entry(name.to_owned()).or_default();
    }

    /// Adds a set to a name; none where it is not known.
    pub(crate) fn add(&mut self, name: &str, set: Option<T>) {
        self.push(name, set.map_or(Member::Unknown, Member::Set));
    }

    /// Adds what another name stands for.
    pub(crate) fn add_name(&mut self, name: &str, other: &str) {
        self.push(name, Member::Name(other.to_owned()));
    }

    /// Takes out what another name stands for.
    pub(crate) fn take_out(&mut self, name: &str, other: &str) {
        self.push(name, Member::Out(other.to_owned()));
    }

    fn push(&mut self, name: &str, member: Member<T>) {
        // What was found before may hold this name.
        self.known.get_mut().clear();
        self.members.entry(name.to_owned()).or_default().push(member);
    }

    /// True where the name is declared.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// What a name stands for. None where it is not declared, has no member, contains itself, or has a member that is not known.
    pub(crate) fn find(&self, name: &str) -> Option<T> {
        self.below(name, 0)
    }

    fn below(&self, name: &str, depth: usize) -> Option<T> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let members = self.members.get(name).filter(|members| depth <= DEPTH_MAX && !members.is_empty())?;
        // Whoever comes here again on the way down is in itself.
        self.known.borrow_mut().insert(name.to_owned(), None);
        let found = self.together(members, depth);
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    fn together(&self, members: &[Member<T>], depth: usize) -> Option<T> {
        let next = depth.saturating_add(1);
        let (mut all, mut out) = (T::nothing(), None::<T>);
        for member in members {
            match member {
                Member::Set(set) => all = all.joined(set.clone())?,
                Member::Name(name) => all = all.joined(self.below(name, next)?)?,
                Member::Out(name) => out = Some(out.unwrap_or_else(T::nothing).joined(self.below(name, next)?)?),
                Member::Unknown => return None,
            }
        }
        match out {
            Some(out) => all.without(&out),
            None => Some(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn book(members: &[(&str, &str)]) -> Book<Addresses> {
        let mut book = Book::default();
        for (name, member) in members {
            match (words::address(member), member.strip_prefix('!')) {
                (Some(set), _) => book.add(name, Some(set)),
                (None, Some(out)) => book.take_out(name, out),
                (None, None) => book.add_name(name, member),
            }
        }
        book
    }

    #[test]
    fn a_group_is_its_members_without_those_taken_out() {
        let book = book(&[("net", "10.0.0.0/24"), ("one", "10.0.0.0/25"), ("all", "net"), ("all", "!one")]);
        assert_eq!(book.find("all"), words::address("10.0.0.128/25"));
    }

    #[test]
    fn what_contains_itself_or_nobody_declared_is_not_known() {
        let mut book = book(&[("a", "b"), ("b", "a"), ("c", "nobody"), ("d", "a"), ("d", "10.0.0.1")]);
        book.open("empty");
        assert!(["a", "b", "c", "d", "e", "empty"].iter().all(|name| book.find(name).is_none()));
    }

    #[test]
    fn groups_of_groups_of_groups_are_looked_at_once_each() {
        let names: Vec<String> = (0..30).map(|n| format!("g{n}")).collect();
        let mut book = Book::default();
        for pair in names.windows(2) {
            (0..9).for_each(|_| book.add_name(&pair[0], &pair[1]));
        }
        book.add("g29", words::address("10.0.0.1"));
        assert_eq!(book.find("g0"), words::address("10.0.0.1"));
        let mut services = Book::<Vec<PacketMatch>>::default();
        for pair in names.windows(2) {
            (0..9).for_each(|_| services.add_name(&pair[0], &pair[1]));
        }
        services.add("g29", Some(vec![PacketMatch::any()]));
        assert_eq!(services.find("g0"), None);
    }
}
