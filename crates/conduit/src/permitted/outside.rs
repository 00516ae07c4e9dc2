//! What a configuration lets in from outside, or lets be fetched there, whatever is declared: messages between people, sessions
//! straight to control assets, services of the device beyond its baseline.

use ringwall_firewall::Set;
use ringwall_model::{
    Action, ApprovedService, ConnectionState, PacketMatch, Ranges, States, Transport, View, Way, ZoneId, ZoneKind,
};

use super::{Run, boundary::MANAGEMENT, found::Subject};

/// TCP ports on which mail is handed over (IANA: submission of mail, with and without a protected channel).
const HANDED_OVER: &[u16] = &[25, 465, 587];
/// TCP ports on which mail is fetched and people chat (IANA: POP, IMAP, IRC, XMPP, with and without a protected channel).
const FETCHED: &[u16] = &[110, 143, 993, 995, 194, 6667, 6697, 5222, 5223, 5269];
/// TCP ports on which a person works at another machine (IANA: SSH, Telnet, remote login, remote desktop, remote frame buffer).
const BY_PERSON: &[u16] = &[22, 23, 513, 3389, 5900];

impl<'a> Run<'a> {
    /// Ways between zones inside and zones outside.
    pub(super) fn outside(&mut self) {
        let zones = self.decides_between();
        let (outside, inside): (Vec<_>, Vec<_>) = zones.iter().partition(|zone| self.is_outside(zone));
        for out in &outside {
            inside.iter().for_each(|zone| self.across(out, zone));
        }
        self.beyond_baseline();
    }

    /// What passes between a zone outside and one inside.
    pub(super) fn across(&mut self, out: &ZoneId, zone: &ZoneId) {
        self.messages(out, zone);
        if self.is_untrusted(out) && self.is_control(zone) {
            self.sessions(out, zone);
        }
    }

    fn kind(&self, zone: &ZoneId) -> Option<ZoneKind> {
        self.views.plant.zones.get(zone).map(|zone| zone.kind)
    }

    fn is_control(&self, zone: &ZoneId) -> bool {
        self.kind(zone).is_some_and(ZoneKind::is_control)
    }

    pub(super) fn is_outside(&self, zone: &ZoneId) -> bool {
        matches!(self.kind(zone), Some(ZoneKind::Business | ZoneKind::External))
    }

    /// Every network its assets stand on is declared untrusted.
    fn is_untrusted(&self, zone: &ZoneId) -> bool {
        let plant = self.views.plant;
        let own = plant.assets.values().filter(|asset| asset.zones.contains(zone)).flat_map(|asset| &asset.interfaces);
        let mut networks = own.map(|interface| plant.networks.get(&interface.network)).peekable();
        networks.peek().is_some() && networks.all(|network| network.is_some_and(|network| network.untrusted))
    }

    /// Connections to these ports that open between two zones and surely pass.
    fn open(&mut self, from: &ZoneId, to: &ZoneId, ports: &[u16]) -> Set {
        let packets = PacketMatch { destination_port: Some(numbers(ports)), ..tcp() };
        let asked = self.judge.packets(&[Way::Through], &[packets]);
        let (opening, permitted) = (self.opening(from, to), self.judge.permitted());
        let open = self.judge.and(opening, permitted);
        self.judge.and(open, asked)
    }

    /// Mail and chat that reach a host inside, or are fetched by one. Mail that leaves may be an alarm.
    fn messages(&mut self, out: &ZoneId, zone: &ZoneId) {
        let every: Vec<u16> = HANDED_OVER.iter().chain(FETCHED).copied().collect();
        for (code, from, to, ports) in
            [("messages-permitted-in", out, zone, every.as_slice()), ("messages-permitted-out", zone, out, FETCHED)]
        {
            let found = self.open(from, to, ports);
            let subject = self.subject(code, from, to);
            self.add(
                &subject,
                found,
                |what| format!("{from} → {to}: mail or chat between people may pass: {what}"),
                |what, line| Some(format!("before {line}: deny {what}")),
            );
        }
    }

    /// Sessions of people from an untrusted zone straight to control assets, which nothing declares.
    fn sessions(&mut self, out: &ZoneId, zone: &ZoneId) {
        let (open, declared) = (self.open(out, zone, BY_PERSON), self.declared(out, zone));
        let found = self.judge.without(open, declared);
        let subject = self.subject("untrusted-session-permitted", out, zone);
        self.add(
            &subject,
            found,
            |what| {
                format!("{out} → {zone}: people on an untrusted network may work straight at control assets: {what}")
            },
            |_, line| Some(format!("let {line} end at a broker outside the control zones, and declare it")),
        );
    }

    fn subject<'s>(&self, code: &'static str, from: &'s ZoneId, to: &'s ZoneId) -> Subject<'s>
    where
        'a: 's,
    {
        Subject { code, views: &[View::Permitted], conduit: self.joins(from, to), between: Some((from, to)) }
    }

    /// Services of the device itself that a rule opens by name, and that its approved baseline lacks. A policy that accepts
    /// opens nothing by name: whether the service is there is not told.
    pub(super) fn beyond_baseline(&mut self) {
        let asset = self.firewall.asset.and_then(|id| self.views.plant.assets.get(id));
        let Some(baseline) = asset.and_then(|asset| asset.services.as_ref()) else { return };
        let services = MANAGEMENT.iter().flat_map(|(protocol, ports)| ports.iter().map(|port| (*protocol, *port)));
        let beyond = services.filter(|(protocol, port)| {
            let transport = if *protocol == 6 { Transport::Tcp } else { Transport::Udp };
            !self.approves(baseline, transport, *port)
        });
        for (protocol, port) in beyond.collect::<Vec<_>>() {
            let found = self.opened_by_name(protocol, port);
            let subject =
                Subject { code: "service-beyond-baseline", views: &[View::Permitted], conduit: None, between: None };
            self.add(
                &subject,
                found,
                |what| format!("the device itself lets a service be reached that its baseline lacks: {what}"),
                |_, line| Some(format!("switch the service off and take {line} out, or approve it")),
            );
        }
    }

    fn approves(&self, baseline: &[ApprovedService], transport: Transport, port: u16) -> bool {
        baseline.iter().any(|service| match &service.protocol {
            None => service.covers(None, transport, port),
            Some(word) => {
                let usual = self.views.services.get(word.as_ref()).map_or(&[][..], Vec::as_slice);
                let own = service.port.map_or_else(|| usual.contains(&(transport, port)), |own| own == port);
                own && service.transport.is_none_or(|own| own == transport)
            }
        })
    }

    /// Packets to the device for one service that a rule which names the port lets through.
    fn opened_by_name(&mut self, protocol: u8, port: u16) -> Set {
        let number = u128::from(port);
        let rules = self.firewall.ruleset.chains.iter().flat_map(|chain| &chain.rules);
        let permits = rules.filter(|rule| rule.action == Action::Permit && rule.by_default.is_none());
        let naming = permits.flat_map(|rule| &rule.matches);
        let naming =
            naming.filter(|m| m.destination_port.as_ref().is_some_and(|set| set.contains(number) && set.count() < 64));
        let named: Vec<PacketMatch> = naming.cloned().collect();
        let new = Some(States::from_iter([ConnectionState::New]));
        let one = PacketMatch {
            protocol: Some(Ranges::one(protocol)),
            destination_port: Some(Ranges::one(port)),
            state: new,
            ..PacketMatch::any()
        };
        let (named, asked) =
            (self.judge.packets(&[Way::ToDevice], &named), self.judge.packets(&[Way::ToDevice], &[one]));
        let permitted = self.judge.permitted();
        let open = self.judge.and(named, permitted);
        self.judge.and(open, asked)
    }
}

fn tcp() -> PacketMatch {
    PacketMatch { protocol: Some(Ranges::one(6_u8)), ..PacketMatch::any() }
}

fn numbers(ports: &[u16]) -> Ranges {
    Ranges::of(ports.iter().map(|port| (u128::from(*port), u128::from(*port))))
}
