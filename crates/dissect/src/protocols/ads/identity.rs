//! What a target says of itself: device information, the description of the target, and tags of the router's datagrams.

use std::io::Write as _;

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

/// Bytes of a device's name.
const NAME: usize = 16;

/// One of several devices of a target, by its port: name, version, revision and build.
pub fn device_info(port: u16, mut c: Cursor<'_>, out: &mut Sink<'_>) {
    let (Some(version), Some(revision), Some(build), Some(name)) = (c.u8(), c.u8(), c.u16_le(), c.take(NAME)) else {
        return;
    };
    let mut text = Vec::with_capacity(48);
    // Writing to a vector cannot fail.
    let _ = write!(text, "{port}: ");
    text.extend_from_slice(until_zero(name));
    let _ = write!(text, " {version}.{revision}.{build}");
    out.identity(Subject::Sender, Attribute::Module, &text, Confidence::High);
}

/// Elements of the description that an inventory holds.
const ELEMENTS: [(&[u8], Attribute); 4] = [
    (b"TargetType", Attribute::Model),
    (b"SerialNo", Attribute::Serial),
    (b"ImageVersion", Attribute::Firmware),
    (b"CPUVersion", Attribute::Hardware),
];

/// The description of a target: XML without attributes, read for a few elements only. The length stands in front.
pub fn target_description(data: &[u8], out: &mut Sink<'_>) {
    let xml = data.get(4..).unwrap_or_default();
    for (element, what) in ELEMENTS {
        if let Some(value) = content(xml, element) {
            out.identity(Subject::Sender, what, value, Confidence::High);
        }
    }
    if let (Some(name), Some(version)) = (content(xml, b"OsName"), content(xml, b"OsVersion")) {
        out.identity(Subject::Sender, Attribute::OperatingSystem, &[name, b" ", version].concat(), Confidence::High);
    }
}

/// The text of the first element of a name.
fn content<'a>(xml: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let open = [b"<", name, b">"].concat();
    let start = xml.windows(open.len()).position(|w| w == open)?.checked_add(open.len())?;
    let rest = xml.get(start..)?;
    rest.get(..rest.iter().position(|b| *b == b'<')?)
}

/// Text up to its first zero.
pub fn until_zero(text: &[u8]) -> &[u8] {
    text.split(|b| *b == 0).next().unwrap_or_default()
}

/// The version of an operating system, as Windows writes it: length, major, minor, build, platform.
pub fn operating_system(mut c: Cursor<'_>, out: &mut Sink<'_>) {
    let (Some(_), Some(major), Some(minor), Some(build), Some(platform)) =
        (c.u32_le(), c.u32_le(), c.u32_le(), c.u32_le(), c.u32_le())
    else {
        return;
    };
    let name = match platform {
        2 => "Windows NT",
        3 => "Windows CE",
        4 => "TwinCAT/BSD",
        _ => return,
    };
    let text = match build {
        0 => format!("{name} {major}.{minor}"),
        _ => format!("{name} {major}.{minor}.{build}"),
    };
    out.identity(Subject::Sender, Attribute::OperatingSystem, text.as_bytes(), Confidence::High);
}

/// The version of the run-time system.
pub fn runtime(mut c: Cursor<'_>, out: &mut Sink<'_>) {
    if let (Some(version), Some(revision), Some(build)) = (c.u8(), c.u8(), c.u16_le()) {
        let text = format!("TwinCAT {version}.{revision}.{build}");
        out.identity(Subject::Sender, Attribute::Firmware, text.as_bytes(), Confidence::High);
    }
}
