//! What must hold of readers whatever bytes they are given. Each module is one target: its `run` ends the process where
//! something does not hold, and `cargo xtask fuzz` looks for the bytes that make it.

pub mod certificates;
pub mod engine;
pub mod firewalls;
pub mod formats;
pub mod frames;
pub mod logs;
pub mod plan;
pub mod plant;
pub mod protocols;
pub mod talk;
