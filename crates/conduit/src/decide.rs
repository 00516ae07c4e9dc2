//! One exchange against the declaration.

use std::ops::ControlFlow;

use ringwall_model::{
    Allowance, AssetId, Conduit, ConduitId, Enforcement, ObjectRange, Operation, Party, Transport, ZoneId,
};

use crate::Declared;

/// One operation from an initiator to a responder.
#[derive(Clone, Debug)]
pub struct Exchange<'a> {
    /// Zone of the initiator.
    pub from_zone: &'a ZoneId,
    /// Zone of the responder.
    pub to_zone: &'a ZoneId,
    /// Initiator's asset, where known.
    pub initiator: Option<&'a AssetId>,
    /// Responder's asset, where known.
    pub responder: Option<&'a AssetId>,
    /// Protocol word, where recognised.
    pub protocol: Option<&'a str>,
    /// Transport.
    pub transport: Transport,
    /// Port, protocol number or EtherType.
    pub port: u16,
    /// Operation.
    pub operation: Operation,
    /// Native function code, where one is known.
    pub function: Option<u32>,
    /// Native objects touched.
    pub objects: &'a [ObjectRange],
    /// Every object touched is listed.
    pub objects_complete: bool,
}

/// What the declaration says to an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It stays inside one zone.
    Internal,
    /// A conduit allows it.
    Allowed(&'a ConduitId),
    /// An allowance may cover it, but objects, times or rates cannot be decided from what was seen.
    Undecided(&'a ConduitId),
    /// Conduits join the zones, the first of them is named; none allows it.
    NotAllowed(&'a ConduitId),
    /// No conduit joins the zones.
    NoConduit,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Maybe,
    Yes,
}

impl<'a> Declared<'a> {
    /// Decides one exchange. Unknown is never rounded up to allowed.
    pub fn decide(&self, exchange: &Exchange<'_>) -> Decision<'a> {
        if exchange.from_zone == exchange.to_zone {
            return Decision::Internal;
        }
        let joining = self.joining(exchange.from_zone, exchange.to_zone);
        let Some((first, _)) = joining.first() else { return Decision::NoConduit };
        let search = joining.iter().try_fold(None, |undecided, (id, conduit)| match conduit_fit(conduit, exchange) {
            Fit::Yes => ControlFlow::Break(*id),
            Fit::Maybe => ControlFlow::Continue(undecided.or(Some(*id))),
            Fit::No => ControlFlow::Continue(undecided),
        });
        match search {
            ControlFlow::Break(id) => Decision::Allowed(id),
            ControlFlow::Continue(Some(id)) => Decision::Undecided(id),
            ControlFlow::Continue(None) => Decision::NotAllowed(closest(joining, exchange).unwrap_or(first)),
        }
    }
}

/// The conduit whose allowances already name this protocol: the one the exchange most likely was meant for.
fn closest<'a>(joining: &[(&'a ConduitId, &'a Conduit)], exchange: &Exchange<'_>) -> Option<&'a ConduitId> {
    let names = |c: &Conduit| c.allow.iter().any(|a| fits_protocol(a, exchange));
    joining.iter().find(|(_, conduit)| names(conduit)).map(|(id, _)| *id)
}

fn conduit_fit(conduit: &Conduit, exchange: &Exchange<'_>) -> Fit {
    if against_physics(conduit, exchange) {
        return Fit::No;
    }
    conduit.allow.iter().map(|allowance| allowance_fit(allowance, exchange)).max().unwrap_or(Fit::No)
}

/// Through a diode nothing is initiated from its far side, whatever an allowance says.
fn against_physics(conduit: &Conduit, exchange: &Exchange<'_>) -> bool {
    let far = conduit.data_direction.as_ref().map(|d| &d.to);
    conduit.enforced == Enforcement::Physical && far == Some(exchange.from_zone)
}

fn allowance_fit(allowance: &Allowance, exchange: &Exchange<'_>) -> Fit {
    let named = fits_protocol(allowance, exchange)
        && fits_operation(allowance, exchange.operation)
        && fits_party(&allowance.initiator, exchange.initiator, exchange.from_zone)
        && fits_party(&allowance.responder, exchange.responder, exchange.to_zone);
    if !named {
        return Fit::No;
    }
    let limited = allowance.when.is_some() || allowance.rate_per_minute.is_some();
    let window = if limited { Fit::Maybe } else { Fit::Yes };
    if exchange.operation == Operation::Session {
        return window; // opening a session touches no object and is not what a list of functions is about
    }
    window.min(fits_function(allowance, exchange)).min(fits_objects(allowance, exchange))
}

/// A protocol by its word; a bare port only for what was not recognised as some other protocol, or is opaque.
fn fits_protocol(allowance: &Allowance, exchange: &Exchange<'_>) -> bool {
    let carrier = allowance.transport.is_none_or(|t| t == exchange.transport)
        && allowance.port.is_none_or(|p| p == exchange.port);
    match &allowance.protocol {
        Some(word) => carrier && exchange.protocol == Some(word),
        None => carrier && (exchange.protocol.is_none() || exchange.operation == Operation::Opaque),
    }
}

/// Opening and keeping a session comes with whatever is allowed in it.
fn fits_operation(allowance: &Allowance, operation: Operation) -> bool {
    allowance.operations.contains(operation) || (operation == Operation::Session && !allowance.operations.is_empty())
}

fn fits_party(parties: &[Party], asset: Option<&AssetId>, zone: &ZoneId) -> bool {
    let fits = |party: &Party| match party {
        Party::Asset(id) => asset == Some(id),
        Party::Zone(id) => id == zone,
    };
    parties.is_empty() || parties.iter().any(fits)
}

fn fits_function(allowance: &Allowance, exchange: &Exchange<'_>) -> Fit {
    match exchange.function {
        _ if allowance.functions.is_empty() => Fit::Yes,
        Some(code) if allowance.functions.contains(&code) => Fit::Yes,
        Some(_) => Fit::No,
        None => Fit::Maybe,
    }
}

fn fits_objects(allowance: &Allowance, exchange: &Exchange<'_>) -> Fit {
    if allowance.objects.is_empty() {
        return Fit::Yes;
    }
    let inside = |range: &ObjectRange| {
        allowance.objects.iter().any(|a| a.kind == range.kind && a.first <= range.first && range.last <= a.last)
    };
    match exchange.objects.iter().all(inside) {
        false => Fit::No,
        true if exchange.objects_complete && !exchange.objects.is_empty() => Fit::Yes,
        true => Fit::Maybe,
    }
}
