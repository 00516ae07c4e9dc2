//! Addresses that stand for others.

use ringwall_model::{Addresses, PacketMatch, Way};

use super::state::Reading;

impl Reading<'_, '_> {
    /// `nat (inside,outside) static 203.0.113.9` inside an object.
    pub(super) fn object_translation(&mut self, number: u32, words: &[&str]) {
        match words {
            ["nat", _, "static", mapped, ..] => self.mapped.push((number, (*mapped).to_owned())),
            ["nat", _, "dynamic", ..] => {}
            _ => return self.refuse(number, "the translation is not followed"),
        }
        self.account.understood(number);
    }

    pub(super) fn translation(&mut self, number: u32, words: &[&str]) {
        let destination = words.iter().position(|word| *word == "destination");
        let mapped = destination.and_then(|at| words.get(at.saturating_add(2)));
        let static_source = words.windows(3).find_map(|w| match w {
            ["static", real, mapped] if real != mapped => Some(*mapped),
            _ => None,
        });
        match (words.first(), mapped) {
            // Lists of versions before 8.3 look at addresses as they come; pools change sources alone.
            (Some(&("static" | "global" | "xlate")), _) => self.account.understood(number),
            (_, Some(mapped)) => {
                self.mapped.push((number, (*mapped).to_owned()));
                self.mapped.extend(static_source.map(|name| (number, name.to_owned())));
                self.account.understood(number);
            }
            _ => {
                self.mapped.extend(static_source.map(|name| (number, name.to_owned())));
                self.account.understood(number);
            }
        }
    }

    /// Packets to an address that stands for another are looked at by that other.
    pub(super) fn mapped(&mut self, number: u32, name: &str) {
        // What is no address and no object (`interface`, `any`) may be any destination.
        let destination = self.objects.address(name).map(Addresses::one).or_else(|| self.objects.network(name));
        let packets = PacketMatch { destination, ..PacketMatch::any() };
        self.unknown(
            number,
            "translation-not-followed",
            "a translated destination is not followed",
            packets,
            &[Way::Through],
        );
    }
}
