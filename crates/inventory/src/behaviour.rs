//! What each device did and answered, in operations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, Conversation, FrameRef, FunctionUse, MessageKind, Operation, Parties, Reading, Security, Side,
};

use crate::devices::Devices;

/// Protocols of offices and networks: what is read or written over them says nothing about a process.
const GENERAL: &[&str] = &[
    "ah",
    "arp",
    "cdp",
    "citrix-ica",
    "dce-rpc",
    "dhcp",
    "dhcpv6",
    "dns",
    "dtls",
    "dtp",
    "esp",
    "ftp",
    "hsrp",
    "http",
    "icmp",
    "icmpv6",
    "igmp",
    "ike",
    "imap",
    "irc",
    "kerberos",
    "lacp",
    "ldap",
    "lldp",
    "llmnr",
    "mdns",
    "mrp",
    "mysql",
    "nbdgm",
    "nbns",
    "nomachine",
    "ntp",
    "openvpn",
    "ospf",
    "pop3",
    "postgresql",
    "prp",
    "ptp",
    "radius",
    "radmin",
    "rdp",
    "rlogin",
    "rustdesk",
    "smb",
    "smtp",
    "snmp",
    "ssdp",
    "ssh",
    "stp",
    "syslog",
    "tds",
    "teamviewer",
    "telnet",
    "tftp",
    "tls",
    "udld",
    "vnc",
    "vrrp",
    "wireguard",
    "wlan",
    "ws-discovery",
    "xmpp",
    "zabbix",
];

/// Protocols in which a server only passes on what its clients tell each other: who asks of it asks of no controller.
const BROKERED: &[&str] = &["mqtt"];

/// Something seen, first and with whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// First frame that shows it.
    pub(crate) at: FrameRef,
    /// By which protocol.
    pub(crate) protocol: Cow<'static, str>,
    /// Devices on the other side.
    pub(crate) with: BTreeSet<usize>,
}

/// What a device did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviour {
    /// Protocols it spoke, sorted.
    pub(crate) protocols: Vec<Cow<'static, str>>,
    /// Process operations it answered positively.
    pub(crate) served: BTreeMap<Operation, Seen>,
    /// Process operations it had answered positively by others.
    pub(crate) done: BTreeMap<Operation, Seen>,
    /// Process values it told unasked: reports, and what it published.
    pub(crate) told: BTreeMap<Operation, Seen>,
    /// Process values others told it unasked.
    pub(crate) heard: BTreeMap<Operation, Seen>,
    /// Time others took from it.
    pub(crate) time: Option<Seen>,
    /// What it accepted from clients to pass on to others.
    pub(crate) brokered: Option<Seen>,
    /// General services it answered, by protocol.
    pub(crate) services: BTreeMap<Cow<'static, str>, Seen>,
}

/// The behaviour of each device.
pub(crate) fn of_devices(reading: &Reading, devices: &Devices<'_>) -> BTreeMap<usize, Behaviour> {
    let mut all = BTreeMap::new();
    for conversation in reading.conversations.iter().filter(|c| c.key.protocol.is_some()) {
        let device = |side| devices.find(&conversation.key.network, conversation.address(side)?);
        let (initiator, responder) = (device(Side::Initiator), device(Side::Responder));
        Observer { conversation, initiator, responder, all: &mut all }.observe();
    }
    all
}

struct Observer<'a> {
    conversation: &'a Conversation,
    initiator: Option<usize>,
    responder: Option<usize>,
    all: &'a mut BTreeMap<usize, Behaviour>,
}

/// One thing seen in a conversation.
struct Glimpse<'a> {
    conversation: &'a Conversation,
    at: FrameRef,
    with: Option<usize>,
}

impl Observer<'_> {
    fn observe(&mut self) {
        let key = &self.conversation.key;
        let Some(protocol) = &key.protocol else { return };
        for (side, at) in [
            (Side::Initiator, self.conversation.first_frames.from_initiator),
            (Side::Responder, self.conversation.first_frames.from_responder),
        ] {
            if let Some((device, _)) = self.device(side).zip(at) {
                let protocols = &mut self.all.entry(device).or_default().protocols;
                if let Err(at) = protocols.binary_search(protocol) {
                    protocols.insert(at, protocol.clone());
                }
            }
        }
        let general = GENERAL.contains(&protocol.as_ref());
        if !general {
            for function in &self.conversation.functions {
                self.told(function);
            }
        }
        let Parties::Session { .. } = key.parties else { return };
        if general {
            self.service();
        } else if BROKERED.contains(&protocol.as_ref()) {
            self.brokered();
        } else {
            for function in &self.conversation.functions {
                self.function(function);
            }
        }
        self.time();
    }

    fn device(&self, side: Side) -> Option<usize> {
        match side {
            Side::Initiator => self.initiator,
            Side::Responder => self.responder,
        }
    }

    /// A request that was answered positively, or the positive answer itself where only that was captured.
    fn function(&mut self, function: &FunctionUse) {
        let asked = (function.kind, function.from) == (MessageKind::Request, Side::Initiator);
        let answered = (function.kind, function.from) == (MessageKind::Response, Side::Responder);
        if function.accepted == 0 || !(asked || answered) {
            return;
        }
        let (conversation, at) = (self.conversation, function.first_accepted.unwrap_or(function.first));
        let (initiator, responder) = (self.device(Side::Initiator), self.device(Side::Responder));
        for operation in function.operations.iter() {
            if let Some(device) = responder {
                let served = &mut self.all.entry(device).or_default().served;
                served.entry(operation).or_default().note(Glimpse { conversation, at, with: initiator });
            }
            if let Some(device) = initiator {
                let done = &mut self.all.entry(device).or_default().done;
                done.entry(operation).or_default().note(Glimpse { conversation, at, with: responder });
            }
        }
    }

    /// Values sent without a request for each.
    fn told(&mut self, function: &FunctionUse) {
        if !matches!(function.kind, MessageKind::Report | MessageKind::Io) {
            return;
        }
        let (conversation, at) = (self.conversation, function.first);
        let (teller, hearer) = (self.device(function.from), self.device(function.from.other()));
        for operation in function.operations.iter().filter(|o| matches!(o, Operation::Report | Operation::Io)) {
            if let Some(device) = teller {
                let told = &mut self.all.entry(device).or_default().told;
                told.entry(operation).or_default().note(Glimpse { conversation, at, with: hearer });
            }
            if let Some(device) = hearer {
                let heard = &mut self.all.entry(device).or_default().heard;
                heard.entry(operation).or_default().note(Glimpse { conversation, at, with: teller });
            }
        }
    }

    /// Below IP there are no services: who answers ARP is only there.
    fn service(&mut self) {
        let conversation = self.conversation;
        let Address::Ip(_) = conversation.key.parties.second() else { return };
        let first = conversation.first_frames.from_responder.filter(|_| conversation.answered_sessions > 0);
        let Some(((device, at), protocol)) =
            self.device(Side::Responder).zip(first).zip(conversation.key.protocol.clone())
        else {
            return;
        };
        let with = self.device(Side::Initiator);
        let services = &mut self.all.entry(device).or_default().services;
        services.entry(protocol).or_default().note(Glimpse { conversation, at, with });
    }

    fn brokered(&mut self) {
        let conversation = self.conversation;
        let accepted =
            conversation.functions.iter().filter(|f| f.from == Side::Initiator).filter_map(|f| f.first_accepted);
        let Some((device, at)) = self.device(Side::Responder).zip(accepted.min()) else { return };
        let with = self.device(Side::Initiator);
        let brokered = self.all.entry(device).or_default().brokered.get_or_insert_default();
        brokered.note(Glimpse { conversation, at, with });
    }

    fn time(&mut self) {
        let conversation = self.conversation;
        let replies = conversation.cryptography.iter().filter(|f| matches!(f.security, Security::TimeReply { .. }));
        let Some((device, at)) = self.device(Side::Responder).zip(replies.map(|f| f.first).min()) else { return };
        let with = self.device(Side::Initiator);
        let time = self.all.entry(device).or_default().time.get_or_insert_default();
        time.note(Glimpse { conversation, at, with });
    }
}

impl Seen {
    /// Adds a glimpse; the earliest gives frame and protocol.
    fn note(&mut self, glimpse: Glimpse<'_>) {
        if self.protocol.is_empty() || glimpse.at < self.at {
            self.at = glimpse.at;
            self.protocol = glimpse.conversation.key.protocol.clone().unwrap_or_default();
        }
        self.with.extend(glimpse.with);
    }
}
