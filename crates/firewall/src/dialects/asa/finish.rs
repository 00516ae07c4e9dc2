//! What was read becomes a ruleset.

use ringwall_model::{Addresses, FirewallInterface, Foreign, Names, PacketMatch, Ruleset, Way};

use super::{forwarding::forwarding, state::Reading};
use crate::{
    cisco::{Masks, entry, interface, rule},
    doubt::{drops_some, put_first},
};

impl Reading<'_, '_> {
    pub(super) fn finish(mut self) -> Ruleset {
        for one in self.interfaces.iter().filter(|i| !i.name.is_empty() && !i.addresses.is_empty()) {
            let own = one.addresses.iter().fold(Addresses::none(), |all, (a, _)| all.union(&Addresses::one(*a)));
            let name = interface(&one.name);
            self.objects.open_network(&name);
            self.objects.add_network(&name, Some(own));
        }
        for (number, list, words) in std::mem::take(&mut self.entries) {
            self.resolve(number, &list, &words);
        }
        for (number, name) in std::mem::take(&mut self.mapped) {
            self.mapped(number, &name);
        }
        let (mut points, mut chains) = self.points();
        let reverse = |(line, interface): &(u32, String)| {
            let applies = PacketMatch { incoming: Some(Names::one(interface)), ..PacketMatch::any() };
            drops_some(&self.account.place(*line), "reverse-path", &[Way::Through, Way::ToDevice], applies)
        };
        put_first(self.doubts.iter().map(reverse).collect(), &mut points, &mut chains);
        let mut interfaces: Vec<FirewallInterface> = Vec::new();
        for interface in self.interfaces.iter().filter(|i| !i.name.is_empty()) {
            interfaces.push(FirewallInterface {
                place: self.account.place(interface.line),
                name: Foreign::from(interface.name.as_str()),
                label: Foreign::from(interface.label.as_str()),
                addresses: interface.addresses.clone(),
            });
        }
        interfaces.sort_by(|a, b| a.name.cmp(&b.name));
        let forwarding = forwarding(self.account);
        Ruleset {
            version: self.version,
            interfaces,
            points,
            chains,
            unread: self.unread,
            forwarding,
            ..Ruleset::default()
        }
    }

    fn resolve(&mut self, number: u32, list: &str, words: &[String]) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let rest = words.get(1..).unwrap_or_default();
        let read = entry(rest, &self.objects, Masks::Netmask, &Addresses::all());
        let inactive = read.as_ref().is_ok_and(|entry| entry.inactive);
        let rule = rule(self.account, number, list, words.first() == Some(&"permit"), read);
        if inactive {
            return;
        }
        self.chains.add("list", list, rule, false);
    }
}
