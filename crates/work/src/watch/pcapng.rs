//! Frames of a ring as a pcapng stream, so that whoever reads a wire reads what it would read from a file
//! (draft-ietf-opsawg-pcapng).

use std::io::{self, Write};

use ringwall_capture::live::{Frame, Statistics};

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const STATISTICS: u32 = 5;
const PACKET: u32 = 6;

/// Writes the head: a section of one Ethernet interface whose times are in nanoseconds.
pub(super) fn head(out: &mut impl Write) -> io::Result<()> {
    let version = 1_u32;
    block(out, SECTION, &[0x1a2b_3c4d, version, u32::MAX, u32::MAX], &[])?;
    // Link type 1, no snap length; option 9 (if_tsresol) of one byte, 9; end of options.
    block(out, INTERFACE, &[1, 0, 9 | 1 << 16, 9, 0], &[])
}

/// Writes a frame, with its VLAN tag where it belongs.
pub(super) fn frame(out: &mut impl Write, frame: &Frame<'_>) -> io::Result<()> {
    const ADDRESSES: usize = 12;
    let length = |bytes: usize| u32::try_from(bytes).map_err(io::Error::other);
    let times = [high(frame.time_ns), low(frame.time_ns)];
    match frame.vlan {
        Some([kind, control]) if frame.bytes.len() >= ADDRESSES => {
            let (addresses, rest) = frame.bytes.split_at(ADDRESSES);
            let tag = u32::from(kind) << 16 | u32::from(control);
            let captured = length(frame.bytes.len())?.saturating_add(4);
            let fields = [0, times[0], times[1], captured, frame.length.saturating_add(4)];
            block(out, PACKET, &fields, &[addresses, &tag.to_be_bytes(), rest])
        }
        _ => {
            let fields = [0, times[0], times[1], length(frame.bytes.len())?, frame.length];
            block(out, PACKET, &fields, &[frame.bytes])
        }
    }
}

/// Writes what the kernel counted: option 4 is frames received, option 5 frames dropped.
pub(super) fn statistics(out: &mut impl Write, time_ns: u64, counts: Statistics) -> io::Result<()> {
    let option = |code: u32, n: u64| [code | 8 << 16, low(n), high(n)];
    let [a, b, c] = option(4, counts.received);
    let [d, e, f] = option(5, counts.dropped);
    block(out, STATISTICS, &[0, high(time_ns), low(time_ns), a, b, c, d, e, f, 0], &[])
}

/// A block: its kind, its length, words and bytes padded to words, its length again; in little-endian order.
fn block(out: &mut impl Write, kind: u32, words: &[u32], parts: &[&[u8]]) -> io::Result<()> {
    let bytes = parts.iter().map(|part| part.len()).sum::<usize>();
    let padding = bytes.next_multiple_of(4).saturating_sub(bytes);
    let whole = words.len().saturating_mul(4).saturating_add(bytes).saturating_add(padding).saturating_add(12);
    let length = u32::try_from(whole).map_err(io::Error::other)?.to_le_bytes();
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&length)?;
    words.iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))?;
    parts.iter().try_for_each(|part| out.write_all(part))?;
    out.write_all([0; 4].get(..padding).unwrap_or_default())?;
    out.write_all(&length)
}

fn high(n: u64) -> u32 {
    u32::try_from(n >> 32).unwrap_or_default()
}

fn low(n: u64) -> u32 {
    u32::try_from(n & u64::from(u32::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ringwall_dissect::formats::{Reader, Step};

    use super::*;

    #[test]
    fn our_reader_reads_what_was_written() {
        let mut bytes = Vec::new();
        head(&mut bytes).unwrap();
        let plain = Frame { time_ns: 1_600_000_000_123_456_789, bytes: &[7; 61], length: 90, vlan: None };
        frame(&mut bytes, &plain).unwrap();
        frame(&mut bytes, &Frame { vlan: Some([0x8100, 0x2007]), ..plain }).unwrap();
        statistics(&mut bytes, plain.time_ns, Statistics { received: 9, dropped: 3 }).unwrap();
        let mut reader = Reader::detect(&bytes).unwrap();
        let (mut rest, mut got) = (&bytes[..], Vec::new());
        loop {
            let used = match reader.step(rest) {
                Step::Frame(record) => {
                    assert_eq!(record.time.0, 1_600_000_000_123_456);
                    got.push((record.length, rest[record.at..record.at + record.captured].to_vec()));
                    record.used
                }
                Step::Pass(n) => n,
                Step::More(_) => break,
                Step::Damaged(damage) => panic!("{damage:?}"),
            };
            rest = &rest[used..];
        }
        let tagged = [&[7; 12][..], &[0x81, 0, 0x20, 7], &[7; 49]].concat();
        assert_eq!(got, [(90, vec![7; 61]), (94, tagged)]);
        assert_eq!((rest.len(), reader.dropped()), (0, Some(3)));
    }
}
