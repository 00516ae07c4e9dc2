//! SMB 1, 2 and 3 (MS-CIFS, MS-SMB2) over TCP, straight or in NetBIOS sessions (RFC 1002).
//!
//! Proved: the dialect both agreed on; that SMB 1 was used (an outdated file service); sessions let in without a user or as
//! guest, from what NTLM sent and the flags of the answer; the mechanism of a log-in (NTLMv1, NTLMv2, Kerberos); that a
//! session is signed or encrypted once such messages went both ways; refusals for lack of rights. The file service was used
//! when a file was opened, read, written or listed. Contents of encrypted messages are opaque. A server and a client name
//! themselves inside NTLM.

mod ntlm;
mod packets;
mod session;
mod setup;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{File, Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "smb",
    title: "Server Message Block",
    carriers: &[Carrier::Tcp(445), Carrier::Tcp(139)],
    signatures: &[
        &[Signature { at: 0, mask: 0xff, value: 0 }, Signature { at: 1, mask: 0xfe, value: 0 }],
        &[Signature { at: 0, mask: 0xf8, value: 0x80 }, Signature { at: 1, mask: 0xff, value: 0 }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1 << 17,
    frame: |_, bytes| packets::frame(bytes),
    resync: |_, bytes| packets::resync(bytes),
    tells: None,
    open: || Box::new(session::Smb::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 27] = [
    rows::row(0, 0, "smb2", "Negotiate", &[Session], None),
    rows::row(1, 1, "smb2", "Session Setup", &[Session], None),
    rows::row(2, 2, "smb2", "Logoff", &[Session], None),
    rows::row(3, 3, "smb2", "Tree Connect", &[Session], None),
    rows::row(4, 4, "smb2", "Tree Disconnect", &[Session], None),
    rows::row(5, 5, "smb2", "Create", &[File], None),
    rows::row(6, 6, "smb2", "Close", &[File], None),
    rows::row(7, 7, "smb2", "Flush", &[File], None),
    rows::row(8, 8, "smb2", "Read", &[File], None),
    rows::row(9, 9, "smb2", "Write", &[File], None),
    rows::row(10, 10, "smb2", "Lock", &[File], None),
    rows::row(11, 11, "smb2", "IOCTL", &[File], None),
    rows::row(12, 12, "smb2", "Cancel", &[Session], None),
    rows::row(13, 13, "smb2", "Echo", &[Session], None),
    rows::row(14, 14, "smb2", "Query Directory", &[File], None),
    rows::row(15, 15, "smb2", "Change Notify", &[File], None),
    rows::row(16, 16, "smb2", "Query Info", &[File], None),
    rows::row(17, 17, "smb2", "Set Info", &[File], None),
    rows::row(18, 18, "smb2", "Oplock Break", &[File], None),
    rows::row(19, ANY_CODE, "smb2", "Other command", &[File], None),
    rows::row(20, 0x72, "smb1", "Negotiate", &[Session], None),
    rows::row(21, 0x73, "smb1", "Session Setup AndX", &[Session], None),
    rows::row(22, 0x74, "smb1", "Logoff AndX", &[Session], None),
    rows::row(23, 0x75, "smb1", "Tree Connect AndX", &[Session], None),
    rows::row(24, ANY_CODE, "smb1", "Other command", &[File], None),
    rows::row(25, 0, "stream", "Encrypted message", &[Opaque], None),
    rows::row(26, 1, "stream", "NetBIOS session message", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const ENCRYPTED: Call = Call { row: 25, code: 0 };
const NETBIOS: Call = Call { row: 26, code: 1 };

/// A command of SMB 2 and 3.
fn call_2(command: u16) -> Call {
    Call { row: command.min(19), code: u32::from(command) }
}

/// A command of SMB 1.
fn call_1(command: u8) -> Call {
    let row = match command {
        0x72..=0x75 => u16::from(command).saturating_sub(0x72).saturating_add(20),
        _ => 24,
    };
    Call { row, code: u32::from(command) }
}

/// The marks of the three kinds of message; a session request of NetBIOS on its port.
fn probe(sample: &Sample<'_>) -> Match {
    match packets::Packet::read(sample.bytes) {
        _ if sample.whole => Match::No,
        Some(packets::Packet::NetBios(kind)) if sample.hinted && kind >= 0x81 => Match::Weak,
        Some(packets::Packet::NetBios(_)) => Match::No,
        Some(_) => Match::Sure,
        None if sample.hinted && sample.bytes.len() < 8 => Match::More,
        None => Match::No,
    }
}
