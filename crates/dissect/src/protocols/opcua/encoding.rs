//! The binary encoding (10000-6, section 5.2), as far as messages are read: passing over what is not used.

use crate::Cursor;

/// Diagnostic infos nest; deeper ones are not believed.
const DIAGNOSTIC_DEPTH_MAX: usize = 8;
/// Elements of an array that is passed over.
const ELEMENTS_MAX: u32 = 4096;

/// A node id: its namespace and number, where it is numeric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId {
    pub namespace: u16,
    /// None for strings, GUIDs and opaque ids.
    pub number: Option<u32>,
}

impl NodeId {
    /// Its number in the namespace of the specification.
    pub fn standard(self) -> Option<u32> {
        self.number.filter(|_| self.namespace == 0)
    }
}

/// A string or byte string; null ones are empty.
pub fn string<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    match c.u32_le()? {
        u32::MAX => Some(&[]),
        length => c.take(usize::try_from(length).ok()?),
    }
}

/// A node id, expanded or not.
pub fn node_id(c: &mut Cursor<'_>) -> Option<NodeId> {
    let encoding = c.u8()?;
    let (namespace, number) = match encoding & 0x3F {
        0 => (0, Some(u32::from(c.u8()?))),
        1 => (u16::from(c.u8()?), Some(u32::from(c.u16_le()?))),
        2 => (c.u16_le()?, Some(c.u32_le()?)),
        3 | 5 => {
            let namespace = c.u16_le()?;
            string(c)?;
            (namespace, None)
        }
        4 => {
            let namespace = c.u16_le()?;
            c.skip(16)?;
            (namespace, None)
        }
        _ => return None,
    };
    if encoding & 0x80 != 0 {
        string(c)?;
    }
    if encoding & 0x40 != 0 {
        c.skip(4)?;
    }
    Some(NodeId { namespace, number })
}

/// A name with its namespace.
pub fn qualified_name(c: &mut Cursor<'_>) -> Option<()> {
    c.skip(2)?;
    string(c).map(|_| ())
}

/// A text with its locale: the text.
pub fn localized_text<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let mask = c.u8()?;
    if mask & 1 != 0 {
        string(c)?;
    }
    if mask & 2 != 0 { string(c) } else { Some(&[]) }
}

/// An extension object: its type and body.
pub fn extension<'a>(c: &mut Cursor<'a>) -> Option<(NodeId, &'a [u8])> {
    let kind = node_id(c)?;
    let body = match c.u8()? {
        0 => &[],
        1 | 2 => string(c)?,
        _ => return None,
    };
    Some((kind, body))
}

/// How many elements an array has; null arrays have none.
pub fn count(c: &mut Cursor<'_>) -> Option<u32> {
    match c.u32_le()? {
        u32::MAX => Some(0),
        n if n <= ELEMENTS_MAX => Some(n),
        _ => None,
    }
}

/// Passes over an array of strings.
pub fn skip_strings(c: &mut Cursor<'_>) -> Option<()> {
    for _ in 0..count(c)? {
        string(c)?;
    }
    Some(())
}

/// Passes over a diagnostic info with all that is nested in it.
pub fn skip_diagnostic(c: &mut Cursor<'_>) -> Option<()> {
    for _ in 0..DIAGNOSTIC_DEPTH_MAX {
        let mask = c.u8()?;
        for bit in [1, 2, 4, 8] {
            if mask & bit != 0 {
                c.skip(4)?;
            }
        }
        if mask & 16 != 0 {
            string(c)?;
        }
        if mask & 32 != 0 {
            c.skip(4)?;
        }
        if mask & 64 == 0 {
            return Some(());
        }
    }
    None
}

/// A value as far as it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A string.
    Text(&'a [u8]),
    /// A structure: its standard type and its body.
    Structure(u32, &'a [u8]),
    /// Anything else.
    Other,
}

/// A data value: value, status and times.
pub fn data_value<'a>(c: &mut Cursor<'a>) -> Option<Value<'a>> {
    let mask = c.u8()?;
    let value = if mask & 1 != 0 { variant(c)? } else { Value::Other };
    for (bit, bytes) in [(2, 4), (4, 8), (16, 2), (8, 8), (32, 2)] {
        if mask & bit != 0 {
            c.skip(bytes)?;
        }
    }
    Some(value)
}

/// A variant: arrays are passed over.
pub fn variant<'a>(c: &mut Cursor<'a>) -> Option<Value<'a>> {
    let encoding = c.u8()?;
    let kind = encoding & 0x3F;
    if encoding & 0x80 == 0 {
        return element(c, kind);
    }
    for _ in 0..count(c)? {
        element(c, kind)?;
    }
    if encoding & 0x40 != 0 {
        for _ in 0..count(c)? {
            c.skip(4)?;
        }
    }
    Some(Value::Other)
}

/// One element of a built-in type (10000-6, table 1). Values inside values are not read.
fn element<'a>(c: &mut Cursor<'a>, kind: u8) -> Option<Value<'a>> {
    match kind {
        0 => {}
        1..=3 => c.skip(1)?,
        4 | 5 => c.skip(2)?,
        6 | 7 | 10 | 19 => c.skip(4)?,
        8 | 9 | 11 | 13 => c.skip(8)?,
        12 => return string(c).map(Value::Text),
        14 => c.skip(16)?,
        15 | 16 => {
            string(c)?;
        }
        17 | 18 => {
            node_id(c)?;
        }
        20 => qualified_name(c)?,
        21 => return localized_text(c).map(Value::Text),
        22 => {
            let (kind, body) = extension(c)?;
            return Some(kind.standard().map_or(Value::Other, |kind| Value::Structure(kind, body)));
        }
        _ => return None,
    }
    Some(Value::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_node_id_is_read_to_its_end() {
        let forms: [(&[u8], Option<u32>); 5] = [
            (&[0, 9], Some(9)),
            (&[1, 2, 0x34, 0x12], Some(0x1234)),
            (&[2, 1, 0, 4, 3, 2, 1], Some(0x0102_0304)),
            (&[3, 1, 0, 2, 0, 0, 0, 65, 66], None),
            (&[0xC0, 9, 1, 0, 0, 0, 65, 7, 0, 0, 0], Some(9)),
        ];
        for (bytes, number) in forms {
            let mut c = Cursor::new(bytes);
            assert_eq!(node_id(&mut c).unwrap().number, number);
            assert!(c.is_empty(), "{bytes:?}");
        }
    }

    #[test]
    fn a_diagnostic_that_never_ends_is_not_believed() {
        assert_eq!(skip_diagnostic(&mut Cursor::new(&[64; 100])), None);
        assert_eq!(skip_diagnostic(&mut Cursor::new(&[64, 1, 0, 0, 0, 0])), Some(()));
    }
}
