//! Conduits and what they allow.

use std::borrow::Cow;

use ringwall_model::{
    Allowance, AssetId, Conduit, DataDirection, Enforcement, Id, ObjectRange, Operation, Operations, Party, SlTarget,
    ZoneId,
};

use super::{Build, sorted};
use crate::{
    codes,
    node::{Entry, Node},
    shape::parse_wire,
};

impl Build<'_, '_> {
    pub(super) fn conduit(&mut self, entry: &Entry, node: &Node) -> Conduit {
        let trusted = node.boolean("trusted");
        if let (None, Some(id)) = (trusted, Id::parse(&entry.key)) {
            self.trust_unsaid.insert(id);
        }
        Conduit {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            zones: sorted(node.ids("zones")),
            data_direction: node.text("data_direction").and_then(direction),
            enforced: node.word("enforced").unwrap_or(Enforcement::None),
            assets: sorted(node.ids("assets")),
            enforcement_points: sorted(node.ids("enforcement_points")),
            fails: node.word("fails"),
            island_mode: node.boolean("island_mode").unwrap_or(false),
            sl_target: node.vector("sl_target").map(SlTarget),
            trusted: trusted.unwrap_or(true),
            monitored_by: node.id("monitored_by"),
            allow: node.nodes("allow").filter_map(|n| self.allowance(n)).collect(),
        }
    }

    /// An allowance with a flaw is left out: without the part that is wrong it would allow more than was meant.
    fn allowance(&mut self, node: &Node) -> Option<Allowance> {
        let objects = node.nodes("objects").map(|n| self.range(n)).collect::<Option<Vec<_>>>();
        if node.flawed {
            return None;
        }
        let wire = parse_wire(node.text("protocol")?)?;
        let narrower = node.text("transport").and_then(parse_wire);
        Some(Allowance {
            place: self.span(node.at),
            protocol: wire.protocol.map(Cow::Owned),
            transport: narrower.as_ref().and_then(|w| w.transport).or(wire.transport),
            port: narrower.as_ref().and_then(|w| w.port).or(wire.port),
            operations: node.words::<Operation>("operations").into_iter().fold(Operations::NONE, Operations::with),
            initiator: node.texts("initiator").filter_map(party).collect(),
            responder: node.texts("responder").filter_map(party).collect(),
            functions: sorted(node.numbers("functions")),
            objects: objects?,
            when: node.maybe_foreign("when"),
            rate_per_minute: node.number("rate_per_minute"),
            essential: node.id("essential"),
            purpose: node.foreign("purpose"),
            information_class: node.foreign("information_class"),
        })
    }

    fn range(&mut self, node: &Node) -> Option<ObjectRange> {
        let first: u32 = node.number("first")?;
        let last: u32 = node.number("last").unwrap_or(first);
        if last < first {
            let message = format!("`last` is {last} and lies before `first`, {first}");
            let draft = self.sink.draft(&codes::ENDS_BEFORE_START, node.at("last"), message);
            self.sink.push(draft.help("swap the two; the allowance is left out until then"));
            return None;
        }
        Some(ObjectRange { kind: Cow::Owned(node.text("kind")?.to_owned()), first, last })
    }
}

/// Both zones of `a -> b`, once checked.
pub(crate) fn direction(text: &str) -> Option<DataDirection> {
    let (from, to) = text.split_once(" -> ")?;
    Some(DataDirection { from: ZoneId::parse(from)?, to: ZoneId::parse(to)? })
}

/// A party as the check writes it.
pub(crate) fn party(text: &str) -> Option<Party> {
    match text.split_once(':')? {
        ("zone", id) => ZoneId::parse(id).map(Party::Zone),
        (_, id) => AssetId::parse(id).map(Party::Asset),
    }
}
