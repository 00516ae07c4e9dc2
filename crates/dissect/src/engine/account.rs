//! The account of every frame: `dissected + transport_only + unread == total + aggregated`.

use ringwall_model::PacketCounts;

use crate::link::Unread;

/// Frames by how far they were understood.
///
/// - *dissected*: a protocol consumed a byte of it, or it is an empty segment of a flow that was recognised, before or after;
/// - *transport only*: its flow was never recognised, or none of its bytes reached a protocol (copies, bytes lost in a gap);
/// - *unread*: for a reason.
///
/// A frame of a flow not yet recognised, or whose bytes wait for the rest of a PDU, is settled when that is known, at the
/// latest when the flow ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// A protocol understood something.
    pub dissected: u64,
    /// Understood up to the transport.
    pub transport_only: u64,
    /// Frames behind others in one frame of a capture.
    pub aggregated: u64,
    unread: [u64; Unread::ALL.len()],
}

impl Account {
    /// Counts unread frames.
    #[inline]
    pub fn unread(&mut self, reason: Unread, frames: u64) {
        if let Some(count) = self.unread.get_mut(reason as usize) {
            *count = count.saturating_add(frames);
        }
    }

    /// Adds another account.
    pub fn add(&mut self, other: &Self) {
        self.dissected = self.dissected.saturating_add(other.dissected);
        self.transport_only = self.transport_only.saturating_add(other.transport_only);
        self.aggregated = self.aggregated.saturating_add(other.aggregated);
        for (count, more) in self.unread.iter_mut().zip(other.unread) {
            *count = count.saturating_add(more);
        }
    }

    /// Counts frames as `outcome` says; those that wait are counted where they wait.
    #[inline]
    pub(crate) fn settle(&mut self, outcome: Outcome, frames: u32) {
        match outcome {
            Outcome::Dissected => self.dissected = self.dissected.saturating_add(u64::from(frames)),
            Outcome::TransportOnly => self.transport_only = self.transport_only.saturating_add(u64::from(frames)),
            Outcome::Waits => {}
        }
    }

    /// As the model has it; `bytes` are those on the wire.
    pub fn counts(&self, bytes: u64) -> PacketCounts {
        let reasons: Vec<_> = Unread::ALL.into_iter().zip(self.unread).filter(|(_, n)| *n > 0).collect();
        let unread = reasons.iter().map(|(_, n)| n).sum::<u64>();
        PacketCounts {
            total: self
                .dissected
                .saturating_add(self.transport_only)
                .saturating_add(unread)
                .saturating_sub(self.aggregated),
            aggregated: self.aggregated,
            dissected: self.dissected,
            transport_only: self.transport_only,
            unread,
            unread_reasons: reasons.into_iter().map(|(reason, n)| (reason.word().into(), n)).collect(),
            bytes,
        }
    }
}

/// What became of a frame's payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Dissected,
    TransportOnly,
    /// Its bytes are kept; whoever keeps them counts it.
    Waits,
}
