//! Frames put together by hand: a capture's records, Ethernet, IPv4, TCP and UDP.

/// Header of a pcap file of Ethernet frames in microseconds.
pub fn file_header() -> Vec<u8> {
    let words = [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Bytes of a record before its frame.
pub const RECORD_HEADER: usize = 16;

/// A record of a frame at an instant in microseconds.
pub fn record(at: u64, frame: &[u8]) -> Vec<u8> {
    let length = frame.len() as u32;
    let header = [(at / 1_000_000) as u32, (at % 1_000_000) as u32, length, length];
    [header.iter().flat_map(|word| word.to_le_bytes()).collect(), frame.to_vec()].concat()
}

/// Two ends of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    pub from: [u8; 4],
    pub to: [u8; 4],
    pub from_port: u16,
    pub to_port: u16,
}

impl Ends {
    /// A client's and a server's, numbered.
    pub fn of(client: u64, port: u16) -> Self {
        let n = client.to_be_bytes();
        Self {
            from: [10, n[5], n[6], n[7]],
            to: [10, 255, 0, n[7] % 8],
            from_port: 40_000 + n[4] as u16,
            to_port: port,
        }
    }

    pub fn back(self) -> Self {
        Self { from: self.to, to: self.from, from_port: self.to_port, to_port: self.from_port }
    }
}

/// An Ethernet frame with an IPv4 packet in it. `fragment` is its field of flags and offset.
pub fn ip(ends: Ends, protocol: u8, id: u16, fragment: u16, payload: &[u8]) -> Vec<u8> {
    let mac = |address: [u8; 4]| [&[0x02, 0x00][..], &address].concat();
    let length = (20 + payload.len()).min(65_535) as u16;
    let header = [
        &[0x45, 0][..],
        &length.to_be_bytes(),
        &id.to_be_bytes(),
        &fragment.to_be_bytes(),
        &[64, protocol, 0, 0],
        &ends.from,
        &ends.to,
    ]
    .concat();
    [mac(ends.to), mac(ends.from), vec![0x08, 0x00], header, payload.to_vec()].concat()
}

/// A UDP datagram.
pub fn udp(ends: Ends, payload: &[u8]) -> Vec<u8> {
    let length = (8 + payload.len()) as u16;
    let ports = [ends.from_port.to_be_bytes(), ends.to_port.to_be_bytes(), length.to_be_bytes(), [0, 0]].concat();
    ip(ends, 17, 0, 0, &[ports, payload.to_vec()].concat())
}

/// A TCP segment.
pub fn tcp(ends: Ends, sequence: u32, acknowledged: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let ports = [ends.from_port.to_be_bytes(), ends.to_port.to_be_bytes()].concat();
    let numbers = [sequence.to_be_bytes(), acknowledged.to_be_bytes()].concat();
    ip(ends, 6, 0, 0, &[ports, numbers, vec![0x50, flags, 0xff, 0xff, 0, 0, 0, 0], payload.to_vec()].concat())
}
