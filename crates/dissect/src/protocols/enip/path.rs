//! What a CIP request is addressed to (CIP volume 1, appendix C).

use crate::{Cursor, Native, Object};

/// The class that tags named by symbol belong to.
pub const SYMBOL: u16 = 0x6B;

/// A target. The last class of a path counts: what stands before it is the container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Class.
    pub class: Option<u16>,
    /// Instance.
    pub instance: Option<u32>,
    /// Attribute.
    pub attribute: Option<u16>,
    /// Slot of the first port segment that leads over a backplane.
    pub slot: Option<u8>,
    /// It asks for a connection that carries safety data (CIP volume 5).
    pub safety: bool,
    /// What device is expected there: the first electronic key.
    pub key: Option<Key>,
}

/// An electronic key (CIP volume 1, section C-1.4.2.5.2): a number that is 0 is not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Vendor.
    pub vendor: u16,
    /// Type of device.
    pub kind: u16,
    /// Product code.
    pub code: u16,
    /// A device that only takes the place of the one named may accept it.
    pub compatible: bool,
}

impl Target {
    /// What it names: an instance of an assembly, else its class.
    pub fn object(&self) -> Object {
        match (self.class, self.instance) {
            (Some(4), Some(instance)) => Object::range("assembly", instance, 1),
            (Some(class), _) => Object::range("class", u32::from(class), 1),
            _ => Object::NONE,
        }
    }
}

/// The native address of a module: its slot behind the backplane, where a path leads there.
pub fn native(slot: Option<u8>) -> Native {
    slot.map_or(Native::None, Native::Slot)
}

/// Segments of one path that are read; a path has at most 510 bytes.
const SEGMENTS_MAX: usize = 64;
/// Port number of the backplane.
const BACKPLANE: u8 = 1;
/// The network segment of a safety connection: formats, numbers of both ends and of their configuration.
const SAFETY: u8 = 0x50;

/// Reads a padded path. None where a segment is cut or unknown.
pub fn read(bytes: &[u8]) -> Option<Target> {
    let mut cursor = Cursor::new(bytes);
    let mut target = Target::default();
    for _ in 0..SEGMENTS_MAX {
        let Some(segment) = cursor.u8() else { break };
        match segment >> 5 {
            0 => port(segment, &mut cursor, &mut target)?,
            1 => logical(segment, &mut cursor, &mut target)?,
            2 if segment == SAFETY => {
                words(&mut cursor)?;
                target.safety = true;
            }
            // Network segments: one byte, or a length in words with the high bit of their kind.
            2 if segment & 0x10 == 0 => cursor.skip(1)?,
            2 => words(&mut cursor)?,
            // Symbols of up to 31 bytes.
            3 => {
                cursor.skip(usize::from(segment & 0x1F))?;
                target.class = Some(SYMBOL);
            }
            4 if segment == 0x80 => words(&mut cursor)?,
            4 if segment == 0x91 => {
                let length = usize::from(cursor.u8()?);
                cursor.skip(length.next_multiple_of(2))?;
                target.class = Some(SYMBOL);
            }
            _ => return None,
        }
    }
    Some(target)
}

fn words(cursor: &mut Cursor<'_>) -> Option<()> {
    let length = usize::from(cursor.u8()?);
    cursor.skip(length.saturating_mul(2))
}

/// A port segment: port, with the length of its address where that is longer than a byte.
fn port(segment: u8, cursor: &mut Cursor<'_>, target: &mut Target) -> Option<()> {
    let port = segment & 0x0F;
    let long_address = segment & 0x10 != 0;
    let length = if long_address { usize::from(cursor.u8()?) } else { 1 };
    if port == 0x0F {
        cursor.skip(2)?;
    }
    let address = cursor.take(length)?;
    if long_address && length % 2 == 1 {
        cursor.skip(1)?;
    }
    if let (BACKPLANE, [slot], None) = (port, address, target.slot) {
        target.slot = Some(*slot);
    }
    Some(())
}

/// A logical segment: kind and size in its byte; 16 and 32 bit values are padded.
fn logical(segment: u8, cursor: &mut Cursor<'_>, target: &mut Target) -> Option<()> {
    if segment == 0x34 {
        let read = key(cursor)?;
        target.key = target.key.or(read);
        return Some(());
    }
    let value = match segment & 0x03 {
        0 => u32::from(cursor.u8()?),
        1 => cursor.skip(1).and_then(|()| cursor.u16_le()).map(u32::from)?,
        2 => cursor.skip(1).and_then(|()| cursor.u32_le())?,
        _ => return None,
    };
    match segment & 0x1C {
        0x00 => {
            target.class = u16::try_from(value).ok();
            target.instance = None;
            target.attribute = None;
        }
        0x04 => target.instance = Some(value),
        0x10 => target.attribute = u16::try_from(value).ok(),
        _ => {}
    }
    Some(())
}

/// Format, vendor, type, product code, major revision with the bit for what is compatible, minor revision. None of another format.
fn key(cursor: &mut Cursor<'_>) -> Option<Option<Key>> {
    let format = cursor.u8()?;
    let (vendor, kind, code) = (cursor.u16_le()?, cursor.u16_le()?, cursor.u16_le()?);
    let [major, _] = cursor.array()?;
    Some((format == 4).then_some(Key { vendor, kind, code, compatible: major & 0x80 != 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_class_counts_and_the_first_backplane_slot() {
        let target = read(&[0x01, 0x03, 0x20, 0x8E, 0x24, 1, 0x21, 0, 0x74, 0, 0x24, 2, 0x30, 5]).unwrap();
        assert_eq!(
            target,
            Target {
                class: Some(0x74),
                instance: Some(2),
                attribute: Some(5),
                slot: Some(3),
                safety: false,
                key: None
            }
        );
    }

    #[test]
    fn the_first_key_says_what_is_expected() {
        let of = |format, major| {
            [0x34, format, 1, 0, 12, 0, 65, 0, major, 2, 0x20, 4, 0x24, 1, 0x34, 4, 9, 9, 9, 9, 9, 9, 9, 9]
        };
        let key = |compatible| Some(Key { vendor: 1, kind: 12, code: 65, compatible });
        assert_eq!(read(&of(4, 4)).unwrap().key, key(false));
        assert_eq!(read(&of(4, 0x84)).unwrap().key, key(true));
        assert_eq!(read(&of(5, 4)).unwrap().key.map(|key| key.vendor), Some(0x0909), "another format is none");
        assert_eq!(read(&[0x34, 4, 1, 0, 12]), None, "cut");
    }

    #[test]
    fn a_safety_segment_is_seen_whatever_its_length() {
        assert!(read(&[0x01, 0, 0x50, 2, 0, 1, 2, 3, 0x20, 4, 0x24, 1]).unwrap().safety);
        assert!(!read(&[0x43, 5, 0x20, 4, 0x24, 1]).unwrap().safety);
        assert_eq!(read(&[0x50, 9, 1]), None);
    }

    #[test]
    fn tags_by_name_belong_to_the_symbol_class_and_cut_paths_to_none() {
        assert_eq!(read(b"\x91\x03Tag\0").unwrap().class, Some(SYMBOL));
        assert_eq!(read(&[0x20]), None);
        assert_eq!(read(&[0x91, 9, 1]), None);
    }
}
