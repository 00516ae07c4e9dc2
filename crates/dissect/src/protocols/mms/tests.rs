//! Cases of MMS, built by an encoder of our own.

use ringwall_model::{Attribute, SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, security, told};
use crate::{Event, Match, Sample, Subject};

fn element(tag: &[u8], body: &[u8]) -> Vec<u8> {
    [tag, &[u8::try_from(body.len()).unwrap()], body].concat()
}

/// A message behind session and presentation.
fn data(message: &[u8]) -> Vec<u8> {
    let value = element(&[0x30], &[&[2, 1, 3][..], &element(&[0xA0], message)].concat());
    [&[1, 0, 1, 0][..], &element(&[0x61], &value)].concat()
}

fn request(invoke: u8, service: &[u8]) -> Vec<u8> {
    data(&element(&[0xA0], &[&[2, 1, invoke][..], service].concat()))
}

fn response(invoke: u8, service: &[u8]) -> Vec<u8> {
    data(&element(&[0xA1], &[&[2, 1, invoke][..], service].concat()))
}

/// An association's message in the session message that opens or accepts: the initiation in its user information.
fn association(session: u8, tag: u8, fields: &[u8], initiate: u8) -> Vec<u8> {
    let external =
        element(&[0x28], &[&[2, 1, 3][..], &element(&[0xA0], &element(&[initiate], &[0x80, 1, 9]))].concat());
    let association = element(&[tag], &[fields, &element(&[0xBE], &external)].concat());
    let value = element(&[0x30], &[&[2, 1, 1][..], &element(&[0xA0], &association)].concat());
    let normal = element(&[0xA2], &element(&[0x61], &value));
    let presentation = element(&[0x31], &[&[0xA0, 3, 0x80, 1, 1][..], &normal].concat());
    element(&[session], &[&[5, 3, 19, 1, 0][..], &element(&[193], &presentation)].concat())
}

fn opens(password: Option<&str>) -> Vec<u8> {
    let fields = password.map(|p| element(&[0xAC], &element(&[0x80], p.as_bytes()))).unwrap_or_default();
    association(13, 0x60, &fields, 0xA8)
}

fn accepts(result: u8) -> Vec<u8> {
    association(14, 0x61, &[0xA2, 3, 2, 1, result], 0xA9)
}

/// A write or read of one variable.
fn names(service: u8, item: &str) -> Vec<u8> {
    let name = [element(&[0x1A], b"LD0"), element(&[0x1A], item.as_bytes())].concat();
    let list = element(&[0xA0], &element(&[0x30], &element(&[0xA0], &element(&[0xA1], &name))));
    let list = if service == 0xA4 { element(&[0xA1], &list) } else { list };
    element(&[service], &[list, element(&[0xA0], &[0x83, 1, 1])].concat())
}

const WRITTEN: [u8; 4] = [0xA5, 2, 0x81, 0];
const NOT_WRITTEN: [u8; 5] = [0xA5, 3, 0x80, 1, 3];

#[test]
fn an_association_without_password_is_anonymous_and_told_again_when_it_writes() {
    let events = datagrams_of(
        &PROTOCOL,
        &[
            (Forward, opens(None)),
            (Backward, accepts(0)),
            (Forward, request(7, &names(0xA5, "GGIO1$CO$SPCSO1$Oper"))),
            (Backward, response(7, &WRITTEN)),
        ],
    );
    let expected = ["? initiate-Request", "+ initiate-Response", "? write: control", "+ write: control"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let anonymous = |changing| Security::Anonymous { human: false, changing, stage: Stage::Completed };
    assert_eq!(security(&events), [anonymous(false), anonymous(true)]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn a_password_is_found_and_counts_when_it_was_accepted() {
    let open = opens(Some("secret"));
    let place = datagrams_of(&PROTOCOL, &[(Forward, open.clone())]).into_iter().find_map(|(e, _)| match e {
        Event::Secret { kind: SecretKind::Password, at } => Some(at),
        _ => None,
    });
    assert_eq!(&open[place.unwrap()], b"secret");
    let login = |result| security(&datagrams_of(&PROTOCOL, &[(Forward, open.clone()), (Backward, accepts(result))]));
    assert!(matches!(login(0)[..], [Security::Login { clear: true, stage: Stage::Completed, .. }]));
    assert!(matches!(login(1)[..], [Security::Login { stage: Stage::Refused, .. }]));
}

#[test]
fn names_tell_controls_from_settings_and_selecting_from_reading() {
    let events = datagrams_of(
        &PROTOCOL,
        &[
            (Forward, request(1, &names(0xA5, "LLN0$RP$rcb01$RptEna"))),
            (Backward, response(1, &NOT_WRITTEN)),
            (Forward, request(2, &names(0xA5, "MMXU1$SV$A"))),
            (Forward, request(3, &names(0xA4, "CSWI1$CO$Pos$SBO"))),
            (Forward, request(4, &names(0xA4, "CSWI1$ST$Pos"))),
        ],
    );
    let settings = "write: settings or control block";
    let expected =
        [format!("? {settings}"), format!("- {settings}"), "? write".into(), "? read: select before operate".into()];
    assert_eq!(told(&PROTOCOL, &events)[..4], expected);
    assert_eq!(told(&PROTOCOL, &events)[4], "? read");
}

#[test]
fn identify_names_the_device() {
    let said = [element(&[0x80], b"Acme"), element(&[0x81], b"IED 5"), element(&[0x82], b"2.1")].concat();
    let events = datagrams_of(
        &PROTOCOL,
        &[(Forward, request(1, &[0x82, 0])), (Backward, response(1, &element(&[0xA2], &said)))],
    );
    let identities: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    assert_eq!(identities, [(Attribute::Vendor, "Acme"), (Attribute::Model, "IED 5"), (Attribute::Firmware, "2.1")]);
}

#[test]
fn services_beyond_thirty_errors_reports_and_conclusions_are_read() {
    let events = datagrams_of(
        &PROTOCOL,
        &[
            (Forward, request(1, &[0xBF, 0x29, 0])),
            (Backward, data(&[0xA2, 3, 0x80, 1, 1])),
            (Backward, data(&[0xA3, 2, 0xA0, 0])),
            (Forward, data(&[0x8B, 0])),
            (Backward, data(&[0x8C, 0])),
            (Forward, vec![9, 0]),
            (Forward, vec![0x85, 1, 7]),
        ],
    );
    let expected = [
        "? stop",
        "- confirmed-Error",
        "! informationReport",
        "? conclude-Request",
        "+ conclude-Response",
        "! Finish",
        "? cancel-Request",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
}

#[test]
fn an_association_is_certain_and_what_is_no_message_is_not_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    assert_eq!(probe(&opens(None)), Match::Sure);
    assert_eq!(probe(&request(1, &[0x82, 0])), Match::Weak);
    assert_eq!(probe(&[0x32, 1, 0, 0]), Match::No);
    assert_eq!(
        told(&PROTOCOL, &datagrams_of(&PROTOCOL, &[(Forward, vec![0xA0, 9])])),
        ["mms-session", "! Data that is no message"]
    );
}

/// A read of an object of the whole device.
fn of_device(item: &str) -> Vec<u8> {
    let list = element(&[0xA0], &element(&[0x30], &element(&[0xA0], &element(&[0x80], item.as_bytes()))));
    element(&[0xA4], &[&[0x80, 1, 0][..], &element(&[0xA1], &list)].concat())
}

/// The answer to who asks for the next transfer set: scope, domain and name.
fn next_set(name: &str) -> Vec<u8> {
    let value = [&[0x85, 1, 1][..], &element(&[0x8A], b"ICC1"), &element(&[0x8A], name.as_bytes())].concat();
    element(&[0xA4], &element(&[0xA1], &element(&[0xA2], &value)))
}

/// A report of variables.
fn reports(items: &[&str]) -> Vec<u8> {
    let name = |item: &&str| {
        let name = [element(&[0x1A], b"ICC1"), element(&[0x1A], item.as_bytes())].concat();
        element(&[0x30], &element(&[0xA0], &element(&[0xA1], &name)))
    };
    let list = element(&[0xA0], &items.iter().flat_map(name).collect::<Vec<_>>());
    data(&element(&[0xA3], &element(&[0xA0], &[list, element(&[0xA0], &[0x85, 1, 7])].concat())))
}

fn identities(events: &[(Event, String)]) -> Vec<(Subject, Attribute, &str)> {
    events
        .iter()
        .filter_map(
            |(e, text)| if let Event::Identity { who, what, .. } = e { Some((*who, *what, &**text)) } else { None },
        )
        .collect()
}

#[test]
fn objects_of_tase_2_tell_that_both_ends_are_control_centres() {
    let both = [
        (Subject::Sender, Attribute::Capability, "control-centre"),
        (Subject::Receiver, Attribute::Capability, "control-centre"),
    ];
    let asked =
        [(Forward, request(1, &of_device("TASE2_Version"))), (Forward, request(2, &of_device("Supported_Features")))];
    let events = datagrams_of(&PROTOCOL, &asked);
    assert_eq!(identities(&events), both);
    assert_eq!(told(&PROTOCOL, &events), ["? read: bilateral agreement (TASE.2)"; 2]);
    let events = datagrams_of(&PROTOCOL, &[(Forward, request(1, &names(0xA4, "Bilateral_Table_ID")))]);
    assert_eq!(identities(&events)[2], (Subject::Receiver, Attribute::Description, "TASE.2 domain LD0"));
    let events = datagrams_of(&PROTOCOL, &[(Backward, reports(&["Transfer_Set_Name", "load"]))]);
    assert_eq!(identities(&events), both, "mid-stream");
    let others = [(Forward, request(1, &names(0xA4, "XCBR1$ST$Pos"))), (Backward, reports(&["load"]))];
    assert_eq!(identities(&datagrams_of(&PROTOCOL, &others)), []);
}

#[test]
fn what_is_written_under_tase_2_is_a_device_or_a_transfer_set_only_where_its_name_was_told_to_be_one() {
    let unclear = "? write: value or device (TASE.2)";
    let events = datagrams_of(
        &PROTOCOL,
        &[
            (Forward, request(1, &names(0xA5, "breaker"))),
            (Forward, request(2, &names(0xA4, "Next_DSTransfer_Set"))),
            (Backward, response(2, &next_set("set 1"))),
            (Forward, request(3, &names(0xA5, "set 1$Status"))),
            (Forward, request(4, &names(0xA5, "set 2$Status"))),
            (Forward, request(5, &names(0xA5, "breaker"))),
            (Forward, request(6, &names(0xA4, "breaker_SBO"))),
            (Forward, request(7, &names(0xA5, "breaker"))),
            (Backward, response(7, &WRITTEN)),
            (Forward, request(8, &names(0xA5, "pump_TAG"))),
            (Forward, request(9, &names(0xA5, "pump"))),
            (Forward, request(10, &names(0xA5, "IM_Transfer_Set"))),
        ],
    );
    let expected = [
        "? write",
        "? read: next transfer set (TASE.2)",
        "+ read: next transfer set (TASE.2)",
        "? write: transfer set (TASE.2)",
        unclear,
        unclear,
        "? read: select before operate",
        "? write: device (TASE.2)",
        "+ write: device (TASE.2)",
        "? write: tag of a device (TASE.2)",
        "? write: device (TASE.2)",
        "? write: transfer set (TASE.2)",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
}

#[test]
fn a_report_may_acknowledge_another() {
    let events = datagrams_of(
        &PROTOCOL,
        &[(Backward, reports(&["load"])), (Forward, reports(&["Transfer_Report_ACK", "Transfer_Set_Time_Stamp"]))],
    );
    assert_eq!(told(&PROTOCOL, &events), ["! informationReport", "! informationReport: acknowledges another (TASE.2)"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &opens(Some("secret"))), (Backward, &accepts(0))]);
    let write = request(7, &names(0xA5, "GGIO1$CO$SPCSO1$Oper"));
    survives(&PROTOCOL, &[(Forward, &write), (Backward, &response(7, &NOT_WRITTEN))]);
    survives(
        &PROTOCOL,
        &[
            (Forward, &request(2, &names(0xA4, "Next_DSTransfer_Set"))),
            (Backward, &response(2, &next_set("set 1"))),
            (Forward, &request(3, &names(0xA5, "set 1$Status"))),
            (Forward, &reports(&["Transfer_Report_ACK"])),
        ],
    );
    survives(&PROTOCOL, &[(Forward, &request(1, &[0xBF, 0x29, 0])), (Backward, &data(&[0xA2, 3, 0x80, 1, 1]))]);
}
