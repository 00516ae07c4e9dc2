//! What a device is for, from what it does; each role with its reason and the frame that shows it.
//!
//! The table of services is the one place outside `dissect` that lists protocol words: it says what kind of service a word
//! stands for, nothing about how it works. A word it does not list gives no role.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ringwall_model::{
    Address, Attribute, AttributeEvidence, ComponentType, Confidence, Conversation, Foreign, FrameRef, Operation,
    Operations, Parties, Security,
};

use crate::{attributes::Attributes, devices::Device};

/// What kind of service a protocol word stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Service {
    Control,
    Name,
    Lease,
    Shell,
    Web,
}

const SERVICES: [(&str, Service); 9] = [
    ("modbus", Service::Control),
    ("s7comm", Service::Control),
    ("s7comm-plus", Service::Control),
    ("enip", Service::Control),
    ("dns", Service::Name),
    ("dhcp", Service::Lease),
    ("ssh", Service::Shell),
    ("telnet", Service::Shell),
    ("http", Service::Web),
];

/// Operations only an engineering tool asks for.
const ENGINEERING: Operations = Operations::of(&[
    Operation::ProgramRead,
    Operation::ProgramWrite,
    Operation::Firmware,
    Operation::Configure,
    Operation::Mode,
]);

/// A role, its Purdue level and component types, and why.
#[derive(Debug)]
pub struct Role {
    /// Role word.
    pub word: &'static str,
    /// Purdue level word, where the role implies one.
    pub level: Option<&'static str>,
    /// Component types the role implies.
    pub types: &'static [ComponentType],
    /// Why, in plain words.
    pub reason: String,
    /// The frame that shows it.
    pub at: FrameRef,
    /// How sure.
    pub confidence: Confidence,
}

impl Role {
    /// As evidence: role, level and component types.
    pub fn evidence(&self) -> impl Iterator<Item = AttributeEvidence> + '_ {
        let role = [("role", self.word)].into_iter();
        let level = self.level.map(|l| ("level", l)).into_iter();
        let types = self.types.iter().map(|t| ("component-type", t.word()));
        role.chain(level).chain(types).map(|(attribute, value)| AttributeEvidence {
            attribute: Cow::Borrowed(attribute),
            value: Foreign::from(value),
            protocol: Cow::Borrowed("behaviour"),
            at: self.at,
            confidence: self.confidence,
            reason: Some(self.reason.clone()),
        })
    }
}

/// The role of a device: the strongest sign first.
pub fn role(device: &Device, attributes: &Attributes, conversations: &[&Conversation]) -> Option<Role> {
    let seen = Behaviour::of(device, conversations);
    switch(attributes)
        .or_else(|| router(device))
        .or_else(|| seen.controller())
        .or_else(|| seen.station())
        .or_else(|| seen.server())
}

fn switch(attributes: &Attributes) -> Option<Role> {
    let announced = attributes.all(Attribute::Capability).iter().find(|t| t.value.raw().contains("bridge"))?;
    Some(Role {
        word: "switch",
        level: Some("2"),
        types: &[ComponentType::NetworkDevice],
        reason: "it announces itself as a bridge".to_owned(),
        at: announced.at,
        confidence: Confidence::High,
    })
}

fn router(device: &Device) -> Option<Role> {
    Some(Role {
        word: "router",
        level: None,
        types: &[ComponentType::NetworkDevice],
        reason: "frames of other addresses carry its MAC address".to_owned(),
        at: device.routes?,
        confidence: Confidence::Medium,
    })
}

#[derive(Default)]
struct Behaviour {
    answers_control: Option<FrameRef>,
    asks_control: BTreeSet<Address>,
    engineers: Option<(FrameRef, Operation)>,
    writes: bool,
    first_asked: Option<FrameRef>,
    gives_time: Option<FrameRef>,
    serves: Option<(FrameRef, Service)>,
}

impl Behaviour {
    fn of(device: &Device, conversations: &[&Conversation]) -> Self {
        let mut this = Self::default();
        for c in conversations {
            let is = |address| device.spots.contains(&(c.key.network.clone(), address));
            let Parties::Session { initiator, responder } = c.key.parties else { continue };
            let word = c.key.protocol.as_deref().unwrap_or_default();
            let service = SERVICES.iter().find(|(w, _)| *w == word).map(|(_, s)| *s);
            if is(responder) && c.packets.from_responder > 0 {
                this.answers(c, service);
            }
            if is(initiator) && service == Some(Service::Control) {
                this.asks(c, responder);
            }
        }
        this
    }

    fn answers(&mut self, c: &Conversation, service: Option<Service>) {
        let at = c.first_frames.from_responder;
        let accepted = c.functions.iter().find_map(|f| f.first_accepted);
        match service {
            Some(Service::Control) => self.answers_control = earlier(self.answers_control, accepted.or(at)),
            Some(other) => self.serves = self.serves.or(at.map(|at| (at, other))),
            None => {}
        }
        let time = c.cryptography.iter().find(|f| matches!(f.security, Security::TimeReply { .. }));
        self.gives_time = earlier(self.gives_time, time.map(|t| t.first));
    }

    fn asks(&mut self, c: &Conversation, responder: Address) {
        let asked = c.functions.iter().filter(|f| f.count > 0);
        for function in asked {
            self.asks_control.insert(responder);
            self.first_asked = earlier(self.first_asked, Some(function.first));
            self.writes |= function.operations.contains(Operation::Write);
            let engineering = function.operations.intersection(ENGINEERING).iter().next();
            if let Some(operation) = engineering.filter(|_| self.engineers.is_none_or(|(at, _)| function.first < at)) {
                self.engineers = Some((function.first, operation));
            }
        }
    }

    fn controller(&self) -> Option<Role> {
        Some(Role {
            word: "plc",
            level: Some("1"),
            types: &[ComponentType::EmbeddedDevice],
            reason: "it answers a control protocol".to_owned(),
            at: self.answers_control?,
            confidence: Confidence::Medium,
        })
    }

    /// A station's role never justifies what it does: it is inferred from that.
    fn station(&self) -> Option<Role> {
        let peers = self.asks_control.len();
        let types = &[ComponentType::HostDevice, ComponentType::SoftwareApplication];
        if let Some((at, operation)) = self.engineers {
            let reason = format!("it asked a controller for {operation}");
            return Some(Role {
                word: "engineering-station",
                level: Some("2"),
                types,
                reason,
                at,
                confidence: Confidence::Medium,
            });
        }
        let at = self.first_asked?;
        let (word, reason) = match (self.writes, peers) {
            (true, n) => {
                ("hmi", format!("it reads from and writes to {n} controller{}", if n == 1 { "" } else { "s" }))
            }
            (false, n) => (
                "data-collector",
                format!("it reads from {n} controller{} and writes to none", if n == 1 { "" } else { "s" }),
            ),
        };
        Some(Role { word, level: Some("2"), types, reason, at, confidence: Confidence::Low })
    }

    fn server(&self) -> Option<Role> {
        let (word, at, reason) = match (self.gives_time, self.serves) {
            (Some(at), _) => ("time-server", at, "others took the time from it"),
            (None, Some((at, Service::Name))) => ("name-server", at, "it answers questions for names"),
            (None, Some((at, Service::Lease))) => ("address-server", at, "it leases addresses"),
            (None, Some((at, Service::Shell | Service::Web))) => {
                ("server", at, "people or programs log in or fetch pages from it")
            }
            _ => return None,
        };
        Some(Role { word, level: None, types: &[], reason: reason.to_owned(), at, confidence: Confidence::Medium })
    }
}

fn earlier(a: Option<FrameRef>, b: Option<FrameRef>) -> Option<FrameRef> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
