//! Laws over the table of protocols.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "it compares the table with the folder")]

use std::{collections::BTreeSet, fs};

use ringwall_dissect::{
    ANY_CODE, Direction, Framing, PROTOCOLS, Sample,
    engine::{ALTERNATIVES_MAX, ROWS_MAX},
};

#[test]
fn names_are_unique_and_well_formed() {
    let names: BTreeSet<_> = PROTOCOLS.iter().map(|p| p.name).collect();
    assert_eq!(names.len(), PROTOCOLS.len());
    for protocol in PROTOCOLS {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!protocol.name.is_empty() && protocol.name.chars().all(good), "{}", protocol.name);
        assert!(!protocol.title.is_empty() && !protocol.carriers.is_empty(), "{}", protocol.name);
    }
}

#[test]
fn folders_and_rows_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/protocols");
    let folders: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap().replace('_', "-"))
        .collect();
    let rows: BTreeSet<String> = PROTOCOLS.iter().map(|p| p.name.to_owned()).collect();
    assert_eq!(folders, rows);
}

#[test]
fn signatures_look_at_the_first_four_bytes_and_fit_the_detector() {
    assert!(PROTOCOLS.len() <= ROWS_MAX);
    assert!(PROTOCOLS.iter().map(|p| p.signatures.len()).sum::<usize>() <= ALTERNATIVES_MAX);
    for protocol in PROTOCOLS {
        for signature in protocol.signatures.iter().flat_map(|all| all.iter()) {
            assert!(signature.at < 4, "{}", protocol.name);
            assert_eq!(signature.value & !signature.mask, 0, "{}: a value outside its mask", protocol.name);
        }
    }
}

#[test]
fn bytes_that_tell_a_function_stand_in_every_pdu() {
    for protocol in PROTOCOLS {
        let Some(at) = protocol.tells else { continue };
        let least = usize::from(at) + 2;
        for short in 0..least {
            let cut = (protocol.frame)(Direction::Forward, &vec![0; short]);
            assert!(matches!(cut, Framing::Need(n) if n >= least), "{}: {cut:?} of {short} bytes", protocol.name);
        }
    }
}

#[test]
fn pdus_have_a_bound_and_rows_of_a_space_are_told_apart() {
    for protocol in PROTOCOLS {
        assert!(protocol.pdu_max > 0 && protocol.pdu_max <= 1 << 20, "{}: {}", protocol.name, protocol.pdu_max);
        // One code may stand in several rows, told apart by class or sub-function; then their names differ.
        let rows: BTreeSet<_> = protocol.functions.iter().map(|f| (f.space, f.code, f.name)).collect();
        assert_eq!(rows.len(), protocol.functions.len(), "{}", protocol.name);
        let any: Vec<_> = protocol.functions.iter().filter(|f| f.code == ANY_CODE).map(|f| f.space).collect();
        assert_eq!(any.iter().collect::<BTreeSet<_>>().len(), any.len(), "{}", protocol.name);
        for function in protocol.functions {
            assert!(!function.name.is_empty() && !function.space.is_empty(), "{}", protocol.name);
            assert!(!function.operations.is_empty(), "{}: {} does nothing", protocol.name, function.name);
            assert!(function.code != ANY_CODE || !function.operations.is_empty());
        }
    }
}

#[test]
fn no_protocol_claims_what_says_nothing() {
    for bytes in [&[][..], &[0; 64], &[0xff; 64], b"                                "] {
        for protocol in PROTOCOLS {
            for whole in [false, true] {
                let sample = Sample { bytes, hinted: false, from_responder: None, whole };
                let said = (protocol.probe)(&sample);
                assert_ne!(said, ringwall_dissect::Match::Sure, "{} claims {bytes:02x?}", protocol.name);
            }
        }
    }
}
