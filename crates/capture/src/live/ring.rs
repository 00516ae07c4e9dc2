//! A packet socket with a ring of blocks that the kernel fills and this process empties (packet(7), TPACKET_V3).

use std::{
    io,
    mem::size_of,
    os::fd::{AsFd as _, AsRawFd as _, FromRawFd as _, OwnedFd},
    ptr::NonNull,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::{Frame, Interface, Statistics};

/// Bytes of a block, and blocks of a ring: 128 MiB, a second of a million packets.
const BLOCK_BYTES: usize = 1 << 20;
const BLOCKS: usize = 128;
/// A block is handed over after this time, in milliseconds, whatever is in it.
const BLOCK_MS: u32 = 50;
/// What the kernel is told a frame takes; with this version it is not held to it.
const FRAME_BYTES: usize = 1 << 11;

/// Offsets in a block (`tpacket_block_desc` with `tpacket_hdr_v1`).
const BLOCK_STATUS: usize = 8;
const BLOCK_FRAMES: usize = 12;
const BLOCK_FIRST: usize = 16;
/// Offsets in the header of a frame (`tpacket3_hdr`).
const NEXT: usize = 0;
const SECONDS: usize = 4;
const NANOSECONDS: usize = 8;
const CAPTURED: usize = 12;
const WIRE: usize = 16;
const STATUS: usize = 20;
const MAC: usize = 24;
const VLAN: usize = 32;
const VLAN_TYPE: usize = 36;

/// A block belongs to the kernel, or to whoever reads.
const TO_KERNEL: u32 = 0;
const TO_USER: u32 = 1;

/// The EtherType of a VLAN tag where the kernel does not tell it.
const C_TAG: u16 = 0x8100;

/// A ring over an interface.
#[derive(Debug)]
pub struct Ring {
    socket: OwnedFd,
    memory: Memory,
    /// The block that is next.
    at: usize,
    statistics: Statistics,
}

impl Ring {
    /// Opens an interface, promiscuous. Needs the right to open packet sockets (`CAP_NET_RAW`).
    pub fn open(interface: &Interface) -> io::Result<Self> {
        // Of no protocol: nothing comes before the ring is there and the interface is chosen.
        let socket = socket()?;
        set(&socket, libc::PACKET_VERSION, &(libc::tpacket_versions::TPACKET_V3 as libc::c_int))?;
        set(&socket, libc::PACKET_IGNORE_OUTGOING, &1_i32)?;
        let number = |n: usize| libc::c_uint::try_from(n).map_err(io::Error::other);
        let request = libc::tpacket_req3 {
            tp_block_size: number(BLOCK_BYTES)?,
            tp_block_nr: number(BLOCKS)?,
            tp_frame_size: number(FRAME_BYTES)?,
            tp_frame_nr: number(BLOCK_BYTES / FRAME_BYTES * BLOCKS)?,
            tp_retire_blk_tov: BLOCK_MS,
            tp_sizeof_priv: 0,
            tp_feature_req_word: 0,
        };
        set(&socket, libc::PACKET_RX_RING, &request)?;
        let memory = Memory::map(&socket)?;
        let index = libc::c_int::try_from(interface.index).map_err(io::Error::other)?;
        bind(&socket, index)?;
        let everything = libc::packet_mreq {
            mr_ifindex: index,
            mr_type: u16::try_from(libc::PACKET_MR_PROMISC).unwrap_or_default(),
            mr_alen: 0,
            mr_address: [0; 8],
        };
        set(&socket, libc::PACKET_ADD_MEMBERSHIP, &everything)?;
        Ok(Self { socket, memory, at: 0, statistics: Statistics::default() })
    }

    /// Waits for a block, at most this long, and gives each of its frames to `take`; false where none came.
    pub fn next(&mut self, wait: Duration, mut take: impl FnMut(Frame<'_>) -> io::Result<()>) -> io::Result<bool> {
        if !self.memory.is_ours(self.at) {
            let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
            let mut waits = [PollFd::new(&self.socket, PollFlags::IN | PollFlags::ERR)];
            match rustix::event::poll(&mut waits, Some(&wait)) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(other) => return Err(other.into()),
            }
        }
        if !self.memory.is_ours(self.at) {
            return Ok(false);
        }
        let taken = frames(self.memory.block(self.at), &mut take);
        self.memory.give_back(self.at);
        self.at = self.at.saturating_add(1) % BLOCKS;
        taken.map(|()| true)
    }

    /// What the kernel counts. Reading it starts its own counts anew; these go on.
    pub fn statistics(&mut self) -> io::Result<Statistics> {
        let now = kernel_statistics(&self.socket)?;
        self.statistics.received = self.statistics.received.saturating_add(u64::from(now.tp_packets));
        self.statistics.dropped = self.statistics.dropped.saturating_add(u64::from(now.tp_drops));
        Ok(self.statistics)
    }
}

/// Walks the frames of a block.
fn frames(block: &[u8], take: &mut impl FnMut(Frame<'_>) -> io::Result<()>) -> io::Result<()> {
    let count = word(block, BLOCK_FRAMES);
    let mut at = place(word(block, BLOCK_FIRST));
    for _ in 0..count {
        let Some(header) = block.get(at..) else { return Ok(()) };
        let start = usize::from(half(header, MAC));
        let end = start.saturating_add(place(word(header, CAPTURED)));
        let bytes = header.get(start..end).unwrap_or_default();
        let seconds = u64::from(word(header, SECONDS));
        let time_ns = seconds.saturating_mul(1_000_000_000).saturating_add(u64::from(word(header, NANOSECONDS)));
        take(Frame { time_ns, bytes, length: word(header, WIRE), vlan: vlan(header) })?;
        at = at.saturating_add(place(word(header, NEXT)));
    }
    Ok(())
}

fn vlan(header: &[u8]) -> Option<[u16; 2]> {
    let status = word(header, STATUS);
    if status & libc::TP_STATUS_VLAN_VALID == 0 {
        return None;
    }
    let told = status & libc::TP_STATUS_VLAN_TPID_VALID != 0;
    let kind = if told { half(header, VLAN_TYPE) } else { C_TAG };
    let [_, _, high, low] = word(header, VLAN).to_be_bytes();
    Some([kind, u16::from_be_bytes([high, low])])
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |word| u32::from_ne_bytes(*word))
}

fn half(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |half| u16::from_ne_bytes(*half))
}

fn place(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// The blocks, shared with the kernel.
#[derive(Debug)]
struct Memory(NonNull<u8>);

// SAFETY: it is memory like any other, used by one owner at a time.
#[allow(unsafe_code, reason = "a pointer does not say so by itself")]
unsafe impl Send for Memory {}

#[allow(unsafe_code, reason = "the ring is memory shared with the kernel")]
impl Memory {
    fn map(socket: &OwnedFd) -> io::Result<Self> {
        let length = BLOCK_BYTES.saturating_mul(BLOCKS);
        let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED);
        // SAFETY: a new mapping touches no memory of ours; it is as long as the ring asked for above.
        let at = unsafe { libc::mmap(std::ptr::null_mut(), length, protection, flags, socket.as_raw_fd(), 0) };
        if at == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        NonNull::new(at.cast()).map(Self).ok_or_else(|| io::Error::other("no memory was mapped"))
    }

    fn status(&self, block: usize) -> &AtomicU32 {
        let at = (block % BLOCKS).saturating_mul(BLOCK_BYTES).saturating_add(BLOCK_STATUS);
        // SAFETY: the place lies in the mapping, is aligned to four bytes, and both sides only use it whole.
        unsafe { AtomicU32::from_ptr(self.0.as_ptr().add(at).cast()) }
    }

    fn is_ours(&self, block: usize) -> bool {
        self.status(block).load(Ordering::Acquire) & TO_USER != 0
    }

    fn give_back(&mut self, block: usize) {
        self.status(block).store(TO_KERNEL, Ordering::Release);
    }

    /// A block that is ours.
    fn block(&self, block: usize) -> &[u8] {
        let at = (block % BLOCKS).saturating_mul(BLOCK_BYTES);
        // SAFETY: it lies in the mapping; the kernel does not write to a block that is ours, and giving it back needs what
        // this borrows.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().add(at), BLOCK_BYTES) }
    }
}

#[allow(unsafe_code, reason = "the ring is memory shared with the kernel")]
impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: it is the mapping made above, and nothing borrows from it any more.
        unsafe { libc::munmap(self.0.as_ptr().cast(), BLOCK_BYTES.saturating_mul(BLOCKS)) };
    }
}

#[allow(unsafe_code, reason = "the standard library knows no packet sockets")]
fn socket() -> io::Result<OwnedFd> {
    // SAFETY: it takes numbers, and gives a descriptor that nobody else has.
    unsafe {
        match libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0) {
            -1 => Err(io::Error::last_os_error()),
            descriptor => Ok(OwnedFd::from_raw_fd(descriptor)),
        }
    }
}

#[allow(unsafe_code, reason = "the standard library knows no packet sockets")]
fn bind(socket: &OwnedFd, index: libc::c_int) -> io::Result<()> {
    let all = u16::try_from(libc::ETH_P_ALL).unwrap_or_default().to_be();
    // SAFETY: all of the address may be zero; its length is its own.
    let result = unsafe {
        let mut address: libc::sockaddr_ll = std::mem::zeroed();
        address.sll_family = u16::try_from(libc::AF_PACKET).unwrap_or_default();
        address.sll_protocol = all;
        address.sll_ifindex = index;
        libc::bind(socket.as_raw_fd(), (&raw const address).cast(), length_of::<libc::sockaddr_ll>())
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[allow(unsafe_code, reason = "the standard library knows no packet sockets")]
fn set<T>(socket: &OwnedFd, option: libc::c_int, value: &T) -> io::Result<()> {
    // SAFETY: the value is as long as its type, and plain data.
    let result = unsafe {
        let value = std::ptr::from_ref(value).cast();
        libc::setsockopt(socket.as_fd().as_raw_fd(), libc::SOL_PACKET, option, value, length_of::<T>())
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[allow(unsafe_code, reason = "the standard library knows no packet sockets")]
fn kernel_statistics(socket: &OwnedFd) -> io::Result<libc::tpacket_stats_v3> {
    let mut value = libc::tpacket_stats_v3 { tp_packets: 0, tp_drops: 0, tp_freeze_q_cnt: 0 };
    let mut length = length_of::<libc::tpacket_stats_v3>();
    // SAFETY: the kernel writes no more than the length given, which is the value's.
    let result = unsafe {
        let value = (&raw mut value).cast();
        libc::getsockopt(socket.as_raw_fd(), libc::SOL_PACKET, libc::PACKET_STATISTICS, value, &raw mut length)
    };
    if result == 0 { Ok(value) } else { Err(io::Error::last_os_error()) }
}

fn length_of<T>() -> libc::socklen_t {
    libc::socklen_t::try_from(size_of::<T>()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block with frames, as the kernel lays it out.
    fn block(frames: &[(&[u8], Option<u16>)]) -> Vec<u8> {
        let mut block = vec![0; 48];
        for (bytes, tag) in frames {
            let length = u32::try_from(bytes.len()).unwrap();
            let status = if tag.is_some() { libc::TP_STATUS_VLAN_VALID | 1 } else { 1 };
            let mut header = Vec::new();
            let next = u32::try_from((48 + bytes.len()).next_multiple_of(8)).unwrap();
            for word in
                [next, 2, 3, length, length + 100, status, 48 | 62 << 16, 0, u32::from(tag.unwrap_or(0)), 0, 0, 0]
            {
                header.extend_from_slice(&word.to_ne_bytes());
            }
            header.extend_from_slice(bytes);
            header.resize(usize::try_from(next).unwrap(), 0);
            block.extend(header);
        }
        block[12..16].copy_from_slice(&u32::try_from(frames.len()).unwrap().to_ne_bytes());
        block[16..20].copy_from_slice(&48_u32.to_ne_bytes());
        block
    }

    /// Time, bytes, length and tag.
    type Walked = (u64, Vec<u8>, u32, Option<[u16; 2]>);

    fn walked(block: &[u8]) -> Vec<Walked> {
        let mut got = Vec::new();
        let mut take = |f: Frame<'_>| {
            got.push((f.time_ns, f.bytes.to_vec(), f.length, f.vlan));
            Ok(())
        };
        frames(block, &mut take).unwrap();
        got
    }

    #[test]
    fn frames_of_a_block_come_in_order_with_their_tags() {
        let got = walked(&block(&[(b"first frame", None), (b"second", Some(0x2007))]));
        let expected = [
            (2_000_000_003, b"first frame".to_vec(), 111, None),
            (2_000_000_003, b"second".to_vec(), 106, Some([0x8100, 0x2007])),
        ];
        assert_eq!(got, expected);
    }

    #[test]
    fn a_block_that_cannot_be_gives_no_byte_that_is_not_in_it() {
        let whole = block(&[(b"first frame", None), (b"second", None)]);
        for end in 0..whole.len() {
            assert!(walked(&whole[..end]).iter().all(|(_, bytes, ..)| bytes.len() <= 11));
        }
    }
}
