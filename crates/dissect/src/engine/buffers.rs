//! Buffers for partial PDUs, used again so that steady traffic allocates nothing.

/// Buffers kept for later.
const KEPT_MAX: usize = 64;
/// A buffer that grew beyond this is given back.
const KEPT_BYTES_MAX: usize = 16 << 10;

/// A pool of byte buffers.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    free: Vec<Vec<u8>>,
}

impl Buffers {
    /// An empty buffer.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.free.pop().unwrap_or_default()
    }

    /// Takes a buffer back.
    pub(crate) fn put(&mut self, mut buffer: Vec<u8>) {
        if buffer.capacity() > 0 && buffer.capacity() <= KEPT_BYTES_MAX && self.free.len() < KEPT_MAX {
            buffer.clear();
            self.free.push(buffer);
        }
    }
}
