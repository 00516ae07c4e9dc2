//! Names for addresses and ports.

use std::collections::BTreeMap;

use ringwall_model::{Addresses, Ranges};

use crate::{words, xml::Element};

/// Aliases by name, as written.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    members: BTreeMap<String, (String, Vec<String>)>,
}

/// Deepest nesting of aliases; a name that contains itself ends there.
const DEPTH_MAX: usize = 16;

impl Aliases {
    pub(super) fn new(root: &Element) -> Self {
        let mut aliases = Self::default();
        let old = root.child("aliases").into_iter().flat_map(|list| list.each("alias"));
        let new =
            root.at(&["OPNsense", "Firewall", "Alias", "aliases"]).into_iter().flat_map(|list| list.each("alias"));
        for alias in old.chain(new).filter(|alias| alias.text_of("enabled") != "0") {
            let text = format!("{} {}", alias.text_of("address"), alias.text_of("content"));
            let members = text.split([' ', ',', '\n', '\t']).filter(|m| !m.is_empty()).map(str::to_owned);
            let kind = alias.text_of("type").to_owned();
            aliases.members.insert(alias.text_of("name").to_owned(), (kind, members.collect()));
        }
        aliases
    }

    /// The addresses of a name or literal; none where it is unknown, or is filled from elsewhere.
    pub(super) fn addresses(&self, name: &str) -> Option<Addresses> {
        self.addresses_below(name, 0)
    }

    fn addresses_below(&self, name: &str, depth: usize) -> Option<Addresses> {
        let literal = words::address(name).or_else(|| words::address_range(name));
        let Some((kind, members)) = self.members.get(name).filter(|_| literal.is_none()) else { return literal };
        if depth > DEPTH_MAX || !matches!(kind.as_str(), "host" | "network" | "networkgroup") {
            return None;
        }
        let mut all = Addresses::none();
        let mut excluded = Addresses::none();
        for member in members {
            match member.strip_prefix('!') {
                Some(out) => excluded = excluded.union(&self.addresses_below(out, depth.saturating_add(1))?),
                None => all = all.union(&self.addresses_below(member, depth.saturating_add(1))?),
            }
        }
        Some(all.without(&excluded))
    }

    /// The ports of a name or literal.
    pub(super) fn ports(&self, name: &str) -> Option<Ranges> {
        self.ports_below(name, 0)
    }

    fn ports_below(&self, name: &str, depth: usize) -> Option<Ranges> {
        if let Some((kind, members)) = self.members.get(name) {
            if depth > DEPTH_MAX || kind != "port" {
                return None;
            }
            return members.iter().try_fold(Ranges::none(), |all, member| {
                Some(all.union(&self.ports_below(member, depth.saturating_add(1))?))
            });
        }
        name.split(',').try_fold(Ranges::none(), |all, part| {
            let part = part.trim();
            let one = words::ports(part, '-').or_else(|| words::ports(part, ':'))?;
            Some(all.union(&one))
        })
    }
}
