//! What a question calls an interface, and the one a packet leaves by where the question does not say.

use std::net::IpAddr;

use ringwall_model::{Ruleset, Way};

use super::{
    query::{Query, said},
    space::Space,
};

impl Query {
    /// The question with the names that the configuration has. What comes in nowhere it knows cannot be told.
    pub(super) fn by_its_names(&self, ruleset: &Ruleset, space: &Space) -> Result<Self, String> {
        let named = |name: &Option<String>| name.as_deref().map(|name| own_name(name, ruleset, space));
        let incoming = named(&self.incoming);
        let is_known = |name: &String| is_name(name, ruleset, space);
        if let Some(name) = incoming.as_ref().filter(|name| !ruleset.interfaces.is_empty() && !is_known(name)) {
            let known: Vec<String> = ruleset.interfaces.iter().map(|i| i.name.terminal().to_string()).collect();
            return Err(said(name, &format!("is no interface here: there are {}", known.join(", "))));
        }
        Ok(Self { incoming, outgoing: named(&self.outgoing), ..self.clone() })
    }
}

fn is_name(name: &str, ruleset: &Ruleset, space: &Space) -> bool {
    space.tells_apart(name) || ruleset.interfaces.iter().any(|interface| interface.name.raw() == name)
}

/// An interface by its name, or by what else it alone is called: its zone, or what it is described as.
fn own_name(name: &str, ruleset: &Ruleset, space: &Space) -> String {
    let mut called = ruleset.interfaces.iter().filter(|interface| interface.label.raw() == name);
    match (called.next(), called.next()) {
        (Some(one), None) if !is_name(name, ruleset, space) => one.name.raw().to_owned(),
        _ => name.to_owned(),
    }
}

/// The interface a destination is connected to, or that the routes say, where the configuration tells.
pub(super) fn leaves_at(ruleset: &Ruleset, way: Way, destination: Option<IpAddr>) -> Option<String> {
    let to = destination.filter(|_| way == Way::Through)?;
    connected_at(ruleset, to).or_else(|| routed(ruleset, to))
}

fn connected_at(ruleset: &Ruleset, to: IpAddr) -> Option<String> {
    let connected = ruleset.interfaces.iter().flat_map(|interface| {
        interface.prefixes().filter(|prefix| prefix.contains(to)).map(move |prefix| (prefix.length, interface))
    });
    connected.max_by_key(|(length, _)| *length).map(|(_, interface)| interface.name.raw().to_owned())
}

/// Where the longest route leads, if all routes are stated and one interface is the end of it.
fn routed(ruleset: &Ruleset, to: IpAddr) -> Option<String> {
    let forwarding = ruleset.forwarding.as_ref().filter(|forwarding| forwarding.further.is_empty())?;
    let fitting = || forwarding.routes.iter().filter(|route| route.to.contains(to));
    let longest = fitting().map(|route| route.to.length).max()?;
    let mut ends = fitting().filter(|route| route.to.length == longest).map(|route| {
        let said = route.interface.as_ref().map(|name| name.raw().to_owned());
        said.or_else(|| route.via.and_then(|via| connected_at(ruleset, via)))
    });
    let first = ends.next()??;
    ends.all(|end| end.as_ref() == Some(&first)).then_some(first)
}
