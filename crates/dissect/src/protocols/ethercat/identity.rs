//! Who devices are: what their identity memory says, put together from the words a master reads one by one (ETG.1000.6,
//! section 5.4; ETG.2010).

use crate::Cursor;
use crate::protocols::numbered::{ETHERCAT_PRODUCTS, ETHERCAT_VENDORS};

use super::datagram::Datagram;
use super::registers::{ADDRESS, CONTENTS, CONTROL};

/// Devices followed at once.
const DEVICES_MAX: usize = 64;
/// Where the maker, product, revision and serial number stand, in words.
const FIRST: u32 = 8;
const NUMBERS: usize = 4;
const SERIAL: u32 = 14;

/// What was read of one device.
#[derive(Clone, Copy, Debug)]
struct Device {
    station: u16,
    /// The word asked for.
    word: u32,
    numbers: [Option<u32>; NUMBERS],
    told: bool,
}

impl Device {
    /// Its identity, once, where all but the serial number is known.
    fn tell(&mut self) -> Option<String> {
        let [Some(maker), Some(product), Some(revision), serial] = self.numbers else { return None };
        let first = !std::mem::replace(&mut self.told, true);
        first.then(|| text(self.station, [maker, product, revision, serial.unwrap_or(0)]))
    }
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
                self.ask(datagram.device, c.u32_le()?)
            }
            (ADDRESS, true) => self.ask(datagram.device, c.u32_le()?),
            // Busy: what stands there is old.
            (CONTROL, false) if c.u16_le()? & 0x8000 == 0 => {
                let before = self.ask(datagram.device, c.u32_le()?);
                self.answer(datagram.device, c).or(before)
            }
            (CONTENTS, false) => self.answer(datagram.device, c),
            _ => None,
        }
    }

    /// A master that goes on to other words than the serial number will not ask for that.
    fn ask(&mut self, station: u16, word: u32) -> Option<String> {
        if let Some(device) = self.list.iter_mut().find(|d| d.station == station) {
            device.word = word;
            return if (FIRST..=SERIAL).contains(&word) { None } else { device.tell() };
        }
        if self.list.len() < DEVICES_MAX {
            self.list.push(Device { station, word, numbers: [None; NUMBERS], told: false });
        }
        None
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
        device.numbers.last()?.and_then(|_| device.tell())
    }

    pub fn heap_bytes(&self) -> usize {
        self.list.capacity().saturating_mul(size_of::<Device>())
    }
}

/// As a module: the station, who made it and what it is called, where that is known, then its numbers as makers print them.
fn text(station: u16, [maker, product, revision, serial]: [u32; NUMBERS]) -> String {
    let vendor = ETHERCAT_VENDORS.name(maker).map_or_else(|| format!("vendor 0x{maker:08x}"), str::to_owned);
    let name = ETHERCAT_PRODUCTS.name(maker, product).map(|name| format!(" {name},")).unwrap_or_default();
    let product = format!("{station}: {vendor}{name} product 0x{product:08x} revision 0x{revision:08x}");
    if serial == 0 { product } else { format!("{product} serial {serial}") }
}
