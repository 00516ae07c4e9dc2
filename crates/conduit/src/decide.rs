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
        let search = joining.iter().try_fold(None, |undecided, joined| match self.conduit_fit(*joined, exchange) {
            Fit::Yes => ControlFlow::Break(joined.0),
            Fit::Maybe => ControlFlow::Continue(undecided.or(Some(joined.0))),
            Fit::No => ControlFlow::Continue(undecided),
        });
        match search {
            ControlFlow::Break(id) => Decision::Allowed(id),
            ControlFlow::Continue(Some(id)) => Decision::Undecided(id),
            ControlFlow::Continue(None) => Decision::NotAllowed(self.closest(joining, exchange).unwrap_or(first)),
        }
    }

    /// The conduit whose allowances already name this protocol: the one the exchange most likely was meant for.
    fn closest(&self, joining: &[(&'a ConduitId, &'a Conduit)], exchange: &Exchange<'_>) -> Option<&'a ConduitId> {
        let names = |id: &ConduitId| self.allowances.carriers(id).any(|a| fits_protocol(a, exchange));
        joining.iter().find(|(id, _)| names(id)).map(|(id, _)| *id)
    }

    fn conduit_fit(&self, (id, conduit): (&ConduitId, &Conduit), exchange: &Exchange<'_>) -> Fit {
        if against_physics(conduit, exchange) {
            return Fit::No;
        }
        let fit = |allowance: &Allowance| allowance_fit(allowance, exchange);
        self.allowances.most(id, exchange, &Fit::Yes, fit).unwrap_or(Fit::No)
    }
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

/// A protocol by its word; a bare port only for what was not recognised as some other protocol, or is opaque. The number of an
/// IP protocol is no port: it is its name.
fn fits_protocol(allowance: &Allowance, exchange: &Exchange<'_>) -> bool {
    let carrier = allowance.transport.is_none_or(|t| t == exchange.transport)
        && allowance.port.is_none_or(|p| p == exchange.port);
    match &allowance.protocol {
        Some(word) => carrier && exchange.protocol == Some(word),
        None if allowance.transport == Some(Transport::Ip) && allowance.port.is_some() => carrier,
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

#[cfg(test)]
mod tests {
    use super::*;
    use ringwall_plant::{SourceFile, parse};

    /// Numbers from a seed (xorshift*, S. Vigna 2016).
    fn below(seed: &mut u64, most: u64) -> u64 {
        *seed ^= *seed >> 12;
        *seed ^= *seed << 25;
        *seed ^= *seed >> 27;
        (seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }

    /// Allowances of all kinds between two zones of three assets each.
    fn plant(seed: &mut u64) -> ringwall_model::Plant {
        let mut text = "name = \"Small\"\n[zones.a]\nkind = \"control\"\n[zones.b]\nkind = \"dmz\"\n".to_owned();
        for zone in ["a", "b"] {
            (0..3).for_each(|n| text += &format!("[assets.{zone}{n}]\nzone = \"{zone}\"\n"));
        }
        for conduit in ["c", "d"] {
            text += &format!("[conduits.{conduit}]\nzones = [\"a\", \"b\"]\n");
            for _ in 0..below(seed, 8) {
                let protocol = ["modbus", "ssh", "tcp/502", "tcp"][below(seed, 4) as usize];
                text += &format!("[[conduits.{conduit}.allow]]\nprotocol = \"{protocol}\"\noperations = [\"read\"]\n");
                for (side, zone) in [("initiator", "a"), ("responder", "b")] {
                    text += &match below(seed, 4) {
                        0 => String::new(),
                        1 => format!("{side} = [\"zone:{zone}\"]\n"),
                        2 => format!("{side} = [\"{zone}{}\", \"zone:{zone}\"]\n", below(seed, 3)),
                        _ => format!("{side} = [\"{zone}{}\", \"{zone}{}\"]\n", below(seed, 3), below(seed, 3)),
                    };
                }
                if below(seed, 3) == 0 {
                    text += "objects = [{ kind = \"holding-register\", first = 0, last = 9 }]\n";
                }
            }
        }
        parse(&[SourceFile::new("plant.toml", text)]).plant
    }

    #[test]
    fn found_by_protocol_and_parties_an_exchange_fares_as_when_every_allowance_is_asked() {
        let mut seed = 3;
        let mut decided = std::collections::BTreeMap::<Fit, u32>::new();
        for _ in 0..200 {
            let plant = plant(&mut seed);
            let declared = Declared::new(&plant);
            let zones: Vec<&ZoneId> = plant.zones.keys().collect();
            for _ in 0..20 {
                let asset = |seed: &mut u64, zone: &str| {
                    let id = AssetId::parse(&format!("{zone}{}", below(seed, 3))).unwrap();
                    (below(seed, 4) > 0).then_some(id)
                };
                let (from, to) = (asset(&mut seed, "a"), asset(&mut seed, "b"));
                let exchange = Exchange {
                    from_zone: zones[0],
                    to_zone: zones[1],
                    initiator: from.as_ref(),
                    responder: to.as_ref(),
                    protocol: [None, Some("modbus"), Some("ssh")][below(&mut seed, 3) as usize],
                    transport: Transport::Tcp,
                    port: [22, 502][below(&mut seed, 2) as usize],
                    operation: [Operation::Read, Operation::Opaque, Operation::Session][below(&mut seed, 3) as usize],
                    function: None,
                    objects: &[],
                    objects_complete: false,
                };
                for joined in declared.joining(zones[0], zones[1]) {
                    let all = joined.1.allow.iter().map(|allowance| allowance_fit(allowance, &exchange)).max();
                    let fit = declared.conduit_fit(*joined, &exchange);
                    assert!(fit == all.unwrap_or(Fit::No), "{exchange:?} {:?}", joined.1.allow);
                    *decided.entry(fit).or_default() += 1;
                }
            }
        }
        assert!(decided.len() == 3 && decided.values().all(|count| *count > 100));
    }

    #[test]
    fn the_number_of_an_ip_protocol_is_its_name_and_a_port_is_not() {
        let fits = |declared: &str, word, transport, port| {
            let text = format!(
                "name = \"Small\"\n[zones.a]\nkind = \"control\"\n[zones.b]\nkind = \"dmz\"\n[conduits.c]\nzones = [\"a\", \"b\"]\n\
                 [[conduits.c.allow]]\nprotocol = \"{declared}\"\noperations = [\"discover\"]\n"
            );
            let plant = parse(&[SourceFile::new("plant.toml", text)]).plant;
            let zones: Vec<&ZoneId> = plant.zones.keys().collect();
            let exchange = Exchange {
                from_zone: zones[0],
                to_zone: zones[1],
                initiator: None,
                responder: None,
                protocol: Some(word),
                transport,
                port,
                operation: Operation::Discover,
                function: None,
                objects: &[],
                objects_complete: false,
            };
            let conduit = plant.conduits.values().next().unwrap();
            fits_protocol(&conduit.allow[0], &exchange)
        };
        assert!(fits("ip/1", "icmp", Transport::Ip, 1) && fits("icmp", "icmp", Transport::Ip, 1));
        assert!(!fits("ip/2", "icmp", Transport::Ip, 1) && !fits("tcp/502", "ssh", Transport::Tcp, 502));
    }
}
