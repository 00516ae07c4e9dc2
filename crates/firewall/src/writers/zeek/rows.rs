//! What Zeek and its plug-ins tell: a protocol a row, with the events that are handled.
//!
//! Signatures as in the sources of Zeek (`src/analyzer/protocol/*/events.bif` of 9.1) and of the ICSNPP plug-ins of the Cybersecurity and
//! Infrastructure Security Agency (`src/events.bif`, as of 2025). A handler passes requests on, and no answer or report.

use super::super::inspection::Parser;

/// A protocol.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) parser: Parser,
    /// The handlers.
    pub(super) events: &'static str,
}

/// Every protocol that is told.
pub(super) static ROWS: &[Row] = &[
    Row {
        parser: Parser {
            needs: Some("ICSNPP-BACnet"),
            // What a device reports and announces goes to those who ask it otherwise.
            answers: |space, code| match space {
                "confirmed" => matches!(code, 1 | 2 | 31 | 32),
                "unconfirmed" => matches!(code, 0..=3 | 11..=13),
                "link" => matches!(code, 0 | 3 | 7),
                "apdu" => true,
                _ => false,
            },
            ..parser("bacnet", |space, code| match space {
                "confirmed" => !matches!(code, 1 | 2 | 31 | 32),
                "unconfirmed" => matches!(code, 4..=10 | 14),
                "link" => matches!(code, 1 | 2 | 5 | 6 | 8 | 12),
                _ => false,
            })
        },
        events: include_str!("bacnet.zeek"),
    },
    Row {
        parser: Parser {
            // From 129 on a station answers (IEEE 1815, section 4.4).
            answers: |space, code| space == "function" && (129..=255).contains(&code),
            ..parser("dnp3", |space, code| space == "function" && matches!(code, 1..=128 | u32::MAX))
        },
        events: include_str!("dnp3.zeek"),
    },
    Row {
        parser: Parser {
            needs: Some("ICSNPP-ENIP"),
            ..parser("enip", |space, code| match space {
                "encapsulation" => matches!(code, 0..=0xFFFF | u32::MAX),
                "cip" => matches!(code, 0..=0x7F | u32::MAX),
                _ => false,
            })
        },
        events: include_str!("enip.zeek"),
    },
    Row {
        parser: parser("modbus", |space, code| space == "function" && matches!(code, 0..=127 | u32::MAX)),
        events: include_str!("modbus.zeek"),
    },
    Row {
        parser: Parser {
            needs: Some("ICSNPP-OPCUA-Binary"),
            answers: |space, code| space == "service" && !OPCUA_REQUESTS.contains(&code),
            ..parser("opcua", |space, code| space == "service" && OPCUA_REQUESTS.contains(&code))
        },
        events: include_str!("opcua.zeek"),
    },
    Row {
        parser: Parser {
            needs: Some("ICSNPP-S7Comm"),
            // What a controller says of its operating mode, it says unasked.
            answers: |space, code| space == "userdata" && code <= 0xFF,
            ..parser("s7comm", |space, code| match space {
                "job" => matches!(code, 0..=0xFF | u32::MAX),
                "userdata" => matches!(code, 0x100..=0xFFF | u32::MAX),
                _ => false,
            })
        },
        events: include_str!("s7comm.zeek"),
    },
];

/// A protocol that Zeek reads itself. Whoever sends a request is who asks.
const fn parser(protocol: &'static str, tells: fn(&str, u32) -> bool) -> Parser {
    Parser { protocol, asker_is_told: true, needs: None, tells, answers: |_, _| false }
}

/// Services of OPC UA that are asked for, by the type id of their messages (10000-6, annex A).
const OPCUA_REQUESTS: [u32; 41] = [
    410, 416, 422, 428, 437, 446, 452, 461, 467, 473, 479, 488, 494, 500, 506, 527, 533, 554, 560, 566, 615, 621, 631,
    664, 673, 700, 712, 751, 763, 769, 775, 781, 787, 793, 799, 826, 832, 841, 847, 12_208, 12_211,
];
