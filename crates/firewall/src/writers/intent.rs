//! What one enforcement point is to let through: the same whatever dialect it is written in.

use ringwall_model::{Addresses, ConnectionState, FlagTest, ICMP_PROTOCOLS, PacketMatch, Ranges, States};

/// Addresses under the name the plant gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What the plant calls them.
    pub name: String,
    /// The addresses.
    pub addresses: Addresses,
}

/// Who may open what to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place of who opens it in [`Intent::objects`].
    pub source: usize,
    /// Place of who answers in [`Intent::objects`].
    pub destination: usize,
    /// Protocol number; none: any.
    pub protocol: Option<u8>,
    /// Destination port; none: any.
    pub port: Option<u16>,
    /// What is written beside it: the conduit and the number of its allowance.
    pub comment: String,
}

/// The entries of one conduit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The conduit's id.
    pub conduit: String,
    /// Its entries, in the order they are declared.
    pub entries: Vec<Entry>,
}

/// What may open a connection through one enforcement point; nothing else may. Packets to and from the device itself are
/// left as they are: no conduit is about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    /// The enforcement point's id.
    pub device: String,
    /// Names of its interfaces, where they are known; sorted.
    pub interfaces: Vec<String>,
    /// Everybody who is named in an entry.
    pub objects: Vec<Object>,
    /// The conduits, sorted by id.
    pub groups: Vec<Group>,
}

/// What a dialect's rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knows {
    /// The connection a packet belongs to.
    Connections,
    /// Packets alone: answers have to be permitted by themselves.
    Packets,
}

/// TCP and UDP (IANA protocol numbers).
pub(super) const TCP: u8 = 6;
pub(super) const UDP: u8 = 17;

impl Intent {
    /// Every entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// The object at a place.
    pub(super) fn object(&self, at: usize) -> &[Object] {
        self.objects.get(at).map_or(&[], std::slice::from_ref)
    }

    fn addresses(&self, at: usize) -> Addresses {
        self.object(at).iter().fold(Addresses::none(), |all, object| all.union(&object.addresses))
    }

    /// Packets an entry is about, whatever the state of their connection.
    pub fn packets(&self, entry: &Entry) -> PacketMatch {
        PacketMatch {
            source: Some(self.addresses(entry.source)),
            destination: Some(self.addresses(entry.destination)),
            protocol: entry.protocol.map(Ranges::one),
            destination_port: entry.port.map(Ranges::one),
            ..PacketMatch::any()
        }
    }

    /// Packets that may open a connection.
    pub fn opening(&self) -> Vec<PacketMatch> {
        let state = Some(States::from_iter([ConnectionState::New]));
        self.entries().map(|entry| PacketMatch { state, ..self.packets(entry) }).collect()
    }

    /// Every packet that passes where rules look at this.
    pub fn permitted(&self, knows: Knows) -> Vec<PacketMatch> {
        match knows {
            Knows::Connections => self.opening().into_iter().chain(answers()).collect(),
            Knows::Packets => {
                let each = self.entries().map(|entry| self.packets(entry));
                each.flat_map(|packets| [packets.clone(), answer(&packets)]).collect()
            }
        }
    }
}

/// Packets of a connection that was let through, and what a router has to say about them.
fn answers() -> [PacketMatch; 3] {
    let of = |state| Some(States::from_iter([state]));
    let [icmp, icmpv6] = ICMP_PROTOCOLS;
    let told = |family, protocol: u8| PacketMatch {
        state: of(ConnectionState::Related),
        source: Some(family),
        protocol: Some(Ranges::one(protocol)),
        ..PacketMatch::any()
    };
    [
        PacketMatch { state: of(ConnectionState::Established), ..PacketMatch::any() },
        told(Addresses::all_v4(), icmp),
        told(Addresses::all_v6(), icmpv6),
    ]
}

/// The packets that answer these: of TCP with ACK or RST set, of others any from there back.
fn answer(packets: &PacketMatch) -> PacketMatch {
    let is_tcp = packets.protocol == Some(Ranges::one(TCP));
    let flags = FlagTest { mask: 0x14, value: 0, negated: true };
    PacketMatch {
        source: packets.destination.clone(),
        destination: packets.source.clone(),
        source_port: packets.destination_port.clone(),
        destination_port: None,
        flags: is_tcp.then_some(flags).into_iter().collect(),
        ..packets.clone()
    }
}
