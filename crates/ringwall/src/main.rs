//! The process: arguments, environment, clock, exit code.

fn main() {}
