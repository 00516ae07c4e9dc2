//! Cases of MS/TP, built by an encoder of our own.

use ringwall_model::{Address, Conversation, ConversationKey, Instant, NetworkId, Reading};

use super::PROTOCOL;
use crate::Direction::{self, Backward, Forward};
use crate::engine::{self, Account, Config, Detail, Gate, Inputs, Moment, Networks, Run, Stamp};
use crate::formats::LinkType;
use crate::mstp::testing::{coded_frame, frame};
use crate::mstp::{POLL, TEST, TEST_REPLY};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, facts, probed, probed_on_port};
use crate::{Match, PROTOCOLS, link};

const TOKEN: u8 = 0;
const POLL_REPLY: u8 = 2;
const POSTPONED: u8 = 7;

fn case() -> Vec<(Direction, Vec<u8>)> {
    vec![
        (Forward, frame(TOKEN, 7, 3, &[])),
        (Forward, frame(POLL, 8, 3, &[])),
        (Backward, frame(POLL_REPLY, 3, 8, &[])),
        (Forward, frame(TEST, 8, 3, b"echo")),
        (Backward, frame(TEST_REPLY, 3, 8, b"echo")),
        (Backward, frame(POSTPONED, 3, 8, &[])),
    ]
}

#[test]
fn what_runs_the_bus_is_told_frame_by_frame() {
    let expected = "! Token; ! Poll For Master station 8; ! Reply To Poll For Master; ? Test_Request; + Test_Response; \
                    ! Reply Postponed";
    assert_eq!(facts(&PROTOCOL, &datagrams_of(&PROTOCOL, &case())), expected);
}

#[test]
fn only_a_header_whose_check_fits_is_a_frame_and_messages_of_bacnet_are_not_its() {
    let token = frame(TOKEN, 7, 3, &[]);
    assert_eq!((probed_on_port(&PROTOCOL, &token, true), probed(&PROTOCOL, &token, true)), (Match::Sure, Match::No));
    let mut turned = token;
    turned[3] ^= 1;
    assert_eq!(probed_on_port(&PROTOCOL, &turned, true), Match::No);
    for other in [5, 6, 8, 128] {
        assert_eq!(probed_on_port(&PROTOCOL, &frame(other, 7, 3, &[1, 0]), true), Match::No);
    }
}

/// What frames of two buses tell, each read as a capture of its own.
fn read(frames: &[Vec<u8>]) -> Reading {
    let mut networks = Networks::default();
    ["east", "west"].iter().for_each(|bus| networks.add_capture(&NetworkId::from_foreign(bus), &[]));
    let mut shards = engine::shards(&Config { budget: 64 << 20, seed: 1, protocols: PROTOCOLS });
    let (gate, mut undecoded, mut number) = (Gate::new(1, &networks), Account::default(), 0_u32);
    for capture in 0..2 {
        for bytes in frames {
            number += 1;
            let moment = Moment { stamp: Stamp::new(capture, number.into()), time: Instant(i64::from(number) * 1000) };
            let length = u32::try_from(bytes.len()).unwrap();
            match link::decode(LinkType(165), bytes, length) {
                Ok(headers) => {
                    let mut run = Run::default();
                    run.add(gate.frame(moment, capture, &headers, 0, length));
                    engine::read(&mut shards, &run, bytes);
                }
                Err(reason) => undecoded.unread(reason, 1),
            }
        }
    }
    let outcomes = shards.into_iter().map(engine::Shard::finish).collect();
    let (captures, diagnostics) = (Vec::new(), Vec::new());
    let inputs = Inputs {
        networks: &networks,
        protocols: PROTOCOLS,
        captures,
        undecoded,
        bytes: 0,
        diagnostics,
        detail: Detail::Whole,
    };
    engine::reading(outcomes, inputs)
}

#[test]
fn stations_of_two_buses_are_not_the_same_and_each_says_what_it_is() {
    let asks = [1, 4, 0, 5, 9, 12, 0x0C, 0, 0, 0, 4, 0x19, 85];
    let postponed = frame(POSTPONED, 7, 3, &[]);
    let answers = [1, 0, 0x30, 9, 12, 0x0C, 0, 0, 0, 4, 0x19, 85, 0x3E, 0x44, 0x42, 0x48, 0, 0, 0x3F];
    // Device 77 of vendor 5.
    let announces = [1, 0, 0x10, 0, 0xC4, 2, 0, 0, 77, 0x22, 5, 0xC4, 0x91, 0, 0x21, 5];
    let mut disturbed = frame(TOKEN, 7, 3, &[]);
    disturbed[4] ^= 1;
    let frames = [
        frame(POLL, 8, 7, &[]),
        frame(POLL, 9, 7, &[]),
        frame(5, 3, 7, &asks),
        postponed,
        coded_frame(33, 7, 3, &answers),
        frame(6, 255, 3, &announces),
        frame(TOKEN, 3, 7, &[]),
        frame(130, 3, 7, &[0, 5, 1, 2]),
        disturbed,
    ];
    let reading = read(&frames);
    let packets = &reading.packets;
    assert_eq!((packets.total, packets.dissected, packets.transport_only), (18, 14, 2));
    assert_eq!(packets.unread_reasons.get("mstp-header-invalid"), Some(&2));
    let shown: Vec<String> = reading.conversations.iter().map(shown).collect();
    let of_one = |bus: &str| {
        [
            format!("{bus}: station 3 to station 7 by serial/0, mstp: Reply Postponed; Token"),
            format!("{bus}: station 7 to station 3 by serial/5, bacnet: ReadProperty; ReadProperty"),
            format!("{bus}: station 7 to station 3 by serial/130, : "),
            format!("{bus}: station 3 to station 255 by serial/5, bacnet: I-Am"),
            format!("{bus}: station 7 to station 255 by serial/0, mstp: Poll For Master"),
        ]
    };
    assert_eq!(shown, [of_one("east"), of_one("west")].concat());
    assert!(reading.conversations.iter().all(|c| c.functions.iter().all(|f| f.unanswered == 0 && f.refused == 0)));
    let polled = reading.conversations.iter().flat_map(|c| &c.functions).find(|f| f.name == "Poll For Master").unwrap();
    assert_eq!(
        polled.objects.iter().map(|o| (o.kind.as_ref(), o.first, o.last)).collect::<Vec<_>>(),
        [("station", 8, 9)]
    );
    let told: Vec<_> = reading.identities.iter().map(|i| (i.network.as_str(), i.subject)).collect();
    assert_eq!(told, [("east", Address::Station(3)), ("west", Address::Station(3))]);
    assert_eq!(reading.bindings, []);
}

fn shown(conversation: &Conversation) -> String {
    let ConversationKey { network, parties, transport, port, protocol, .. } = &conversation.key;
    let (first, second, wire) = (parties.first(), parties.second(), transport.wire(*port));
    let functions: Vec<&str> = conversation.functions.iter().map(|f| f.name.as_ref()).collect();
    let protocol = protocol.as_deref().unwrap_or_default();
    format!("{network}: {first} to {second} by {wire}, {protocol}: {}", functions.join("; "))
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let case = case();
    survives(&PROTOCOL, &case.iter().map(|(way, bytes)| (*way, bytes.as_slice())).collect::<Vec<_>>());
}
