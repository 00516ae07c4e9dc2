//! Addresses, services and their groups: those of the virtual system first, then the shared ones.

use std::net::Ipv4Addr;

use ringwall_model::{Addresses, PacketMatch, Ranges};

use crate::{
    cisco,
    objects::Book,
    policy::of_protocol,
    services::{numbers, written},
    tree::Tree,
    words,
};

/// Services that every device has.
const PREDEFINED: [(&str, &str); 3] = [("any", "any"), ("service-http", "tcp 80 8080"), ("service-https", "tcp 443")];

/// Objects of one place, with those of the places behind it where it has none of a name.
#[derive(Debug, Default)]
pub(super) struct Objects {
    addresses: Book<Addresses>,
    services: Book<Vec<PacketMatch>>,
}

impl Objects {
    /// The objects of several places, the first of which comes first.
    pub(super) fn new(tree: &Tree, places: &[usize]) -> Self {
        let mut objects = Self::default();
        for place in places {
            objects.add(tree, *place);
        }
        for (name, text) in PREDEFINED {
            if !objects.services.has(name) {
                objects.services.add(name, Some(written(text)));
            }
        }
        objects
    }

    fn add(&mut self, tree: &Tree, place: usize) {
        let listed = |key: &str| tree.find(place, &[key]).map_or_else(Vec::new, |at| tree.children(at));
        let new = |book: &Book<Addresses>, at: &usize| !book.has(tree.name(*at));
        for at in listed("address").into_iter().filter(|at| new(&self.addresses, at)).collect::<Vec<_>>() {
            self.addresses.add(tree.name(at), address(tree, at));
        }
        for at in listed("address-group").into_iter().filter(|at| new(&self.addresses, at)).collect::<Vec<_>>() {
            let name = tree.name(at);
            self.addresses.open(name);
            tree.values(at, &["static"]).into_iter().for_each(|member| self.member(name, member));
            if tree.has(at, &["dynamic"]) || !tree.has(at, &["static"]) {
                self.addresses.add(name, None);
            }
        }
        let new = |book: &Book<Vec<PacketMatch>>, at: &usize| !book.has(tree.name(*at));
        for at in listed("service").into_iter().filter(|at| new(&self.services, at)).collect::<Vec<_>>() {
            self.services.add(tree.name(at), service(tree, at));
        }
        for at in listed("service-group").into_iter().filter(|at| new(&self.services, at)).collect::<Vec<_>>() {
            let name = tree.name(at);
            self.services.open(name);
            let members = [tree.values(at, &["members"]), tree.values(at, &["member"])].concat();
            members.into_iter().for_each(|member| self.services.add_name(name, member));
        }
    }

    /// A member of a group is an object, or an address itself.
    fn member(&mut self, name: &str, member: &str) {
        match literal(member) {
            Some(set) => self.addresses.add(name, Some(set)),
            None => self.addresses.add_name(name, member),
        }
    }

    /// The addresses of a name or a literal. Lists, regions and names that are looked up elsewhere are not known.
    pub(super) fn addresses(&self, name: &str) -> Option<Addresses> {
        match self.addresses.has(name) {
            true => self.addresses.find(name),
            false => literal(name),
        }
    }

    pub(super) fn services(&self, name: &str) -> Option<Vec<PacketMatch>> {
        self.services.find(name)
    }
}

/// `10.0.0.0/8`, `10.0.0.1`, `10.0.0.1-10.0.0.9`.
fn literal(text: &str) -> Option<Addresses> {
    words::address(text).or_else(|| words::address_range(text))
}

fn address(tree: &Tree, at: usize) -> Option<Addresses> {
    let kinds: Vec<&str> =
        tree.names(at).into_iter().filter(|key| !matches!(*key, "description" | "tag" | "disable-override")).collect();
    let [kind] = kinds.as_slice() else { return None };
    let values = tree.values(at, &[kind]);
    let [value] = values.as_slice() else { return None };
    match *kind {
        "ip-netmask" => words::address(value),
        "ip-range" => words::address_range(value),
        "ip-wildcard" => {
            let (address, mask) = value.split_once('/')?;
            let mask: Ipv4Addr = mask.parse().ok()?;
            cisco::wildcard(address.parse().ok()?, mask)
        }
        _ => None,
    }
}

fn service(tree: &Tree, at: usize) -> Option<Vec<PacketMatch>> {
    let mut found = Vec::new();
    for kind in tree.find(at, &["protocol"]).map_or_else(Vec::new, |at| tree.children(at)) {
        let protocol = words::protocol_number(tree.name(kind)).filter(|number| matches!(number, 6 | 17 | 132))?;
        let ports = |key: &str| match tree.has(kind, &[key]) {
            true => list(&tree.values(kind, &[key])).map(Some),
            false => Some(None),
        };
        let (destination_port, source_port) = (ports("port")?, ports("source-port")?);
        // A service without a port is none.
        destination_port.as_ref()?;
        found.push(PacketMatch { destination_port, source_port, ..of_protocol(protocol) });
    }
    (found.len() == 1).then_some(found)
}

/// `80,443,8000-8080`, in one word or in several.
fn list(values: &[&str]) -> Option<Ranges> {
    let words = values.iter().flat_map(|value| value.split(','));
    words.into_iter().try_fold(Ranges::none(), |all, word| Some(all.union(&numbers(word)?)))
}
