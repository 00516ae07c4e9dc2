//! Cases of BACnet/IP, built by an encoder of our own.

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Attribute, SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::mstp::testing::{coded_frame, frame};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, security, told};
use crate::{Event, Match, Native, Object, Sample, Subject};

fn link(function: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 4).unwrap();
    [&[0x81, function][..], &length.to_be_bytes(), body].concat()
}

/// A message to one station, without routers.
fn unicast(apdu: &[u8]) -> Vec<u8> {
    link(0x0A, &[&[1, 4][..], apdu].concat())
}

/// A confirmed service under invoke id 9.
fn asks(service: u8, parameters: &[u8]) -> Vec<u8> {
    unicast(&[&[0, 5, 9, service][..], parameters].concat())
}

fn done(service: u8) -> Vec<u8> {
    unicast(&[0x20, 9, service])
}

fn error(service: u8, class: u8, code: u8) -> Vec<u8> {
    unicast(&[0x50, 9, service, 0x91, class, 0x91, code])
}

/// An object identifier under a tag.
fn object(tag: u8, kind: u32, instance: u32) -> Vec<u8> {
    [&[tag][..], &(kind << 22 | instance).to_be_bytes()].concat()
}

/// A write of a property of analog output 3.
fn write(property: u8) -> Vec<u8> {
    asks(15, &[&object(0x0C, 1, 3)[..], &[0x19, property, 0x3E, 0x44, 0, 0, 0, 0, 0x3F]].concat())
}

fn text(value: &str) -> Vec<u8> {
    [&[0x75, u8::try_from(value.len() + 1).unwrap(), 0][..], value.as_bytes()].concat()
}

/// I-Am of device 77 by vendor 5.
fn i_am() -> Vec<u8> {
    [&[0x10, 0][..], &object(0xC4, 8, 77), &[0x22, 5, 0xC4, 0x91, 0, 0x21, 5]].concat()
}

fn identities(events: &[(Event, String)]) -> Vec<(Subject, Attribute, &str)> {
    let identity = |e: &Event| if let Event::Identity { who, what, .. } = e { Some((*who, *what)) } else { None };
    events.iter().filter_map(|(e, text)| identity(e).map(|(who, what)| (who, what, text.as_str()))).collect()
}

#[test]
fn a_write_names_its_object_and_its_answer() {
    let events = datagrams_of(
        &PROTOCOL,
        &[(Forward, write(85)), (Backward, done(15)), (Forward, write(81)), (Backward, error(15, 2, 40))],
    );
    let expected = ["? WriteProperty", "+ WriteProperty", "? WriteProperty: out-of-service", "- WriteProperty"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let named = Object { kind: "analog-output", first: 3, last: 3 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object, tag: 0x109, .. } if *object == named)));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    assert_eq!(security(&events), [], "that a property cannot be written is no matter of rights");
}

#[test]
fn over_ethernet_the_network_layer_follows_the_access_points() {
    let over = |body: &[u8]| [&[0x82, 0x82, 3, 1][..], body].concat();
    let asks = [&[4][..], &[0, 5, 9, 12], &object(0x0C, 0, 4), &[0x19, 85]].concat();
    let announces = [&[0][..], &i_am()].concat();
    let events = datagrams_of(&PROTOCOL, &[(Forward, over(&asks)), (Backward, over(&announces))]);
    assert_eq!(told(&PROTOCOL, &events), ["? ReadProperty", "! I-Am"]);
    assert!(identities(&events).iter().all(|(who, ..)| *who == Subject::Sender));
    assert!(!identities(&events).is_empty());
    let sees = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!((sees(&over(&announces)), sees(&[0x82, 0x82, 3, 2, 0])), (Match::Sure, Match::No));
    survives(&PROTOCOL, &[(Forward, &over(&asks)), (Backward, &over(&announces))]);
}

#[test]
fn on_a_bus_a_message_stands_in_its_frame_as_it_is_or_coded() {
    let asks = [&[1, 4, 0, 5, 9, 12][..], &object(0x0C, 0, 4), &[0x19, 85]].concat();
    let announces = [&[1, 0][..], &i_am()].concat();
    let routed = [&[1, 8, 0, 20, 1, 9][..], &i_am()].concat();
    for built in [frame as fn(u8, u8, u8, &[u8]) -> Vec<u8>, |kind, to, by, data| coded_frame(kind + 27, to, by, data)]
    {
        let case = [(Forward, built(5, 3, 7, &asks)), (Backward, built(6, 255, 3, &announces))];
        let events = datagrams_of(&PROTOCOL, &case);
        assert_eq!(told(&PROTOCOL, &events), ["? ReadProperty", "! I-Am"]);
        assert_eq!(identities(&events), [(Subject::Sender, Attribute::Vendor, "Johnson Controls")]);
        let behind = datagrams_of(&PROTOCOL, &[(Forward, built(6, 255, 0, &routed))]);
        assert_eq!(identities(&behind), [], "not of a device behind a router");
        assert!(behind.iter().any(|(e, _)| *e == Event::Native(Native::Station(20, 1, [9, 0, 0, 0, 0, 0, 0]))));
        let sees =
            |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
        assert_eq!((sees(&case[0].1, true), sees(&case[0].1, false)), (Match::Sure, Match::No));
        survives(&PROTOCOL, &case.each_ref().map(|(way, bytes)| (*way, bytes.as_slice())));
    }
}

#[test]
fn a_password_on_a_bus_is_found_where_it_stands_or_hidden_with_all_that_is_coded() {
    let ask = [&[1, 4, 0, 5, 9, 20, 0x09, 0, 0x1D, 6, 0][..], b"admin"].concat();
    let hidden = |frame: Vec<u8>| {
        let events = datagrams_of(&PROTOCOL, &[(Forward, frame.clone())]);
        let at =
            events.iter().find_map(|(e, _)| if let Event::Secret { at, .. } = e { Some(at.clone()) } else { None });
        frame[at.unwrap()].to_vec()
    };
    assert_eq!(hidden(frame(5, 3, 7, &ask)), b"\0admin");
    let coded = coded_frame(32, 3, 7, &ask);
    assert_eq!(hidden(coded.clone()), coded[8..coded.len() - 5]);
}

#[test]
fn an_error_of_the_security_class_denies() {
    let events = datagrams_of(&PROTOCOL, &[(Forward, write(85)), (Backward, error(15, 4, 85))]);
    assert_eq!(security(&events), [Security::Denied { by: "security".into() }]);
}

#[test]
fn several_objects_of_a_type_are_spanned_and_of_several_types_not() {
    let read = |second: u32| {
        let list = [0x1E, 0x09, 85, 0x1F];
        asks(14, &[&object(0x0C, 0, 4)[..], &list, &object(0x0C, second, 9), &list].concat())
    };
    let events = datagrams_of(&PROTOCOL, &[(Forward, read(0)), (Forward, read(1))]);
    let objects: Vec<Object> = events
        .iter()
        .filter_map(|(e, _)| if let Event::Request { object, .. } = e { Some(*object) } else { None })
        .collect();
    assert_eq!(objects, [Object { kind: "analog-input", first: 4, last: 9 }, Object::NONE]);
}

#[test]
fn a_password_is_found_and_told_when_the_device_obeyed() {
    let ask = asks(20, &[&[0x09, 0, 0x1D, 6, 0][..], b"admin"].concat());
    let events = datagrams_of(&PROTOCOL, &[(Forward, ask.clone()), (Backward, done(20))]);
    let places: Vec<&[u8]> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Secret { kind: SecretKind::Password, at } => ask.get(at.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(places, [b"\0admin"]);
    assert!(matches!(security(&events)[..], [Security::Login { clear: true, stage: Stage::Completed, .. }]));
    let events = datagrams_of(&PROTOCOL, &[(Forward, ask), (Backward, error(20, 4, 26))]);
    assert!(matches!(security(&events)[..], [Security::Login { stage: Stage::Refused, .. }]));
}

#[test]
fn a_backup_is_a_matter_of_files_and_a_restart_of_mode() {
    let events = datagrams_of(&PROTOCOL, &[(Forward, asks(20, &[0x09, 2])), (Forward, asks(20, &[0x09, 0]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? ReinitializeDevice: backup or restore", "? ReinitializeDevice"]);
}

#[test]
fn i_am_names_the_maker_of_the_sender_or_of_whoever_it_is_forwarded_for() {
    let direct = link(0x0B, &[&[1, 0][..], &i_am()].concat());
    let forwarded = link(0x04, &[&[10, 0, 0, 7, 0xBA, 0xC0, 1, 0][..], &i_am()].concat());
    let routed = link(0x0B, &[&[1, 8, 0, 20, 1, 5][..], &i_am()].concat());
    let events = datagrams_of(&PROTOCOL, &[(Forward, direct), (Forward, forwarded), (Forward, routed)]);
    let other = Subject::Ip(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7)));
    let maker = "Johnson Controls";
    let expected = [(Subject::Sender, Attribute::Vendor, maker), (other, Attribute::Vendor, maker)];
    assert_eq!(identities(&events), expected, "not of a device behind a router");
    assert!(events.iter().any(|(e, _)| *e == Event::Native(Native::Station(20, 1, [5, 0, 0, 0, 0, 0, 0]))));
}

#[test]
fn a_device_that_has_itself_tells_its_name_in_whatever_characters() {
    let have = |kind, set: u8, name: &[u8]| {
        let text = [&[0x75, u8::try_from(name.len() + 1).unwrap(), set][..], name].concat();
        link(0x0B, &[&[1, 0, 0x10, 1][..], &object(0xC4, 8, 61), &object(0xC4, kind, 61), &text].concat())
    };
    let wide: Vec<u8> = "K\u{f6}ln".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let messages = [have(8, 0, b"AHU-1"), have(8, 4, &wide), have(8, 5, b"K\xf6ln"), have(0, 0, b"T1")];
    let events = datagrams_of(&PROTOCOL, &messages.map(|m| (Forward, m)));
    let of = |text| (Subject::Sender, Attribute::Hostname, text);
    assert_eq!(identities(&events), [of("AHU-1"), of("K\u{f6}ln"), of("K\u{f6}ln")], "an input is no device");
}

#[test]
fn properties_of_a_device_identify_it_and_those_of_other_objects_do_not() {
    let one = |kind, property: u8, value: &str| {
        let value = [&[0x3E][..], &text(value), &[0x3F]].concat();
        unicast(&[&[0x30, 9, 12][..], &object(0x0C, kind, 1), &[0x19, property], &value].concat())
    };
    let entry = |property: u8, value: &str| [&[0x29, property, 0x4E][..], &text(value), &[0x4F]].concat();
    let list = [&[0x1E][..], &entry(121, "Acme"), &entry(44, "2.1"), &[0x1F]].concat();
    let several = unicast(&[&[0x30, 9, 14][..], &object(0x0C, 8, 1), &list].concat());
    let events =
        datagrams_of(&PROTOCOL, &[(Backward, one(8, 70, "AC-100")), (Backward, one(0, 77, "T1")), (Backward, several)]);
    let of = |what, text| (Subject::Sender, what, text);
    let expected = [of(Attribute::Model, "AC-100"), of(Attribute::Vendor, "Acme"), of(Attribute::Firmware, "2.1")];
    assert_eq!(identities(&events), expected);
}

#[test]
fn foreign_devices_register_and_later_segments_are_not_counted_twice() {
    let register = link(5, &[0, 60]);
    let first = unicast(&[0x3C, 9, 0, 4, 12, 0x0C]);
    let second = unicast(&[0x38, 9, 1, 4, 12, 0]);
    let events = datagrams_of(
        &PROTOCOL,
        &[
            (Forward, register),
            (Backward, link(0, &[0, 0])),
            (Backward, first),
            (Forward, unicast(&[0x40, 9, 0, 4])),
            (Backward, second),
        ],
    );
    let expected = [
        "? Register-Foreign-Device",
        "+ BVLC-Result",
        "+ ReadProperty",
        "! SegmentACK",
        "! Further segment of an answer",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
}

#[test]
fn routers_and_aborts_are_counted() {
    let who = link(0x0B, &[1, 0x80, 0]);
    let abort = unicast(&[0x71, 9, 4]);
    let events = datagrams_of(
        &PROTOCOL,
        &[(Forward, who), (Backward, abort), (Forward, unicast(&[0xF0])), (Forward, unicast(&[]))],
    );
    let expected = ["! Who-Is-Router-To-Network", "- Abort", "! Unlisted application message", "bacnet-message"];
    assert_eq!(told(&PROTOCOL, &events), expected);
}

#[test]
fn a_length_that_agrees_is_certain_on_any_port() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&write(85), false), Match::Sure);
    assert_eq!(probe(&link(5, &[0, 60]), false), Match::Sure);
    assert_eq!(probe(&[&write(85)[..], &[0]].concat(), true), Match::Weak, "padded");
    assert_eq!(probe(&[0x81, 0x0A, 0, 5, 9], false), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let restart = asks(20, &[&[0x09, 0, 0x1D, 6, 0][..], b"admin"].concat());
    survives(&PROTOCOL, &[(Forward, &restart), (Backward, &done(20))]);
    survives(&PROTOCOL, &[(Forward, &write(85)), (Backward, &error(15, 4, 85))]);
    survives(&PROTOCOL, &[(Forward, &link(0x04, &[&[10, 0, 0, 7, 0xBA, 0xC0, 1, 0][..], &i_am()].concat()))]);
    let list = [&[0x1E, 0x29, 121, 0x4E][..], &text("Acme"), &[0x4F, 0x1F]].concat();
    let several = unicast(&[&[0x30, 9, 14][..], &object(0x0C, 8, 1), &list].concat());
    survives(&PROTOCOL, &[(Backward, &several), (Forward, &asks(14, &[&object(0x0C, 0, 4)[..], &list].concat()))]);
}
