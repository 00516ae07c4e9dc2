//! Routes and translations, as far as dialects state them.

use std::net::IpAddr;

use ringwall_model::{Addresses, Foreign, Forwarding, Prefix, Route};

use crate::{Account, words};

/// Most routes of one configuration that are kept; of more none is believed to be the nearest.
const ROUTES_MAX: usize = 10_000;

/// Collects what a configuration says of the ways packets go.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    forwarding: Forwarding,
}

impl Ways {
    /// A static route: destinations as a prefix, or an address with its mask, and the device or interface behind it.
    pub(crate) fn route(
        &mut self,
        account: &Account<'_>,
        line: u32,
        to: &str,
        via: Option<&str>,
        interface: Option<&str>,
    ) {
        let via: Option<IpAddr> = via.and_then(|via| via.split('/').next()?.parse().ok());
        match prefix(to) {
            Some(to) if self.forwarding.routes.len() < ROUTES_MAX && (via.is_some() || interface.is_some()) => {
                let interface = interface.map(Foreign::from);
                self.forwarding.routes.push(Route { place: account.place(line), to, via, interface });
            }
            _ => self.further(account, line),
        }
    }

    /// By this line packets may go ways that the text does not hold.
    pub(crate) fn further(&mut self, account: &Account<'_>, line: u32) {
        note(&mut self.forwarding.further, account, line);
    }

    /// By this line packets may get another source or destination.
    pub(crate) fn translation(&mut self, account: &Account<'_>, line: u32) {
        note(&mut self.forwarding.translations, account, line);
    }

    pub(crate) fn done(self) -> Option<Forwarding> {
        Some(self.forwarding)
    }
}

/// Lines of one kind that are named.
const NAMED_MAX: usize = 20;

fn note(places: &mut Vec<ringwall_model::Span>, account: &Account<'_>, line: u32) {
    if places.len() < NAMED_MAX {
        places.push(account.place(line));
    }
}

/// `10.1.0.0/16`, `10.1.0.0 255.255.0.0`, or one address; host bits that are set do not count.
fn prefix(text: &str) -> Option<Prefix> {
    let (address, length) = match text.split_once(['/', ' ']) {
        Some((address, mask)) => (address.parse().ok()?, words::length(mask.trim())?),
        None => {
            let address: IpAddr = text.parse().ok()?;
            (address, if address.is_ipv4() { 32 } else { 128 })
        }
    };
    Addresses::prefix(address, length)?.prefixes().first().copied()
}

#[cfg(test)]
mod tests {
    use crate::read;

    fn told(text: &str) -> (Vec<String>, usize, usize) {
        let read = read("f", text.as_bytes());
        let ways = read.ruleset.forwarding.unwrap_or_default();
        let route = |route: &ringwall_model::Route| {
            let via = route.via.map(|via| via.to_string()).unwrap_or_default();
            let interface = route.interface.as_ref().map(|name| name.raw().to_owned()).unwrap_or_default();
            format!("{} {via} {interface} {}", route.to, route.place.line)
        };
        (ways.routes.iter().map(route).collect(), ways.further.len(), ways.translations.len())
    }

    #[test]
    fn routes_are_read_with_their_lines_and_what_leads_elsewhere_is_noted() {
        let asa = "ASA Version 9.1(5)\nroute outside 0.0.0.0 0.0.0.0 203.0.113.1 1\nnat (inside,outside) source dynamic any interface\nrouter ospf 1\n";
        assert_eq!(told(asa), (vec!["0.0.0.0/0 203.0.113.1 outside 2".to_owned()], 1, 1));
        let ios = "version 15.2\nip access-list extended A\n permit ip any any\nip route 10.2.0.0 255.255.0.0 10.1.0.9\nip route 10.3.0.0 255.255.0.0 Null0\n";
        assert_eq!(told(ios), (vec!["10.2.0.0/16 10.1.0.9  4".to_owned(), "10.3.0.0/16  Null0 5".to_owned()], 0, 0));
        let linux =
            "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n";
        assert_eq!(told(linux), (vec![], 0, 1));
        let nft =
            "table ip nat {\n chain p {\n  type nat hook postrouting priority 100;\n  oifname eth0 masquerade\n }\n}\n";
        assert_eq!(told(nft), (vec![], 0, 1));
    }

    #[test]
    fn routes_in_sections_and_trees_are_read_too() {
        let fortios = "#config-version=FGT-7.0.0\nconfig system interface\n    edit \"a\"\n        set ip 10.1.0.1 255.255.255.0\n    next\nend\n\
            config firewall policy\nend\nconfig router static\n    edit 1\n        set gateway 10.1.0.254\n        set device \"a\"\n    next\nend\n\
            config router bgp\n    set as 65000\nend\n";
        assert_eq!(told(fortios), (vec!["0.0.0.0/0 10.1.0.254 a 10".to_owned()], 1, 0));
        let junos = "set version 20.1R1\nset interfaces ge-0/0/0 unit 0 family inet address 10.1.0.1/24\nset security policies default-policy deny-all\n\
            set routing-options static route 10.2.0.0/16 next-hop 10.1.0.9\nset security nat source rule-set a rule b then source-nat interface\n";
        assert_eq!(told(junos), (vec!["10.2.0.0/16 10.1.0.9  4".to_owned()], 0, 1));
        let panos = "set deviceconfig system hostname a\nset network virtual-router default routing-table ip static-route r destination 10.2.0.0/16\n\
            set network virtual-router default routing-table ip static-route r nexthop ip-address 10.1.0.9\n\
            set network virtual-router default routing-table ip static-route r interface ethernet1/1\nset rulebase security rules x action deny\n";
        assert_eq!(told(panos), (vec!["10.2.0.0/16 10.1.0.9 ethernet1/1 2".to_owned()], 0, 0));
        let opnsense = "<opnsense>\n<filter/>\n<nat><outbound><mode>disabled</mode></outbound></nat>\n<gateways>\n<gateway_item><name>G</name><gateway>10.1.0.9</gateway><interface>lan</interface></gateway_item>\n</gateways>\n\
            <staticroutes>\n<route><network>10.2.0.0/16</network><gateway>G</gateway></route>\n</staticroutes>\n</opnsense>\n";
        assert_eq!(told(opnsense), (vec!["10.2.0.0/16 10.1.0.9 lan 8".to_owned()], 0, 0));
        let automatic = opnsense.replace("disabled", "automatic");
        assert_eq!(told(&automatic).2, 1);
    }
}
