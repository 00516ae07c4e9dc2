//! Where the memory of a program comes from (decision 0018).

/// What the program allocates by, as its `#[global_allocator]`: flows come and go by the hundred thousand, many allocated by one
/// thread and freed by another. Where there is no port of it, the system's own.
#[cfg(unix)]
pub use tikv_jemallocator::Jemalloc as Allocator;

#[cfg(not(unix))]
pub use std::alloc::System as Allocator;

/// It, to be made the program's.
pub const ALLOCATOR: Allocator = Allocator;
