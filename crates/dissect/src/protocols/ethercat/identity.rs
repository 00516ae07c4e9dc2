//! Who devices are: what their identity memory says, put together from the words a master reads one by one (ETG.1000.6,
//! section 5.4; ETG.2010).

use crate::Cursor;

use super::datagram::Datagram;
use super::registers::{ADDRESS, CONTENTS, CONTROL};

/// Devices followed at once.
const DEVICES_MAX: usize = 64;
/// Where the maker, product, revision and serial number stand, in words.
const FIRST: u32 = 8;
const NUMBERS: usize = 4;

/// What was read of one device.
#[derive(Clone, Copy, Debug)]
struct Device {
    station: u16,
    /// The word asked for.
    word: u32,
    numbers: [Option<u32>; NUMBERS],
    told: bool,
}

/// Devices of a segment.
#[derive(Debug, Default)]
pub struct Devices {
    list: Vec<Device>,
}

impl Devices {
    /// Looks at an executed datagram; gives the identity of its device when that is complete for the first time.
    pub fn see(&mut self, datagram: &Datagram<'_>) -> Option<String> {
        let mut c = Cursor::new(datagram.data);
        let writes = matches!(datagram.command, 2 | 3 | 5 | 6);
        match (datagram.offset, writes) {
            (CONTROL, true) => {
                c.skip(2)?;
                self.ask(datagram.device, c.u32_le()?);
                None
            }
            (ADDRESS, true) => {
                self.ask(datagram.device, c.u32_le()?);
                None
            }
            // Busy: what stands there is old.
            (CONTROL, false) if c.u16_le()? & 0x8000 == 0 => {
                self.ask(datagram.device, c.u32_le()?);
                self.answer(datagram.device, c)
            }
            (CONTENTS, false) => self.answer(datagram.device, c),
            _ => None,
        }
    }

    fn ask(&mut self, station: u16, word: u32) {
        if let Some(device) = self.list.iter_mut().find(|d| d.station == station) {
            device.word = word;
        } else if self.list.len() < DEVICES_MAX {
            self.list.push(Device { station, word, numbers: [None; NUMBERS], told: false });
        }
    }

    /// Four or eight bytes, from the word asked for on.
    fn answer(&mut self, station: u16, mut c: Cursor<'_>) -> Option<String> {
        let device = self.list.iter_mut().find(|d| d.station == station)?;
        let mut word = device.word;
        while let Some(number) = c.u32_le() {
            let at = word.checked_sub(FIRST).filter(|w| w.is_multiple_of(2)).and_then(|w| usize::try_from(w / 2).ok());
            if let Some(slot) = at.and_then(|at| device.numbers.get_mut(at)) {
                *slot = Some(number);
            }
            word = word.saturating_add(2);
        }
        match device.numbers {
            [Some(maker), Some(product), Some(revision), Some(serial)] if !device.told => {
                device.told = true;
                Some(text(station, [maker, product, revision, serial]))
            }
            _ => None,
        }
    }

    pub fn heap_bytes(&self) -> usize {
        self.list.capacity().saturating_mul(size_of::<Device>())
    }
}

/// As a module: the station, then its numbers as makers print them.
fn text(station: u16, [maker, product, revision, serial]: [u32; NUMBERS]) -> String {
    let name = if maker == 2 { "Beckhoff".to_owned() } else { format!("vendor 0x{maker:08x}") };
    let product = format!("{station}: {name} product 0x{product:08x} revision 0x{revision:08x}");
    if serial == 0 { product } else { format!("{product} serial {serial}") }
}
