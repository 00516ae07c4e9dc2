//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod modbus;
mod rows;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[&modbus::PROTOCOL];
