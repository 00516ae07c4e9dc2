//! Frames for tests: Ethernet, IPv4, TCP and UDP, without checksums, which nobody here looks at.

/// An end: host (10.0.0.x, MAC 02:…:x) and port.
pub type Host = (u8, u16);

/// SYN.
pub const SYN: u8 = 2;
/// RST.
pub const RST: u8 = 4;
/// ACK.
pub const ACK: u8 = 16;
/// FIN and ACK.
pub const FIN: u8 = 17;

/// An Ethernet frame.
pub fn ethernet(from: u8, to: u8, kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from];
    frame.extend_from_slice(&kind.to_be_bytes());
    frame.extend_from_slice(payload);
    frame
}

/// An IPv4 packet in a frame; `fragment` is the field of flags and offset.
pub fn ip(from: u8, to: u8, protocol: u8, id: u16, fragment: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0];
    packet.extend_from_slice(&u16::try_from(20 + payload.len()).unwrap_or(0).to_be_bytes());
    packet.extend_from_slice(&id.to_be_bytes());
    packet.extend_from_slice(&fragment.to_be_bytes());
    packet.extend_from_slice(&[64, protocol, 0, 0, 10, 0, 0, from, 10, 0, 0, to]);
    packet.extend_from_slice(payload);
    ethernet(from, to, 0x0800, &packet)
}

/// A TCP segment in a frame.
pub fn tcp(from: Host, to: Host, sequence: u32, acknowledged: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut segment = Vec::new();
    segment.extend_from_slice(&from.1.to_be_bytes());
    segment.extend_from_slice(&to.1.to_be_bytes());
    segment.extend_from_slice(&sequence.to_be_bytes());
    segment.extend_from_slice(&acknowledged.to_be_bytes());
    segment.extend_from_slice(&[0x50, flags, 1, 0, 0, 0, 0, 0]);
    segment.extend_from_slice(payload);
    ip(from.0, to.0, 6, 1, 0, &segment)
}

/// A UDP header and payload, as an IP payload.
pub fn datagram(from_port: u16, to_port: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    datagram.extend_from_slice(&from_port.to_be_bytes());
    datagram.extend_from_slice(&to_port.to_be_bytes());
    datagram.extend_from_slice(&u16::try_from(8 + payload.len()).unwrap_or(0).to_be_bytes());
    datagram.extend_from_slice(&[0, 0]);
    datagram.extend_from_slice(payload);
    datagram
}

/// A UDP datagram in a frame.
pub fn udp(from: Host, to: Host, payload: &[u8]) -> Vec<u8> {
    ip(from.0, to.0, 17, 1, 0, &datagram(from.1, to.1, payload))
}

/// A TCP connection as it is spoken: sequence numbers follow the payloads.
#[derive(Debug)]
pub struct Talk {
    client: Host,
    server: Host,
    sent: (u32, u32),
    /// Frames so far.
    pub frames: Vec<Vec<u8>>,
}

impl Talk {
    /// A connection with its handshake.
    pub fn open(client: Host, server: Host) -> Self {
        let mut talk = Self::midstream(client, server);
        let (c, s) = talk.sent;
        talk.frames.push(tcp(client, server, c.wrapping_sub(1), 0, SYN, &[]));
        talk.frames.push(tcp(server, client, s.wrapping_sub(1), c, SYN | ACK, &[]));
        talk.frames.push(tcp(client, server, c, s, ACK, &[]));
        talk
    }

    /// A connection whose start was not captured. Sequence numbers soon pass the end of their space.
    pub fn midstream(client: Host, server: Host) -> Self {
        Self { client, server, sent: (u32::MAX - 40, u32::MAX - 30), frames: Vec::new() }
    }

    /// The client sends.
    pub fn ask(&mut self, payload: &[u8]) {
        self.frames.push(tcp(self.client, self.server, self.sent.0, self.sent.1, ACK, payload));
        self.sent.0 = self.sent.0.wrapping_add(u32::try_from(payload.len()).unwrap_or(0));
    }

    /// The server sends.
    pub fn reply(&mut self, payload: &[u8]) {
        self.frames.push(tcp(self.server, self.client, self.sent.1, self.sent.0, ACK, payload));
        self.sent.1 = self.sent.1.wrapping_add(u32::try_from(payload.len()).unwrap_or(0));
    }

    /// The server ends it.
    pub fn reset(&mut self) {
        self.frames.push(tcp(self.server, self.client, self.sent.1, self.sent.0, RST | ACK, &[]));
    }

    /// Both close.
    pub fn close(&mut self) {
        self.frames.push(tcp(self.client, self.server, self.sent.0, self.sent.1, FIN, &[]));
        self.frames.push(tcp(self.server, self.client, self.sent.1, self.sent.0.wrapping_add(1), FIN, &[]));
    }
}
