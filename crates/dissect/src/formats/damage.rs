//! What can be wrong with a capture file, in words.

use ringwall_model::{Diagnostic, Foreign, Place, Severity};

/// Why a capture could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It ends inside a record.
    Cut,
    /// A record claims a length no capture has.
    RecordLength(u32),
    /// A pcapng block has an impossible length.
    BlockLength(u32),
    /// A pcapng section starts with an unknown byte-order mark.
    ByteOrder,
    /// A pcapng packet names an interface that was not described.
    Interface(u32),
}

impl Damage {
    /// The diagnostic: what was read before stays, nothing after is.
    pub fn diagnostic(self, capture: &Foreign, offset: u64, frames: u64) -> Diagnostic {
        let place = Place::Capture { capture: capture.clone(), offset: Some(offset) };
        let (code, what) = match self {
            Self::Cut => ("capture-cut", "the capture ends inside a record".to_owned()),
            Self::RecordLength(n) => ("capture-damaged", format!("a record claims {n} bytes, more than any frame has")),
            Self::BlockLength(n) => ("capture-damaged", format!("a block has the impossible length {n}")),
            Self::ByteOrder => ("capture-damaged", "a section has an unknown byte-order mark".to_owned()),
            Self::Interface(n) => ("capture-damaged", format!("a packet names interface {n}, which is not described")),
        };
        let help = match self {
            Self::Cut => {
                "record again or copy the file again if frames are missing; a capture still being written ends like this"
            }
            _ => "copy the file again from where it was recorded, or repair it with `editcap`",
        };
        let message = format!("{what}; the {frames} frames before are used");
        Diagnostic::new(code, Severity::Warning, place, message).help(help)
    }
}

/// What a file that is no capture seems to be, and what to do.
pub fn diagnose_unknown(head: &[u8]) -> (&'static str, &'static str) {
    const CONVERT: &str = "convert it with `editcap -F pcapng IN OUT`";
    const UNPACK: &str = "unpack it first";
    const SIGNS: &[(&[u8], &str, &str)] = &[
        (b"snoop\0\0\0", "a Solaris snoop capture", CONVERT),
        (b"RTSS", "a Microsoft Network Monitor capture", CONVERT),
        (b"GMBU", "a Microsoft Network Monitor capture", CONVERT),
        (b"XCP\0", "a NetXRay capture", CONVERT),
        (b"TRSNIFF data", "a Sniffer capture", CONVERT),
        (b"PK\x03\x04", "a zip archive", UNPACK),
        (b"\xfd7zXZ\0", "xz-compressed", UNPACK),
        (b"BZh", "bzip2-compressed", UNPACK),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed", UNPACK),
        (b"\x04\x22\x4d\x18", "lz4-compressed", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    ];
    SIGNS.iter().find(|(sign, _, _)| head.starts_with(sign)).map_or(
        (
            "not a pcap or pcapng capture",
            "give a pcap or pcapng file, gzip-compressed or not, or a log of Zeek or Suricata",
        ),
        |(_, what, help)| (*what, *help),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zip_archive_is_named_with_its_remedy() {
        assert_eq!(diagnose_unknown(b"PK\x03\x04rest"), ("a zip archive", "unpack it first"));
        assert_eq!(diagnose_unknown(b"").0, "not a pcap or pcapng capture");
    }
}
