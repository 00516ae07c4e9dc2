//! Arguments, results and the blocks in them (IEC 61158-6-10, section 5.2). Blocks are big-endian whatever the call is.

use crate::Cursor;
use crate::protocols::dce_rpc::CarriedCall;

/// Blocks looked at in one call.
const BLOCKS_MAX: usize = 256;

/// What a call holds.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// Status of an answer; 0 is success.
    pub status: u32,
    blocks: &'a [u8],
}

/// Length or status first, then an array with its bounds.
pub fn contents<'a>(call: &CarriedCall<'a>) -> Option<Contents<'a>> {
    let mut c = Cursor::new(call.body);
    let number = |c: &mut Cursor<'a>| if call.little { c.u32_le() } else { c.u32() };
    let first = number(&mut c)?;
    let status = if call.answers { first } else { 0 };
    let length = usize::try_from(number(&mut c)?).ok()?;
    c.skip(12)?;
    Some(Contents { status, blocks: c.take(length.min(c.left()))? })
}

/// One block: its type, and what follows its version.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    pub kind: u16,
    pub body: &'a [u8],
}

impl<'a> Contents<'a> {
    /// Blocks in order, until one does not fit.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let mut c = Cursor::new(self.blocks);
        std::iter::from_fn(move || {
            let (kind, length) = (c.u16()?, usize::from(c.u16()?));
            let body = c.take(length)?.get(2..)?;
            Some(Block { kind, body })
        })
        .take(BLOCKS_MAX)
    }
}

/// Records that are written: where, and what.
impl<'a> Contents<'a> {
    /// In order, those of a write of several (record 0xe040) each for itself.
    pub fn writes(&self) -> impl Iterator<Item = (Target, &'a [u8])> + use<'a> {
        let mut c = Cursor::new(self.blocks);
        std::iter::from_fn(move || {
            loop {
                let (kind, length) = (c.u16()?, usize::from(c.u16()?));
                let block = Block { kind, body: c.take(length)?.get(2..)? };
                let (target, size) = (target(&block)?, record_length(&block)?);
                if target.index == SEVERAL {
                    continue;
                }
                let data = c.take(size)?;
                // Each of several begins at a multiple of four.
                c.skip((size.wrapping_neg() & 3).min(c.left()))?;
                return Some((target, data));
            }
        })
        .take(BLOCKS_MAX)
    }
}

/// A record that holds others to write.
const SEVERAL: u16 = 0xE040;

/// Length of the record behind the header of a write.
fn record_length(block: &Block<'_>) -> Option<usize> {
    let mut c = Cursor::new(block.body);
    (block.kind == WRITE_REQUEST).then_some(())?;
    c.skip(2 + 16 + 4 + 2 + 2 + 2 + 2)?;
    usize::try_from(c.u32()?).ok()
}

/// Headers of reading and writing, in requests and answers.
const WRITE_REQUEST: u16 = 0x0008;
const READ_REQUEST: u16 = 0x0009;
const WRITE_ANSWER: u16 = 0x8008;
const READ_ANSWER: u16 = 0x8009;

/// Which record a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub slot: u16,
    pub subslot: u16,
    pub index: u16,
}

/// The record a block is the header of: sequence, connection, interface, slot, subslot, padding, index.
pub fn target(block: &Block<'_>) -> Option<Target> {
    if !matches!(block.kind, WRITE_REQUEST | READ_REQUEST | WRITE_ANSWER | READ_ANSWER) {
        return None;
    }
    let mut c = Cursor::new(block.body);
    c.skip(2 + 16 + 4)?;
    let (slot, subslot) = (c.u16()?, c.u16()?);
    c.skip(2)?;
    Some(Target { slot, subslot, index: c.u16()? })
}
