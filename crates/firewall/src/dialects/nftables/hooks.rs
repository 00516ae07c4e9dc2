//! Hooks: where in a packet's way chains decide, and in which order.

use ringwall_model::{Addresses, Foreign, PacketMatch, Point, Way};

use super::structure::Reading;
use crate::words;

/// A base chain.
pub(super) struct Hook {
    pub(super) table: String,
    pub(super) chain: String,
    pub(super) kind: String,
    pub(super) hook: String,
    pub(super) priority: i32,
}

impl Reading<'_, '_> {
    pub(super) fn point(&mut self, hook: &Hook, points: &mut Vec<Point>, translations: &mut Vec<Point>) {
        let family = hook.table.split(' ').next().unwrap_or_default();
        let Some(chain) = self.chains.find(&hook.table, &hook.chain) else { return };
        if self.dormant.contains(&hook.table) || family == "arp" {
            return;
        }
        let (Some(ways), Some(applies)) = (ways(&hook.hook), family_packets(family)) else {
            let message = format!("what hangs on {} of {family} is not followed", words::shown(&hook.hook));
            return self.refuse(
                1,
                &message,
                "the frames it may drop are looked at before any rule of the address families",
            );
        };
        let is_early = matches!(hook.hook.as_str(), "prerouting" | "output");
        let point = Point {
            name: Foreign::from(format!("{} {}", hook.table, hook.chain)),
            ways: ways.to_vec(),
            applies: vec![applies],
            chain,
            before_translation: is_early && hook.priority < DESTINATION_NAT,
        };
        match hook.kind.as_str() {
            "nat" if is_early => translations.push(point),
            // Behind every filter sources are translated, which decides nothing.
            "nat" => {}
            _ => points.push(point),
        }
    }
}

/// Priority at which destinations are translated (linux/netfilter_ipv4.h).
const DESTINATION_NAT: i32 = -100;

/// `0`, `filter`, `filter + 10`.
pub(super) fn priority_of(words: &[&str]) -> Option<i32> {
    let base = match *words.first()? {
        "raw" => -300,
        "mangle" => -150,
        "dstnat" => DESTINATION_NAT,
        "filter" => 0,
        "security" => 50,
        "srcnat" => 100,
        number => return number.parse().ok(),
    };
    match words.get(1..).unwrap_or_default() {
        [] => Some(base),
        ["+", number] => Some(base.saturating_add(number.parse().ok()?)),
        ["-", number] => Some(base.saturating_sub(number.parse().ok()?)),
        [signed] => Some(base.saturating_add(signed.parse().ok()?)),
        _ => None,
    }
}

/// Hooks in the order packets come by them.
pub(super) fn order(hook: &str) -> usize {
    const HOOKS: [&str; 6] = ["ingress", "prerouting", "input", "forward", "output", "postrouting"];
    HOOKS.iter().position(|known| *known == hook).unwrap_or(0)
}

fn ways(hook: &str) -> Option<&'static [Way]> {
    match hook {
        "prerouting" => Some(&[Way::Through, Way::ToDevice]),
        "input" => Some(&[Way::ToDevice]),
        "forward" => Some(&[Way::Through]),
        "output" => Some(&[Way::FromDevice]),
        "postrouting" => Some(&[Way::Through, Way::FromDevice]),
        _ => None,
    }
}

/// Packets a table of this family sees.
pub(super) fn family_packets(family: &str) -> Option<PacketMatch> {
    let source = match family {
        "ip" => Addresses::all_v4(),
        "ip6" => Addresses::all_v6(),
        "inet" => Addresses::all(),
        _ => return None,
    };
    Some(PacketMatch { source: Some(source), ..PacketMatch::any() })
}
