//! Static routes by the names of their gateways, routing daemons and translations.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways, xml::Element};

/// Where gateways are listed: by the older and the newer model.
const GATEWAYS: [(&[&str], &str); 2] = [(&["gateways"], "gateway_item"), (&["OPNsense", "Gateways"], "gateway_item")];

pub(super) fn forwarding(root: &Element, account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    let gateways: Vec<&Element> = GATEWAYS
        .iter()
        .filter_map(|(path, name)| Some((root.at(path)?, *name)))
        .flat_map(|(at, n)| at.each(n))
        .collect();
    let is_on = |element: &&Element| element.child("disabled").is_none_or(|d| d.text == "0");
    for route in root.child("staticroutes").into_iter().flat_map(|list| list.each("route")).filter(is_on) {
        let gateway = gateways.iter().find(|gateway| gateway.text_of("name") == route.text_of("gateway"));
        ways.by(account, route.lines.0, route.text_of("network"), gateway.copied());
    }
    for gateway in gateways.iter().filter(|gateway| gateway.text_of("defaultgw") == "1").filter(|g| is_on(g)) {
        let every = if gateway.text_of("gateway").contains(':') { "::/0" } else { "0.0.0.0/0" };
        ways.by(account, gateway.lines.0, every, Some(gateway));
    }
    let daemons = [&["OPNsense", "quagga", "general"][..], &["installedpackages", "frr", "config"]];
    for daemon in daemons.iter().filter_map(|path| root.at(path)) {
        if [daemon.text_of("enabled"), daemon.text_of("enable")].iter().any(|on| matches!(*on, "1" | "on")) {
            ways.further(account, daemon.lines.0);
        }
    }
    ways.of_translations(root, account);
    ways.done()
}

impl Ways {
    fn by(&mut self, account: &Account<'_>, line: u32, to: &str, gateway: Option<&Element>) {
        let word = |key| gateway.map(|gateway| gateway.text_of(key)).filter(|text| !text.is_empty());
        match word("gateway") {
            Some(via) => self.route(account, line, to, Some(via), word("interface")),
            None => self.further(account, line),
        }
    }

    /// Sources are translated at interfaces with a gateway, unless that is switched off (OPNsense manual, Outbound NAT; pfSense likewise).
    fn of_translations(&mut self, root: &Element, account: &Account<'_>) {
        let nat = root.child("nat");
        let outbound = nat.and_then(|nat| nat.child("outbound"));
        if outbound.is_none_or(|outbound| outbound.text_of("mode") != "disabled") {
            self.translation(account, outbound.or(nat).map_or(1, |at| at.lines.0));
        }
        let forwards = nat.into_iter().flat_map(|nat| nat.each("rule").chain(nat.each("onetoone")));
        forwards.for_each(|rule| self.translation(account, rule.lines.0));
    }
}
