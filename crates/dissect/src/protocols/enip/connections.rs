//! CIP connections opened inside a session.

use crate::Cursor;

use super::path::Key;

/// A connection for messages.
#[derive(Clone, Copy, Debug)]
struct Connection {
    /// Serial number and originator: what opening and closing share.
    triad: (u16, u16, u32),
    to_target: Option<u32>,
    to_originator: u32,
    /// Slot of the module it leads to.
    slot: Option<u8>,
    safety: bool,
    key: Option<Key>,
}

/// What is known of a connection that was accepted.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// It carries safety data.
    pub safety: bool,
    /// What device the originator expected, and its slot where it is a module.
    pub key: Option<(Key, Option<u8>)>,
}

/// Most connections kept; the oldest are forgotten.
const CONNECTIONS_MAX: usize = 32;

/// Connections of a session.
#[derive(Debug, Default)]
pub struct Connections {
    list: Vec<Connection>,
}

impl Connections {
    /// A Forward Open was asked for: `data` after the path, `large` with longer parameters. Gives the connection path.
    pub fn opening<'a>(&mut self, data: &'a [u8], large: bool) -> Option<&'a [u8]> {
        let mut cursor = Cursor::new(data);
        cursor.skip(6)?;
        let to_originator = cursor.u32_le()?;
        let triad = (cursor.u16_le()?, cursor.u16_le()?, cursor.u32_le()?);
        // Timeout multiplier, reserved, two packet intervals with their parameters, transport.
        cursor.skip(if large { 21 } else { 17 })?;
        let words = usize::from(cursor.u8()?);
        let path = cursor.take(words.saturating_mul(2).min(cursor.left()))?;
        let target = super::path::read(path).unwrap_or_default();
        let (slot, safety, key) = (target.slot, target.safety, target.key);
        self.closed(triad);
        if self.list.len() >= CONNECTIONS_MAX {
            self.list.remove(0);
        }
        self.list.push(Connection { triad, to_target: None, to_originator, slot, safety, key });
        Some(path)
    }

    /// A Forward Open was accepted: `data` after the status.
    pub fn opened(&mut self, data: &[u8]) -> Option<Opened> {
        let mut cursor = Cursor::new(data);
        let to_target = cursor.u32_le()?;
        let to_originator = cursor.u32_le()?;
        let triad = (cursor.u16_le()?, cursor.u16_le()?, cursor.u32_le()?);
        let connection = self.list.iter_mut().find(|c| c.triad == triad)?;
        connection.to_target = Some(to_target);
        connection.to_originator = to_originator;
        Some(Opened { safety: connection.safety, key: connection.key.map(|key| (key, connection.slot)) })
    }

    /// A Forward Close was asked for: `data` after the path.
    pub fn closing(&mut self, data: &[u8]) -> Option<()> {
        let mut cursor = Cursor::new(data);
        cursor.skip(2)?;
        self.closed((cursor.u16_le()?, cursor.u16_le()?, cursor.u32_le()?));
        Some(())
    }

    fn closed(&mut self, triad: (u16, u16, u32)) {
        self.list.retain(|c| c.triad != triad);
    }

    /// A number for the connection that both directions share, and the slot of the module it leads to; 0 and none where the opening
    /// was not seen.
    pub fn of(&self, id: u32) -> (u32, Option<u8>) {
        self.list
            .iter()
            .rev()
            .find(|c| c.to_target == Some(id) || c.to_originator == id)
            .map_or((0, None), |c| (c.to_originator, c.slot))
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.list.capacity().saturating_mul(size_of::<Connection>())
    }
}
