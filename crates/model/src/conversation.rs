//! What the wire carried: conversations, their functions and what was proved about their security.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{Address, Foreign, FrameRef, Instant, NetworkId, OperationCounts, Operations, Transport};

/// How the two sides of a conversation are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Parties {
    /// One side asked, the other answered.
    Session {
        /// Who opened or asked.
        initiator: Address,
        /// Who answered.
        responder: Address,
    },
    /// One side speaks to a group.
    Publication {
        /// Who speaks.
        publisher: Address,
        /// The multicast or broadcast address spoken to.
        group: Address,
    },
}

impl Parties {
    /// The side that initiates or publishes.
    pub fn first(self) -> Address {
        match self {
            Self::Session { initiator, .. } => initiator,
            Self::Publication { publisher, .. } => publisher,
        }
    }

    /// A side's address.
    pub fn of(self, side: Side) -> Address {
        match side {
            Side::Initiator => self.first(),
            Side::Responder => self.second(),
        }
    }

    /// The side that responds, or the group.
    pub fn second(self) -> Address {
        match self {
            Self::Session { responder, .. } => responder,
            Self::Publication { group, .. } => group,
        }
    }
}

/// What makes a conversation one and not another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConversationKey {
    /// The address space the addresses belong to.
    pub network: NetworkId,
    /// The two sides.
    #[serde(flatten)]
    pub parties: Parties,
    /// What carries it.
    pub transport: Transport,
    /// Responder's port, protocol number, EtherType, or what frames of a bus carry.
    pub port: u16,
    /// Native address below (`unit 1`, `rack 0 slot 2`); none where the protocol has none, `many` when coarsened.
    pub native: Option<Foreign>,
    /// Protocol word (`modbus`); none where nothing was recognised.
    pub protocol: Option<Cow<'static, str>>,
}

impl ConversationKey {
    /// It only runs a serial bus: all that share the line take part, whatever they have to say to each other.
    pub fn runs_a_bus(&self) -> bool {
        self.transport == Transport::Serial && self.port == 0
    }
}

/// How many leading bits of each address are meant, where a conversation stands for several that there was no room to keep apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coarse {
    /// Of the initiator's or publisher's.
    pub first_bits: u8,
    /// Of the responder's or group's.
    pub second_bits: u8,
}

/// By what the roles of a conversation were decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RolesBy {
    /// A message that only one side can send.
    Content,
    /// The TCP handshake was seen.
    Handshake,
    /// A well-known or the lower port; the weakest reason.
    Port,
    /// A group address: the sender publishes.
    Group,
}

/// Which side sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The initiator or publisher.
    Initiator,
    /// The responder.
    Responder,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Initiator => Self::Responder,
            Self::Responder => Self::Initiator,
        }
    }
}

/// What kind of message a function was seen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// Asks for something.
    Request,
    /// Answers a request.
    Response,
    /// Unsolicited or subscribed data.
    Report,
    /// Producer-consumer data.
    Io,
}

/// A range of native objects a function touched, as the protocol counts them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRange {
    /// What is counted: `holding-register`, `db 2 byte`, `class`.
    pub kind: Cow<'static, str>,
    /// First.
    pub first: u32,
    /// Last, included.
    pub last: u32,
}

/// Longest list of object ranges a function keeps.
pub const OBJECT_RANGES_MAX: usize = 16;

/// Every recognised application message of one native code, from one side and of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionUse {
    /// Native code.
    pub code: u32,
    /// Which code space of the protocol (`function`, `job`, `userdata`, `encapsulation`, `cip`).
    pub space: Cow<'static, str>,
    /// Native name.
    pub name: Cow<'static, str>,
    /// What it does.
    pub operations: Operations,
    /// ATT&CK for ICS technique, where one is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technique: Option<Cow<'static, str>>,
    /// Who sent it.
    pub from: Side,
    /// What kind of message.
    pub kind: MessageKind,
    /// Messages seen.
    pub count: u64,
    /// Requests answered positively, or responses that are positive.
    pub accepted: u64,
    /// Requests answered negatively, or responses that are negative.
    pub refused: u64,
    /// Requests whose answer was not seen.
    pub unanswered: u64,
    /// First frame of it.
    pub first: FrameRef,
    /// First frame in which it was answered positively, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_accepted: Option<FrameRef>,
    /// Objects touched, merged and sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<ObjectRange>,
    /// False when more ranges were touched than are kept.
    pub objects_complete: bool,
}

/// A pair of counters, by who sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BySide {
    /// From the initiator or publisher.
    pub from_initiator: u64,
    /// From the responder.
    pub from_responder: u64,
}

/// First frames, by who sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstFrames {
    /// First frame from the initiator or publisher.
    pub from_initiator: Option<FrameRef>,
    /// First frame from the responder.
    pub from_responder: Option<FrameRef>,
}

/// How far an exchange was seen to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// One side proposed it; proves nothing about use.
    Offered,
    /// The other side refused it.
    Refused,
    /// Both sides agreed on it.
    Negotiated,
    /// The exchange was completed: answered and used.
    Completed,
}

/// What kind of secret crossed the wire. The secret itself never leaves a dissector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretKind {
    /// A password.
    Password,
    /// An SNMP community or a string used the same way.
    Community,
    /// A session cookie or token.
    Token,
    /// A key.
    Key,
}

/// Who proved an identity when a protected channel was set up, as far as a passive reader can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeerProof {
    /// Nobody.
    None,
    /// The responder only.
    Responder,
    /// Both sides.
    Both,
    /// It cannot be seen.
    Hidden,
}

/// Whether a negotiated mechanism is still considered sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Soundness {
    /// Current good practice: AEAD or equivalent, no known break.
    Sound,
    /// Known weak or broken (SSL 3, TLS 1.0, RC4, CBC with MD5, SSH 1, NULL).
    Weak,
    /// Not known to this version.
    Unknown,
}

/// A certificate as it was presented. Names are foreign text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PresentedCertificate {
    /// Which side presented it.
    pub by: Side,
    /// Place in the chain: 0 is the leaf.
    pub position: u8,
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: Box<str>,
    /// Subject in RFC 4514 order as far as it could be read.
    pub subject: Foreign,
    /// Issuer.
    pub issuer: Foreign,
    /// Valid from.
    pub not_before: Instant,
    /// Valid until.
    pub not_after: Instant,
    /// Key algorithm word (`rsa`, `ec`, `ed25519`, `dsa`).
    pub key: Cow<'static, str>,
    /// Key length in bits; 0 where it has no such measure.
    pub key_bits: u32,
    /// SHA-256 of its public key (SubjectPublicKeyInfo), lower-case hex: the same for a certificate renewed with the same key.
    pub key_fingerprint: Box<str>,
    /// Hash of the signature (`sha256`, `sha1`, `md5`).
    pub signature_hash: Cow<'static, str>,
    /// Subject and issuer are the same.
    pub self_issued: bool,
}

/// What a supporting service is for, whatever protocol offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// Gives addresses (DHCP).
    AddressAssignment,
    /// Finds addresses of names (DNS).
    NameResolution,
    /// Finds names by asking everybody on the link (LLMNR, NBNS, mDNS).
    LinkNameResolution,
    /// Announces services to everybody (SSDP, UPnP).
    ServiceAnnouncement,
    /// Knows users and machines (LDAP, Kerberos, RADIUS).
    Directory,
    /// Tells the time (NTP, PTP).
    Time,
    /// Sends mail on (SMTP towards a server).
    MailSubmission,
    /// Lets people read mail (POP, IMAP).
    MailReading,
    /// Lets people write to each other at once.
    Chat,
    /// Collects log entries (syslog).
    Logging,
    /// Moves or shares files (FTP, TFTP, SMB, NFS).
    FileTransfer,
    /// An early, unsafe generation of a file service (SMB 1).
    FileTransferOutdated,
    /// Shows pages.
    Web,
    /// Manages devices (SNMP).
    Management,
    /// Answers questions to a database.
    Database,
}

/// How stations join a radio network, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Joining {
    /// Whoever wants to.
    Open,
    /// With a key or password that stations share.
    SharedKey,
    /// In a way not known to this version.
    Unknown,
    /// With credentials of their own.
    Individual,
}

/// Something proved about the security of a conversation. Rules match these, never a protocol's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Security {
    /// A log-in, or a request authenticated by a shared string.
    Login {
        /// Readable on the wire.
        clear: bool,
        /// What was sent, where that was seen.
        secret: Option<SecretKind>,
        /// It is a known factory default.
        default: bool,
        /// How far it went. Only `Completed` is access.
        stage: Stage,
        /// A person at a human interface (a shell, a page), as opposed to software.
        human: bool,
        /// What was let in could change things (an SNMP set, a write).
        changing: bool,
    },
    /// A protected channel.
    Channel {
        /// Contents are encrypted.
        secrecy: bool,
        /// Contents are protected against change.
        integrity: bool,
        /// Who proved an identity.
        peer: PeerProof,
        /// Protocol version (`TLS 1.2`, `SSH-2.0`).
        version: Cow<'static, str>,
        /// Cipher suite or algorithms, by their registered names.
        suite: Cow<'static, str>,
        /// Judgement on version and suite together.
        soundness: Soundness,
        /// How far it went; `Completed` when data flowed in it both ways.
        stage: Stage,
    },
    /// A certificate somebody presented; `Completed` when data flowed after it, `Refused` when the peer rejected it.
    Certificate {
        /// The certificate.
        certificate: Box<PresentedCertificate>,
        /// How far the exchange went.
        stage: Stage,
    },
    /// The peer proved itself inside an unprotected protocol (an S7 session password): what follows is not anonymous.
    Authenticated {
        /// By what.
        by: Cow<'static, str>,
    },
    /// A session was let in although nobody said who they are: no log-in asked, a guest or anonymous user.
    Anonymous {
        /// A person at a human interface (a desktop, a shell, a file store), as opposed to software.
        human: bool,
        /// What was let in could change things, and did.
        changing: bool,
        /// How far it went. Only `Completed` is access.
        stage: Stage,
    },
    /// An operation was refused because whoever asked may not do it, as opposed to a mode, a key switch or a wrong object.
    Denied {
        /// In the protocol's words (`access denied`).
        by: Cow<'static, str>,
    },
    /// A mechanism by which somebody proved who they are.
    Mechanism {
        /// By its registered name (`NTLMv1`, `SCRAM-SHA-256`).
        name: Cow<'static, str>,
        /// Judgement on it.
        soundness: Soundness,
        /// How far it went.
        stage: Stage,
    },
    /// A bare public key by which a side proved itself, where no certificate binds it to a name.
    HostKey {
        /// Which side.
        by: Side,
        /// SHA-256 of the key as sent, lower-case hex.
        fingerprint: Box<str>,
        /// Key algorithm word (`ssh-ed25519`).
        key: Cow<'static, str>,
    },
    /// A person works at a remote screen or shell, whatever protects it.
    Interactive {
        /// How far it went; `Completed` when the session carried data both ways.
        stage: Stage,
    },
    /// A token that stands for a session: a cookie, a ticket.
    SessionToken {
        /// Readable on the wire.
        clear: bool,
        /// It was accepted after the session it belongs to had been ended.
        after_end: bool,
    },
    /// A supporting service was used: asked and answered, or delivered.
    Service {
        /// What kind of help.
        kind: ServiceKind,
        /// How far it went.
        stage: Stage,
    },
    /// A radio network: how it is joined, and what protects what is said in it.
    Wireless {
        /// Its name; empty where it is hidden.
        name: Foreign,
        /// How stations join.
        joining: Joining,
        /// Contents are encrypted.
        secrecy: bool,
        /// Cipher and way of joining.
        suite: Cow<'static, str>,
        /// Judgement on the cipher.
        soundness: Soundness,
        /// `Offered` when announced, `Negotiated` when a station was let in, `Completed` when nothing more was needed.
        stage: Stage,
    },
    /// A time reply that answers a request, from a synchronised source with a sane stratum.
    TimeReply {
        /// Stratum of the source, 1 to 15.
        stratum: u8,
        /// The reply was authenticated.
        authenticated: bool,
    },
}

/// A security fact with where and how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityFact {
    /// What was proved.
    #[serde(flatten)]
    pub security: Security,
    /// First frame that shows it.
    pub first: FrameRef,
    /// When it was first seen.
    pub first_seen: Instant,
    /// When it was last seen.
    pub last_seen: Instant,
    /// How often (sessions for channels, logins and certificates; messages for time replies).
    pub count: u64,
}

/// How an exchange that no protocol claims keeps time, where it does as controllers do: by one end of one flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// The middle one of the intervals between messages, in microseconds.
    pub period_us: u64,
    /// The shortest payload, in bytes.
    pub payload_least: u32,
    /// The longest payload, in bytes.
    pub payload_most: u32,
    /// Entropy of half bytes in hundredths of a bit: 0 for one value, 400 for all sixteen alike.
    pub entropy_centibits: u32,
}

/// A conversation: the sum of its flows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// What makes it this one.
    #[serde(flatten)]
    pub key: ConversationKey,
    /// VLAN ids outermost first; empty when untagged; of its first frame.
    pub vlans: Vec<u16>,
    /// It stands for several: then an address of which not all bits are meant is nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coarse: Option<Coarse>,
    /// By what the roles were decided.
    pub roles_by: RolesBy,
    /// Requests, reports and io messages by operation.
    pub operations: OperationCounts,
    /// Every recognised message by sender, kind and native code; sorted.
    pub functions: Vec<FunctionUse>,
    /// Frames.
    pub packets: BySide,
    /// Bytes on the wire, with all headers.
    pub bytes: BySide,
    /// First frames.
    pub first_frames: FirstFrames,
    /// When it was first seen.
    pub first_seen: Instant,
    /// When it was last seen.
    pub last_seen: Instant,
    /// Flows that carried payload (TCP connections, UDP port pairs).
    pub sessions: u64,
    /// Flows in which both sides sent payload: an answered exchange.
    pub answered_sessions: u64,
    /// The protocol understands log-ins or channels in this conversation, or has none: what it can prove about its peer.
    pub cryptography: Vec<SecurityFact>,
    /// Nobody recognised it, and it looks industrial: it is regular, of steady size, and neither text nor encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Rhythm>,
    /// Holes, malformed messages and evictions, counted by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remarks: BTreeMap<Cow<'static, str>, u64>,
}

impl Conversation {
    /// The address of a side; none where the side stands for several.
    pub fn address(&self, side: Side) -> Option<Address> {
        let address = self.key.parties.of(side);
        (self.bits(side) == address.bits()).then_some(address)
    }

    /// Initiator and responder of a session, where each is one.
    pub fn session(&self) -> Option<(Address, Address)> {
        match self.key.parties {
            Parties::Session { .. } => self.address(Side::Initiator).zip(self.address(Side::Responder)),
            Parties::Publication { .. } => None,
        }
    }

    /// A side as it is told to people: its address, with the bits that are meant where it stands for several.
    pub fn told(&self, side: Side) -> String {
        let address = self.key.parties.of(side);
        match self.bits(side) {
            bits if bits == address.bits() => address.to_string(),
            0 => "several".to_owned(),
            bits => format!("{address}/{bits}"),
        }
    }

    fn bits(&self, side: Side) -> u8 {
        match (self.coarse, side) {
            (None, side) => self.key.parties.of(side).bits(),
            (Some(coarse), Side::Initiator) => coarse.first_bits,
            (Some(coarse), Side::Responder) => coarse.second_bits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_that_stands_for_several_has_no_address_and_says_how_many_bits_are_meant() {
        let address = |text: &str| Address::parse(text).unwrap();
        let parties = Parties::Session { initiator: address("10.1.2.0"), responder: address("10.9.0.1") };
        let key = ConversationKey {
            network: NetworkId::from_foreign("a"),
            parties,
            transport: Transport::Tcp,
            port: 502,
            native: None,
            protocol: None,
        };
        let mut conversation = Conversation {
            key,
            vlans: Vec::new(),
            coarse: None,
            roles_by: RolesBy::Port,
            operations: OperationCounts::NONE,
            functions: Vec::new(),
            packets: BySide::default(),
            bytes: BySide::default(),
            first_frames: FirstFrames::default(),
            first_seen: Instant::default(),
            last_seen: Instant::default(),
            sessions: 0,
            answered_sessions: 0,
            cryptography: Vec::new(),
            rhythm: None,
            remarks: BTreeMap::new(),
        };
        assert_eq!(conversation.session(), Some((address("10.1.2.0"), address("10.9.0.1"))));
        conversation.coarse = Some(Coarse { first_bits: 24, second_bits: 32 });
        assert_eq!(conversation.address(Side::Initiator), None);
        assert_eq!(conversation.address(Side::Responder), Some(address("10.9.0.1")));
        assert_eq!(conversation.told(Side::Initiator), "10.1.2.0/24");
        assert_eq!(conversation.told(Side::Responder), "10.9.0.1");
        assert_eq!(conversation.session(), None);
        conversation.coarse = Some(Coarse { first_bits: 0, second_bits: 0 });
        assert_eq!(conversation.told(Side::Responder), "several");
    }
}
