#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ringwall_fuzz::plant::run(data));
