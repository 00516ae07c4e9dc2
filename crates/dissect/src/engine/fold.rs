//! A flow that ends, turned into what it adds to conversations.

use ringwall_model::{RolesBy, Security, Side};
use smallvec::{SmallVec, smallvec};

use super::{
    conversations::{Degree, Proof, Sum, SumKey},
    detector::Row,
    flow::{Flow, Marks},
    function::FunctionKey,
    functions::Functions,
    known::Known,
    ledger::{Ledger, Sub},
    moment::Stamp,
    side::End,
};
use crate::{Native, link::VlanPath};

/// Gives what a recognised flow adds: one sum, or one for each native address below it. Takes what the flow counted.
pub(crate) fn sums(flow: &Flow, vlans: VlanPath, known: &mut Known, give: impl FnMut(&mut Sum)) {
    let (protocol, forward) = (known.innermost(), known.forward);
    let ledger = &mut known.ledger;
    let mut sums = split(flow, vlans, protocol, ledger);
    let home = home(ledger);
    let side = |end: End| if end == flow.initiator() { Side::Initiator } else { Side::Responder };
    for (FunctionKey { row, call, from, kind }, native, tally) in ledger.tallies.take() {
        let key = FunctionKey { row, call, from: side(from), kind };
        if let Some(sum) = at(&mut sums, home(native)) {
            sum.functions.add(key, tally);
        }
    }
    for fact in std::mem::take(&mut ledger.security) {
        let security = as_seen(fact.security, forward == flow.initiator());
        let proof = Proof { security, first: fact.first, last: fact.last, count: fact.count };
        if let Some(sum) = at(&mut sums, home(fact.native)) {
            sum.rare().add_proof(proof);
        }
    }
    for remark in &ledger.remarks {
        if let Some(sum) = at(&mut sums, home(remark.native)) {
            sum.rare().remark(remark.code, remark.count);
        }
    }
    sums.iter_mut().for_each(give);
}

/// What a flow adds of which nothing was read, or nothing any more.
pub(crate) fn unread(flow: &Flow, vlans: VlanPath) -> Sum {
    whole(flow, vlans, None, Native::None)
}

fn at(sums: &mut [Sum], native: u16) -> Option<&mut Sum> {
    // Remarks may come before any native address: they belong to the first.
    let at = usize::from(native).min(sums.len().saturating_sub(1));
    sums.get_mut(at)
}

/// A session that took the wrong end for the initiator named the wrong side in certificates and keys.
fn as_seen(mut security: Security, right: bool) -> Security {
    match &mut security {
        Security::Certificate { certificate, .. } if !right => certificate.by = certificate.by.other(),
        Security::HostKey { by, .. } if !right => *by = by.other(),
        _ => {}
    }
    security
}

/// Where messages of a native address are summed. What a flow says without one belongs to its only one, if it has only one.
fn home(ledger: &Ledger) -> impl Fn(u16) -> u16 + use<> {
    let only = only(ledger);
    move |native| if only.is_some() { 0 } else { native }
}

/// The only native address of a flow, where there is just one.
fn only(ledger: &Ledger) -> Option<Native> {
    let mut named = ledger.natives().iter().copied().filter(|n| *n != Native::None);
    match (named.next(), named.next()) {
        (Some(native), None) => Some(native),
        _ => None,
    }
}

fn split(flow: &Flow, vlans: VlanPath, protocol: Option<Row>, ledger: &Ledger) -> SmallVec<[Sum; 1]> {
    if let Some(native) = only(ledger) {
        return smallvec![whole(flow, vlans, protocol, native)];
    }
    let first = ledger.natives().first().copied().unwrap_or_default();
    let mut sums: SmallVec<[Sum; 1]> = smallvec![whole(flow, vlans, protocol, first)];
    for sub in &ledger.subs {
        let part = part(flow, vlans, protocol, sub);
        if let Some(first) = sums.first_mut() {
            first.packets =
                (first.packets.0.saturating_sub(part.packets.0), first.packets.1.saturating_sub(part.packets.1));
            first.bytes = (first.bytes.0.saturating_sub(part.bytes.0), first.bytes.1.saturating_sub(part.bytes.1));
        }
        sums.push(part);
    }
    sums
}

fn key(flow: &Flow, protocol: Option<Row>, native: Native) -> SumKey {
    let initiator = flow.initiator();
    let responder = initiator.other();
    let service = if flow.marks.has(Marks::ANSWERS) { initiator } else { responder };
    SumKey {
        network: flow.key.network,
        family: flow.key.family,
        carrier: flow.key.carrier,
        publication: flow.roles_by() == RolesBy::Group,
        first: flow.key.address(initiator),
        second: flow.key.address(responder),
        port: flow.key.port(service),
        native,
        protocol,
        degree: Degree::Exact,
    }
}

/// The key of the conversation that what reads a flow will most likely be added to.
pub(crate) fn usual_key(flow: &Flow, known: &Known) -> SumKey {
    key(flow, known.innermost(), only(&known.ledger).unwrap_or_default())
}

fn whole(flow: &Flow, vlans: VlanPath, protocol: Option<Row>, native: Native) -> Sum {
    let initiator = flow.initiator();
    let first_frame = |end: End| (*flow.packets.at(end) > 0).then(|| *flow.first_frames.at(end));
    let first_frames = by_side(initiator, first_frame);
    let (low, high) = (flow.marks.has(Marks::payload(End::Low)), flow.marks.has(Marks::payload(End::High)));
    let counted = flow.marks.has(Marks::COUNTED);
    Sum {
        key: key(flow, protocol, native),
        vlans,
        at: earliest(first_frames),
        roles_by: flow.roles_by(),
        functions: Functions::default(),
        packets: by_side(initiator, |end| u64::from(*flow.packets.at(end))),
        bytes: by_side(initiator, |end| *flow.bytes.at(end)),
        first_frames,
        first: flow.first,
        last: flow.last,
        sessions: u64::from((low || high) && !counted),
        answered: u64::from(low && high && !counted),
        rare: None,
    }
}

/// What a native address had of a flow.
fn part(flow: &Flow, vlans: VlanPath, protocol: Option<Row>, sub: &Sub) -> Sum {
    let initiator = flow.initiator();
    let (low, high) = (*sub.packets.low() > 0, *sub.packets.high() > 0);
    let first_frame = |end: End| (*sub.packets.at(end) > 0).then(|| *sub.first_frames.at(end));
    let first_frames = by_side(initiator, first_frame);
    Sum {
        key: key(flow, protocol, sub.native),
        at: earliest(first_frames),
        packets: by_side(initiator, |end| *sub.packets.at(end)),
        bytes: by_side(initiator, |end| *sub.bytes.at(end)),
        first_frames,
        first: if low || high { sub.first } else { flow.first },
        last: if low || high { sub.last } else { flow.last },
        sessions: u64::from(low || high),
        answered: u64::from(low && high),
        ..whole(flow, vlans, protocol, sub.native)
    }
}

fn by_side<T>(initiator: End, of: impl Fn(End) -> T) -> (T, T) {
    (of(initiator), of(initiator.other()))
}

fn earliest((a, b): (Option<Stamp>, Option<Stamp>)) -> Stamp {
    match (a, b) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or_default(),
    }
}
