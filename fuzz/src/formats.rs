//! Capture files: the same frames whether the bytes come at once or little by little, none of them outside the bytes; packed
//! ones expand to what was packed.

use std::io::Read as _;

use ringwall_dissect::{
    formats::{HEAD_BYTES, RECORD_BYTES_MAX, Reader, Record, Room, Step},
    link,
};

/// Frames found ahead.
const BATCH: usize = 32;
/// Bytes unpacked of an input.
const UNPACKED_MAX: u64 = 1 << 20;

/// Reads a capture file.
pub fn run(data: &[u8]) {
    if data.starts_with(&[0x1f, 0x8b]) {
        let mut bytes = Vec::new();
        let unpacked = flate2::bufread::MultiGzDecoder::new(data).take(UNPACKED_MAX).read_to_end(&mut bytes);
        if unpacked.is_ok() || !bytes.is_empty() {
            return plain(&bytes);
        }
    }
    plain(data);
}

fn plain(data: &[u8]) {
    let whole = records(data, usize::MAX);
    let pieces = records(data, 61);
    assert_eq!(whole, pieces, "it depends on how much comes at once");
    for record in whole {
        let end = record.at.checked_add(record.captured).filter(|end| *end <= data.len());
        assert!(end.is_some(), "a frame outside the file: {record:?}");
        let bytes = &data[record.at..record.at + record.captured];
        let mut headers = link::decode(record.link, bytes, record.length);
        while let Ok(found) = &mut headers
            && let Some(next) = found.next()
        {
            headers = link::further(found, bytes, record.length).map(|()| *found);
            assert!(headers.as_ref().ok().and_then(link::Headers::next).is_none_or(|after| after > next), "it goes on");
        }
    }
}

/// All frames, by their places in the file, where as many bytes more come each time as are asked for, at least `step`.
fn records(data: &[u8], step: usize) -> Vec<Record> {
    let Some(mut reader) = Reader::detect(data.get(..HEAD_BYTES).unwrap_or(data)) else { return Vec::new() };
    let (mut found, mut at, mut end) = (Vec::new(), 0, step.min(data.len()));
    while at < data.len() {
        let mut room = Room { frames: BATCH, bytes: UNPACKED_MAX as usize };
        at += reader.frames(&data[at..end.max(at)], at, &mut found, &mut room);
        if room.is_full() {
            continue;
        }
        match reader.step(&data[at.min(end)..end]) {
            Step::Frame(record) => {
                assert!(record.used > 0 && record.at + record.captured <= record.used, "{record:?}");
                found.push(Record { at: at + record.at, ..record });
                at += record.used;
            }
            Step::Pass(n) => {
                assert!(n > 0, "it passes over nothing");
                at = at.saturating_add(n);
                end = end.max(at.saturating_add(step.min(data.len()))).min(data.len());
            }
            Step::More(n) => {
                assert!(n > end - at && n <= RECORD_BYTES_MAX + 64, "it asks for {n} of {}", end - at);
                if end == data.len() {
                    break;
                }
                end = at.saturating_add(n.max(step.min(data.len()))).min(data.len());
            }
            Step::Damaged(_) => break,
        }
    }
    found
}
