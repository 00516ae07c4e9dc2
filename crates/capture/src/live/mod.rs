//! Frames from a wire: a packet socket with a ring that the kernel fills, and what must hold of the interface before.
//!
//! Nothing here can send: the socket is only read, and who reads it gives up the right to open another one. What a frame
//! means is for others to say; a VLAN tag that the kernel took off is told beside it.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod interface;
#[cfg(target_os = "linux")]
mod pipe;
#[cfg(target_os = "linux")]
mod privileges;
mod quiet;
#[cfg(target_os = "linux")]
mod ring;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{Ring, give_up, look, pipe, sent};
#[cfg(target_os = "linux")]
pub use interface::{look, sent};
#[cfg(target_os = "linux")]
pub use pipe::pipe;
#[cfg(target_os = "linux")]
pub use privileges::give_up;
pub use quiet::{Interface, NotQuiet};
#[cfg(target_os = "linux")]
pub use ring::Ring;

/// A frame in the ring.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Nanoseconds since 1970, by this machine's clock.
    pub time_ns: u64,
    /// Its bytes from the destination address on, without a VLAN tag that was taken off.
    pub bytes: &'a [u8],
    /// Its length on the wire, without that tag.
    pub length: u32,
    /// The tag taken off: its EtherType and its control information.
    pub vlan: Option<[u16; 2]>,
}

/// Counts of the kernel since the ring was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Frames that came, those dropped among them.
    pub received: u64,
    /// Frames dropped because the ring was full.
    pub dropped: u64,
}
