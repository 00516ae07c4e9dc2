//! Laws of the engine, on a protocol made up for them.

use proptest::prelude::*;
use ringwall_model::{Conversation, FunctionUse, Instant, MessageKind, NetworkId, Parties, Reading, RolesBy, Side};

use super::{
    Account, Config, Detail, Gate, Inputs, Moment, Networks, Run, Stamp, TOGETHER, read, reading, shards,
    toy::{
        self,
        frames::{Talk, ethernet, ip, tcp, udp},
    },
};
use crate::{formats::LinkType, link};

const CLIENT: (u8, u16) = (1, 40_000);
const SERVER: (u8, u16) = (2, toy::PORT);
const ROOMY: usize = 256 << 20;

/// Cases of each law; the soak raises them.
#[expect(clippy::disallowed_methods, reason = "a test may be told how long to go on")]
fn cases() -> ProptestConfig {
    let cases = std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Reads frames of one capture, a millisecond apart.
fn run_with(frames: &[Vec<u8>], budget: usize, seed: u64, link: u16) -> Reading {
    run_together(frames, budget, seed, link, TOGETHER)
}

/// Reads frames of one capture, `most` together.
fn run_together(frames: &[Vec<u8>], budget: usize, seed: u64, link: u16, most: usize) -> Reading {
    run_paced(frames, budget, seed, link, most, 1000)
}

/// Reads frames of one capture, `most` together, so many microseconds apart.
fn run_paced(frames: &[Vec<u8>], budget: usize, seed: u64, link: u16, most: usize, apart: i64) -> Reading {
    let mut networks = Networks::default();
    networks.add_capture(&NetworkId::from_foreign("plain"), &[(vec![12], NetworkId::from_foreign("tagged"))]);
    let mut shards = shards(&Config { budget, seed, protocols: toy::TABLE });
    let gate = Gate::new(seed, &networks);
    let (mut together, mut lying) = (Run::default(), Vec::new());
    let mut undecoded = Account::default();
    for (number, bytes) in (1_u32..).zip(frames) {
        let moment = Moment { stamp: Stamp::new(0, u64::from(number)), time: Instant(i64::from(number) * apart) };
        let length = u32::try_from(bytes.len()).unwrap();
        match link::decode(LinkType(link), bytes, length) {
            Ok(headers) => {
                together.add(gate.frame(moment, 0, &headers, lying.len(), length));
                lying.extend_from_slice(bytes);
            }
            Err(reason) => undecoded.unread(reason, 1),
        }
        if together.len() == most || number as usize == frames.len() {
            read(&mut shards, &together, &lying);
            together.clear();
            lying.clear();
        }
    }
    let inputs = Inputs {
        networks: &networks,
        protocols: toy::TABLE,
        captures: Vec::new(),
        undecoded,
        bytes: 0,
        diagnostics: Vec::new(),
        detail: Detail::Whole,
    };
    let outcomes = shards.into_iter().map(super::Shard::finish).collect();
    let reading = reading(outcomes, inputs);
    assert_sums(&reading, frames.len());
    reading
}

fn run(frames: &[Vec<u8>]) -> Reading {
    run_with(frames, ROOMY, 7, 1)
}

/// Every frame is accounted for, and each that was read stands in one conversation.
fn assert_sums(reading: &Reading, frames: usize) {
    let packets = &reading.packets;
    assert_eq!(packets.total, u64::try_from(frames).unwrap());
    assert_eq!(packets.total, packets.dissected + packets.transport_only + packets.unread);
    assert_eq!(packets.unread, packets.unread_reasons.values().sum::<u64>());
    let inside: u64 = reading.conversations.iter().map(|c| c.packets.from_initiator + c.packets.from_responder).sum();
    assert_eq!(inside, packets.dissected + packets.transport_only);
    assert!(reading.conversations.is_sorted_by(|a, b| a.key <= b.key));
}

fn polled(reading: &Reading) -> &Conversation {
    let mut polled = reading.conversations.iter().filter(|c| c.key.protocol.as_deref() == Some("poll"));
    let first = polled.next().expect("a recognised conversation");
    assert!(polled.next().is_none(), "just one");
    first
}

fn function(conversation: &Conversation, kind: MessageKind, code: u32) -> &FunctionUse {
    conversation.functions.iter().find(|f| f.kind == kind && f.code == code).expect("the function")
}

/// Messages by kind and code, over all conversations.
fn messages(reading: &Reading) -> Vec<(MessageKind, u32, u64)> {
    let mut sums = std::collections::BTreeMap::new();
    for f in reading.conversations.iter().flat_map(|c| &c.functions) {
        *sums.entry((f.kind, f.code)).or_insert(0) += f.count;
    }
    sums.into_iter().map(|((kind, code), n)| (kind, code, n)).collect()
}

/// A connection with `n` requests and answers, a message a segment.
fn polling(n: u16) -> Talk {
    polling_from(CLIENT, n)
}

fn polling_from(client: (u8, u16), n: u16) -> Talk {
    let mut talk = Talk::open(client, SERVER);
    for tag in 1..=n {
        talk.ask(&toy::request(tag, if tag % 4 == 0 { 5 } else { 3 }, 1));
        talk.reply(&toy::answer(tag, if tag % 4 == 0 { 5 } else { 3 }, 1));
    }
    talk
}

#[test]
fn a_polled_connection_is_one_conversation_with_its_counts() {
    let mut talk = polling(8);
    talk.ask(&toy::request(9, 3, 1));
    talk.reply(&toy::message(2, 9, 3, 1));
    talk.ask(&toy::request(10, 3, 1));
    talk.close();
    let reading = run(&talk.frames);
    let conversation = polled(&reading);
    assert_eq!(conversation.roles_by, RolesBy::Content);
    assert_eq!(conversation.key.port, toy::PORT);
    assert_eq!(conversation.key.native.as_ref().map(|n| n.raw()), Some("unit 1"));
    assert_eq!((conversation.sessions, conversation.answered_sessions), (1, 1));
    let read = function(conversation, MessageKind::Request, 3);
    assert_eq!((read.count, read.accepted, read.refused, read.unanswered), (8, 6, 1, 1));
    assert_eq!((read.from, read.first.frame, read.first_accepted.unwrap().frame), (Side::Initiator, 4, 5));
    assert_eq!(function(conversation, MessageKind::Response, 3).refused, 1);
    assert_eq!(conversation.operations.iter().map(|(_, n)| n).sum::<u64>(), 10, "requests alone are operations");
    assert_eq!(reading.packets.dissected, reading.packets.total, "handshake and close belong to a recognised flow");
}

#[test]
fn a_pdu_may_span_segments_and_a_segment_may_hold_several() {
    let mut talk = Talk::open(CLIENT, SERVER);
    let all: Vec<u8> = (1..=5).flat_map(|tag| toy::request(tag, 3, 1)).collect();
    for piece in all.chunks(7) {
        talk.ask(piece);
    }
    let reading = run(&talk.frames);
    assert_eq!(function(polled(&reading), MessageKind::Request, 3).count, 5);
    assert_eq!(reading.packets.transport_only, 0);
}

#[test]
fn a_flow_without_hint_needs_a_second_message() {
    let odd = (2, 9999);
    let mut talk = Talk::midstream(CLIENT, odd);
    talk.reply(&toy::message(3, 1, 3, 1));
    assert!(run(&talk.frames).conversations.iter().all(|c| c.key.protocol.is_none()));
    talk.reply(&toy::message(3, 2, 3, 1));
    let reading = run(&talk.frames);
    assert_eq!(function(polled(&reading), MessageKind::Report, 3).count, 2, "the first counts too");
    assert_eq!(reading.packets.dissected, 2);
}

#[test]
fn content_decides_roles_against_ports() {
    // The asking side has the lower and usual port.
    let (asking, answering) = ((1, toy::PORT), (2, 50_000));
    let mut talk = Talk::midstream(asking, answering);
    for tag in 1..4 {
        talk.reply(&toy::answer(tag, 3, 1));
        talk.ask(&toy::request(tag, 3, 1));
    }
    let reading = run(&talk.frames);
    let conversation = polled(&reading);
    assert_eq!(conversation.roles_by, RolesBy::Content);
    assert_eq!(conversation.key.port, 50_000);
    assert_eq!(function(conversation, MessageKind::Request, 3).from, Side::Initiator);
    assert_eq!(function(conversation, MessageKind::Response, 3).from, Side::Responder);
}

#[test]
fn the_same_ports_used_again_are_another_session() {
    let mut frames = polling(2).frames;
    let mut again = polling(2).frames;
    for frame in &mut again {
        // Both ends choose other sequence numbers.
        for at in [38, 42] {
            frame[at] ^= 0x55;
        }
    }
    frames.extend(again);
    let reading = run(&frames);
    assert_eq!(polled(&reading).sessions, 2);
    assert_eq!(function(polled(&reading), MessageKind::Request, 3).accepted, 4);
}

#[test]
fn carried_messages_belong_to_the_innermost_protocol() {
    let mut talk = Talk::open(CLIENT, (2, 800));
    talk.ask(&toy::wrapped(&toy::request(1, 3, 4)));
    talk.reply(&toy::wrapped(&toy::answer(1, 3, 4)));
    let reading = run(&talk.frames);
    assert_eq!(function(polled(&reading), MessageKind::Request, 3).accepted, 1);
}

#[test]
fn native_addresses_share_out_the_frames_of_their_flow() {
    let mut talk = Talk::open(CLIENT, SERVER);
    for tag in 1..=6 {
        talk.ask(&toy::request(tag, 3, u8::try_from(tag % 3).unwrap()));
        talk.reply(&toy::answer(tag, 3, u8::try_from(tag % 3).unwrap()));
    }
    let reading = run(&talk.frames);
    let packets: Vec<_> =
        reading.conversations.iter().map(|c| (c.packets.from_initiator, c.packets.from_responder)).collect();
    assert_eq!(packets, [(2, 2), (4, 3), (2, 2)], "the handshake goes with the first");
}

#[test]
fn a_fragmented_datagram_is_read_and_one_never_whole_is_told() {
    let whole = toy::frames::datagram(40_000, toy::PORT, &[toy::request(1, 3, 1), vec![0; 30]].concat());
    let (first, rest) = whole.split_at(24);
    let frames = [ip(1, 2, 17, 9, 3, rest), ip(1, 2, 17, 9, 0x2000, first), ip(1, 2, 17, 10, 0x2000, first)];
    let reading = run(&frames);
    assert_eq!(polled(&reading).packets.from_initiator, 2);
    assert_eq!(reading.packets.unread_reasons.get("fragment-incomplete"), Some(&1));
}

#[test]
fn the_second_of_two_redundant_copies_is_counted_but_not_read() {
    let copy = |sequence: u8, path: u8, payload: &[u8]| {
        let mut frame = udp(CLIENT, SERVER, payload);
        let counted = u8::try_from(frame.len() + 6 - 14).unwrap();
        frame.extend_from_slice(&[0, sequence, path, counted, 0x88, 0xfb]);
        frame
    };
    let asked = toy::request(1, 3, 1);
    let frames = [copy(1, 0xa0, &asked), copy(1, 0xb0, &asked), copy(2, 0xb0, &asked), copy(2, 0xa0, &asked)];
    let reading = run(&frames);
    let conversation = polled(&reading);
    assert_eq!(function(conversation, MessageKind::Request, 3).count, 2);
    assert_eq!((conversation.packets.from_initiator, conversation.remarks["redundant-copy"]), (4, 2));
}

#[test]
fn fragments_of_a_tunnel_stay_with_its_ends() {
    let inside = udp(CLIENT, SERVER, &toy::request(1, 3, 1));
    let (first, rest) = inside[14..].split_at(16);
    let frames = [ip(5, 6, 4, 9, 0x2000, first), ip(5, 6, 4, 9, 2, rest)];
    let reading = run(&frames);
    let parties: Vec<_> = reading.conversations.iter().map(|c| c.key.parties.first().to_string()).collect();
    assert_eq!(parties, ["10.0.0.5"]);
    let whole = run(&[ip(5, 6, 4, 9, 0, &inside[14..])]);
    assert_eq!(polled(&whole).key.parties.first().to_string(), "10.0.0.1");
}

#[test]
fn what_nobody_recognises_and_keeps_time_is_told_with_its_rhythm() {
    let strange = |n: u8| [0x80, 0x10, 0, 0, 0, n, 1, 0, 0, 7];
    let datagrams: Vec<_> = (0..40).map(|n| udp((1, 700), (2, 700), &strange(n))).collect();
    let below: Vec<_> = (0..40).map(|n| ethernet(1, 2, 0x88cc, &strange(n))).collect();
    let mut talk = Talk::open((1, 41_000), (2, 701));
    (0..40).for_each(|n| {
        talk.ask(&strange(n));
        talk.reply(&strange(n));
    });
    for (frames, period) in [(datagrams, 1000), (below, 1000), (talk.frames, 2000)] {
        let reading = run(&frames);
        let rhythm = reading.conversations[0].rhythm.unwrap();
        assert_eq!((rhythm.period_us, rhythm.payload_least, rhythm.payload_most), (period, 10, 10));
    }
    let queries: Vec<_> = (0..40).map(|n| ip(1, 2, 2, 1, 0, &strange(n))).collect();
    assert_eq!(run(&queries).conversations[0].rhythm, None, "IGMP");
    let known: Vec<_> = (0..40).map(|n| udp(CLIENT, SERVER, &toy::request(n, 3, 1))).collect();
    assert_eq!(polled(&run(&known)).rhythm, None);
}

#[test]
fn a_group_has_a_publisher() {
    let mut frame = udp(CLIENT, (255, toy::PORT), &toy::message(3, 1, 3, 1));
    frame[..6].fill(0xff);
    let reading = run(&[frame]);
    let conversation = polled(&reading);
    assert!(matches!(conversation.key.parties, Parties::Publication { .. }));
    assert_eq!(conversation.roles_by, RolesBy::Group);
}

#[test]
fn what_answers_a_group_at_ports_its_members_took_is_one_conversation() {
    let answers = |port: u16| {
        let mut frame = udp((1, toy::PORT), (255, port), &toy::message(4, 1, 3, 1));
        frame[..6].fill(0xff);
        frame
    };
    let reading = run(&[answers(40_000), answers(40_001), answers(50_002)]);
    let conversation = polled(&reading);
    assert!(matches!(conversation.key.parties, Parties::Publication { .. }));
    assert_eq!((conversation.key.port, conversation.packets.from_initiator), (toy::PORT, 3));
}

#[test]
fn a_vlan_path_is_a_network() {
    let plain = udp(CLIENT, SERVER, &toy::request(1, 3, 1));
    let mut tagged = plain.clone();
    tagged.splice(12..12, [0x81, 0, 0, 12]);
    let reading = run(&[plain, tagged]);
    let networks: Vec<_> = reading.conversations.iter().map(|c| (c.key.network.as_str(), c.vlans.clone())).collect();
    assert_eq!(networks, [("plain", vec![]), ("tagged", vec![12])]);
}

/// A frame as a switch mirrors it through an IP network, from a VLAN whose tag it took off.
fn mirrored(vlan: u8, frame: &[u8]) -> Vec<u8> {
    let header = [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, vlan, 0x10, 1, 0, 0, 0, 0];
    ip(8, 9, 47, 1, 0, &[&header[..], frame].concat())
}

#[test]
fn a_mirrored_frame_belongs_to_the_network_it_was_mirrored_from() {
    let asked = udp(CLIENT, SERVER, &toy::request(1, 3, 1));
    let answered = udp(SERVER, CLIENT, &toy::answer(1, 3, 1));
    let reading = run(&[mirrored(12, &asked), mirrored(12, &answered)]);
    let conversation = polled(&reading);
    assert_eq!((conversation.key.network.as_str(), conversation.vlans.clone()), ("tagged", vec![12]));
    assert_eq!(function(conversation, MessageKind::Request, 3).accepted, 1);
    let macs: Vec<String> = reading.bindings.iter().map(|b| b.mac.to_string()).collect();
    assert_eq!(macs, ["02:00:00:00:00:01", "02:00:00:00:00:02"], "of the ends inside, none of the mirror's");
}

#[test]
fn what_is_below_ip_and_not_known_is_understood_as_transport() {
    let reading = run(&[ethernet(1, 2, 0x88cc, b"x"), ethernet(1, 2, 0x0030, &[0x42, 0x42, 3, 0, 0])]);
    assert_eq!(reading.packets.transport_only, 2);
    let ports: Vec<_> = reading.conversations.iter().map(|c| c.key.port).collect();
    assert_eq!(ports, [0x42, 0x88cc]);
}

#[test]
fn a_hole_that_was_acknowledged_becomes_a_gap_and_reading_goes_on() {
    let mut frames = polling(20).frames;
    // The fifth request is lost to the capture, not to the server.
    frames.remove(3 + 8);
    let reading = run(&frames);
    let conversation = polled(&reading);
    assert_eq!(conversation.remarks.get("gap"), Some(&1));
    let requests: u64 = messages(&reading).iter().filter(|m| m.0 == MessageKind::Request).map(|m| m.2).sum();
    assert_eq!(requests, 19);
}

#[test]
fn zeros_in_a_syn_are_padding_and_anything_else_is_payload() {
    let syn = |payload: &[u8]| tcp(CLIENT, SERVER, 99, 0, toy::frames::SYN, payload);
    let scan = run(&[syn(&[0; 4])]);
    assert_eq!((scan.conversations[0].sessions, scan.packets.transport_only), (0, 1));
    let early = run(&[syn(&toy::request(1, 3, 7))]);
    assert_eq!(polled(&early).sessions, 1);
    // A server that did not take them: what follows is next, not behind a hole.
    let mut frames = polling(3).frames;
    let taken = run(&frames);
    frames[0].extend([0; 4]);
    frames[0][17] += 4;
    let padded = run(&frames);
    assert_eq!((messages(&padded), polled(&padded).remarks.len()), (messages(&taken), 0));
}

#[test]
fn an_hour_of_silence_in_the_middle_loses_nothing() {
    let frames = polling(3).frames;
    let reading = run(&frames);
    assert_eq!(messages(&reading).iter().map(|m| m.2).sum::<u64>(), 6);
}

/// Many short connections or exchanges of datagrams, one after the other: more than a second.
fn many(one: impl Fn((u8, u16)) -> Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    (0..MANY).flat_map(|n| one((1, 40_000 + n))).collect()
}

const MANY: u16 = 700;

fn asked_once(client: (u8, u16)) -> Vec<Vec<u8>> {
    vec![udp(client, SERVER, &toy::request(1, 3, 1)), udp(SERVER, client, &toy::answer(1, 3, 1))]
}

fn opened_and_closed(client: (u8, u16)) -> Vec<Vec<u8>> {
    let mut talk = polling_from(client, 1);
    talk.close();
    talk.frames
}

#[test]
fn what_comes_after_a_connection_closed_is_counted_where_it_was() {
    let mut frames = many(opened_and_closed);
    let closed = polled(&run(&frames)).clone();
    // The last frame again, a request again, and one more: whoever forged the end of a connection does not end it.
    let first = opened_and_closed((1, 40_000));
    let mut more = polling_from((1, 40_000), 1);
    more.frames.clear();
    more.ask(&toy::request(2, 5, 1));
    more.reply(&toy::answer(2, 5, 1));
    frames.extend([first[6].clone(), first[3].clone()]);
    frames.extend(more.frames);
    let reading = run(&frames);
    let conversation = polled(&reading);
    assert_eq!(reading.conversations.len(), 1);
    assert_eq!((conversation.sessions, conversation.answered_sessions), (MANY.into(), MANY.into()));
    assert_eq!(conversation.packets.from_initiator, closed.packets.from_initiator + 2);
    assert_eq!(conversation.packets.from_responder, closed.packets.from_responder + 2);
    assert_eq!(function(conversation, MessageKind::Request, 3), function(&closed, MessageKind::Request, 3));
    assert_eq!(function(conversation, MessageKind::Request, 5).accepted, 1);
}

#[test]
fn datagrams_that_were_answered_and_speak_again_are_the_same_session() {
    let mut frames = many(asked_once);
    frames.extend(asked_once((1, 40_000)));
    let reading = run(&frames);
    let conversation = polled(&reading);
    assert_eq!((conversation.sessions, conversation.answered_sessions), (MANY.into(), MANY.into()));
    let asked = function(conversation, MessageKind::Request, 3);
    assert_eq!((asked.count, asked.accepted), (u64::from(MANY) + 1, u64::from(MANY) + 1));
    assert_eq!(reading.packets.dissected, reading.packets.total);
}

#[test]
fn what_reads_a_flow_is_let_go_when_it_rests_and_not_while_it_waits() {
    let held = |frames: &[Vec<u8>]| {
        let (networks, mut shards) =
            (Networks::default(), shards(&Config { budget: ROOMY, seed: 7, protocols: toy::TABLE }));
        for (number, bytes) in (1..).zip(frames) {
            let moment = Moment { stamp: Stamp::new(0, number), time: Instant(number as i64 * 1000) };
            let headers = link::decode(LinkType(1), bytes, bytes.len() as u32).unwrap();
            let mut run = Run::default();
            run.append(&Gate::new(7, &networks).frame(moment, 0, &headers, 0, bytes.len() as u32));
            read(&mut shards, &run, bytes);
        }
        shards.iter().map(|shard| shard.knowns.iter().count()).sum::<usize>()
    };
    let (all, some) = (usize::from(MANY), usize::from(MANY) * 3 / 4);
    assert!(held(&many(opened_and_closed)) < all / 2);
    assert!(held(&many(asked_once)) < some);
    assert_eq!(held(&many(|client| polling_from(client, 1).frames)), all, "open connections");
    let unanswered =
        |client| vec![udp(client, SERVER, &toy::request(1, 3, 1)), udp(SERVER, client, &toy::request(1, 3, 1))];
    assert_eq!(held(&many(unanswered)), all, "questions that wait");
    let forged = |client| {
        let reset = tcp(SERVER, client, 7, 7, 4, &[]);
        [polling_from(client, 1).frames, vec![reset]].concat()
    };
    assert_eq!(held(&many(forged)), all, "resets that no receiver would take");
}

/// Swaps frames with near ones: each goes at most `window` places.
fn shuffled(frames: &[Vec<u8>], keys: &[u8], window: usize) -> Vec<Vec<u8>> {
    let place = |at: usize| at * 2 + usize::from(keys.get(at).copied().unwrap_or(0)) % (2 * window);
    let mut order: Vec<_> = (0..frames.len()).collect();
    order.sort_by_key(|at| (place(*at), *at));
    order.into_iter().map(|at| frames[at].clone()).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn order_within_a_window_and_copies_change_no_count(keys in prop::collection::vec(any::<u8>(), 90), pieces in 3_usize..20) {
        let mut talk = Talk::open(CLIENT, SERVER);
        let start = talk.frames.len();
        let asked: Vec<u8> = (1..=12).flat_map(|tag| toy::request(tag, 3, 1)).collect();
        let told: Vec<u8> = (1..=12).flat_map(|tag| toy::message(3, tag, 5, 1)).collect();
        for (a, b) in asked.chunks(pieces).zip(told.chunks(pieces)) {
            talk.ask(a);
            talk.reply(b);
        }
        let expected = messages(&run(&talk.frames));
        let (handshake, rest) = talk.frames.split_at(start);
        let mut frames = [handshake.to_vec(), shuffled(rest, &keys, 3)].concat();
        prop_assert_eq!(&messages(&run(&frames)), &expected);
        // A copy comes after its frame, soon or late.
        for (at, key) in keys.iter().enumerate().take(frames.len()).filter(|(_, key)| **key > 200) {
            let after = (at + 1 + usize::from(key % 16)).min(frames.len());
            frames.insert(after, frames[at].clone());
        }
        let seen = messages(&run(&frames));
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn however_many_frames_are_read_together_the_same_is_told(turns in prop::collection::vec(0_usize..6, 100), most in 2_usize..60) {
        let mut talks: Vec<_> = (3_u8..7).map(|n| polling_from((n, 40_000), n.into()).frames.into_iter()).collect();
        talks.push(vec![ip(1, 2, 17, 9, 0x2000, &[7; 24]), ip(1, 2, 17, 9, 3, &[7; 24])].into_iter());
        talks.push(vec![udp((7, 40_007), SERVER, &toy::request(1, 3, 1)); 3].into_iter());
        let mut frames: Vec<_> = turns.iter().filter_map(|turn| talks[*turn].next()).collect();
        frames.extend(talks.into_iter().flatten());
        let one_by_one = run_together(&frames, ROOMY, 7, 1, 1);
        prop_assert_eq!(&one_by_one, &run_together(&frames, ROOMY, 7, 1, most));
        prop_assert_eq!(&one_by_one, &run(&frames));
    }

    #[test]
    fn what_is_let_go_when_it_rests_changes_no_sum(
        parts in prop::collection::vec((3_u8..9, 1_u16..4, 0_usize..5), 2..30),
        late in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let mut frames: Vec<Vec<u8>> = Vec::new();
        for ((host, asks, how), port) in parts.iter().zip(40_000..) {
            let mut talk = polling_from((*host, port), *asks);
            match how {
                0 => {}
                1 => talk.close(),
                2 => talk.reset(),
                3 => talk.frames = asked_once((*host, port)),
                _ => talk.frames = [asked_once((*host, port)), asked_once((*host, port))].concat(),
            }
            frames.extend(talk.frames);
        }
        let copies: Vec<_> = late.iter().map(|at| at.get(&frames).clone()).collect();
        frames.extend(copies);
        let sums = |apart| -> Vec<_> {
            let reading = run_paced(&frames, ROOMY, 7, 1, 1, apart);
            reading.conversations.into_iter().map(|c| {
                let said: Vec<_> = c.functions.iter().map(|f| (f.kind, f.code, f.count, f.accepted, f.unanswered, f.first)).collect();
                (c.key, c.packets, c.bytes, c.sessions, c.answered_sessions, said, c.first_frames, c.remarks)
            }).collect()
        };
        // Within a moment nothing rests; a second apart everything does.
        prop_assert_eq!(sums(1), sums(60_000));
    }

    #[test]
    fn what_rested_or_idled_is_over_whether_or_not_others_made_it_end(
        parts in prop::collection::vec((3_u8..9, 1_u16..4, 0_usize..5), 2..12),
        apart in prop::sample::select(vec![20_000_i64, 90_000, 1_000_000, 4_400_000, 9_000_000, 45_000_000]),
    ) {
        let talks = parts.iter().map(|(host, asks, how)| {
            let client = (*host, 40_000 + u16::from(*host));
            let mut talk = polling_from(client, *asks);
            match how {
                0 => {}
                1 => talk.close(),
                2 => talk.frames.truncate(1),
                3 => talk.frames = [asked_once(client), asked_once(client)].concat(),
                _ => {
                    let asked = |tag| [udp(client, SERVER, &toy::request(tag, 7, 1)), udp(SERVER, client, &toy::answer(tag, 7, 1))];
                    talk.frames = (1..=*asks + 1).flat_map(asked).collect();
                }
            }
            talk.frames
        });
        let said: Vec<Vec<u8>> = talks.flatten().collect();
        // Between any two frames others pass: always the same, so that nothing is swept, or always new ones, which sweep.
        let sums = |new: bool| -> Vec<_> {
            let other = |n: usize| {
                let port = if new { 1_000 + (n / 100) as u16 } else { 1_000 };
                udp((100 + (n % 100) as u8, port), (220, 9), b"x")
            };
            let frames: Vec<_> = said.iter().enumerate().flat_map(|(n, frame)| {
                std::iter::once(frame.clone()).chain((7 * n..7 * n + 7).map(other))
            }).collect();
            let reading = run_paced(&frames, ROOMY, 7, 1, 1, apart);
            reading.conversations.into_iter().filter(|c| c.key.port != 9).map(|c| {
                let said: Vec<_> = c.functions.iter().map(|f| (f.kind, f.code, f.count, f.accepted, f.unanswered)).collect();
                (c.key, c.packets, c.bytes, c.sessions, c.answered_sessions, said, c.roles_by, c.first_frames, c.remarks)
            }).collect()
        };
        prop_assert_eq!(sums(false), sums(true));
    }

    #[test]
    fn loss_never_adds_a_message(lost in prop::collection::vec(any::<bool>(), 60), pieces in 4_usize..40) {
        let mut talk = Talk::open(CLIENT, SERVER);
        let asked: Vec<u8> = (1..=24).flat_map(|tag| toy::request(tag, 3, 1)).collect();
        for piece in asked.chunks(pieces) {
            talk.ask(piece);
            talk.reply(&[]);
        }
        let kept: Vec<_> = talk.frames.iter().enumerate().filter(|(at, _)| !lost[at % lost.len()]).map(|(_, f)| f.clone()).collect();
        let seen: u64 = messages(&run(&kept)).iter().map(|m| m.2).sum();
        prop_assert!(seen <= 24, "{} of 24", seen);
    }

    #[test]
    fn frames_of_any_bytes_are_accounted_for(
        base in 0_usize..9, cut in any::<prop::sample::Index>(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        link in prop::sample::select(vec![0_u16, 1, 12, 101, 105, 108, 113, 127, 147, 276]),
    ) {
        let bases = [
            polling(3).frames,
            vec![udp(CLIENT, SERVER, &toy::request(1, 3, 1)); 3],
            vec![ip(1, 2, 17, 9, 0x2000, &[7; 24]), ip(1, 2, 17, 9, 3, &[7; 24])],
            vec![ethernet(1, 2, 0x86dd, &[&[0x60, 0, 0, 0, 0, 16, 44, 9][..], &[1; 32], &[17, 0, 0, 0, 0, 0, 0, 1], &[2; 16]].concat())],
            vec![ethernet(1, 2, 0x8100, &[0, 12, 0x88, 0xa8, 0, 13, 0, 20, 0xaa, 0xaa, 3, 0, 0, 0, 8, 6, 1, 2])],
            vec![tcp(CLIENT, SERVER, 1, 1, 0xff, b"GET / HTTP/1.1\r\n\r\n")],
            vec![mirrored(12, &udp(CLIENT, SERVER, &toy::request(1, 3, 1))); 2],
            vec![ethernet(1, 2, 0x8847, &[&[0, 1, 1, 64][..], &udp(CLIENT, SERVER, &toy::request(1, 3, 1))[14..]].concat())],
            vec![[&[0, 0, 9, 0, 2, 0, 0, 0, 0, 8, 1, 0, 0][..], &[2; 18], &[0; 2], &[0xaa, 0xaa, 3, 0, 0, 0, 8, 6, 1, 2, 3]].concat()],
        ];
        let mut frames = bases[base].clone();
        for frame in &mut frames {
            for (at, value) in &flips {
                let at = at.index(frame.len());
                frame[at] ^= value;
            }
            frame.truncate(cut.index(frame.len()) + 1);
        }
        run_with(&frames, ROOMY, 7, link);
        run_with(&frames, 0, 7, 1);
    }

    #[test]
    fn eviction_changes_no_sum_and_no_seed_shows(hosts in prop::collection::vec((1_u8..60, 1_u16..400, 0_u16..6), 1..200)) {
        let frames: Vec<_> = hosts.iter().map(|(host, port, tag)| match tag {
            0 => udp((*host, 1000 + port), (99, 5000), b"nothing known"),
            tag => udp((*host, 40_000 + port), SERVER, &toy::request(*tag, 3, u8::try_from(*port % 7).unwrap())),
        }).collect();
        let roomy = run(&frames);
        for budget in [0, 200 << 10, 1 << 20] {
            let tight = run_with(&frames, budget, 7, 1);
            prop_assert_eq!(messages(&tight), messages(&roomy));
            let bytes = |r: &Reading| r.conversations.iter().map(|c| c.bytes.from_initiator + c.bytes.from_responder).sum::<u64>();
            prop_assert_eq!(bytes(&tight), bytes(&roomy));
            let several = tight.conversations.iter().filter(|c| c.coarse.is_some()).count();
            let said = tight.diagnostics.iter().find(|d| d.code == "conversations-coarsened").map(|d| d.message.to_string());
            prop_assert_eq!(said.is_some_and(|said| said.contains(&format!("in {several} conversations"))), several > 0);
            for exact in tight.conversations.iter().filter(|c| c.coarse.is_none()) {
                prop_assert!(roomy.conversations.iter().any(|c| c.key == exact.key), "{:?}", exact.key);
            }
            prop_assert_eq!(&tight, &run_with(&frames, budget, 99, 1), "a seed shows");
        }
    }
}
