use ringwall_model::{DeviceFact, Door, Kept};

use crate::{DeviceRead, read_device};

const TEXT: &str = include_str!("../../../tests/samples/devices/hios.txt");

fn read(text: &str) -> DeviceRead {
    let read = read_device("sw.cfg", text.as_bytes());
    assert_eq!(read.settings.lines.understood + read.settings.lines.diagnosed, read.settings.lines.total);
    read
}

fn on_line(text: &str, line: u32) -> Vec<DeviceFact> {
    let settings = read(text).settings.settings;
    settings.into_iter().filter(|s| s.place.line == line && s.by_default.is_none()).map(|s| s.fact).collect()
}

fn line_of(start: &str) -> u32 {
    (1..).zip(TEXT.lines()).find(|(_, line)| line.starts_with(start)).unwrap().0
}

#[test]
fn every_line_is_understood_and_the_version_is_known() {
    let read = read(TEXT);
    assert_eq!(read.settings.lines.diagnosed, 0, "{:?}", read.diagnostics);
    assert_eq!(read.settings.version.unwrap().raw(), "2S-09.1.00");
}

#[test]
fn services_sessions_and_strings_are_told_with_their_lines() {
    let service = |name: &'static str, on, clear, page| DeviceFact::Service {
        name: name.into(),
        on: Some(on),
        clear,
        page,
        limited: false,
    };
    assert_eq!(on_line(TEXT, line_of("telnet server")), [service("Telnet", true, true, false)]);
    assert_eq!(on_line(TEXT, line_of("no http server")), [service("HTTP", false, true, true)]);
    let never = |door| DeviceFact::IdleEnd { door, after_s: None };
    assert_eq!(on_line(TEXT, line_of("ssh timeout")), [never(Door::Remote)]);
    assert_eq!(on_line(TEXT, line_of("cli serial-timeout")), [never(Door::Console)]);
    let shared = DeviceFact::SharedString { changing: false, factory: false, limited: false };
    assert_eq!(on_line(TEXT, line_of("snmp access version v2")), [shared]);
    assert!(on_line(TEXT, line_of("no snmp access version v1")).is_empty());
}

#[test]
fn a_plain_password_is_a_readable_secret_and_a_masked_one_is_none() {
    let secret = DeviceFact::Secret { of: "operator".into(), kept: Kept::Readable };
    assert_eq!(on_line(TEXT, line_of("users password operator")), [secret]);
    let masked = TEXT.replace("Plain-words-1", "\"********\"");
    assert!(on_line(&masked, line_of("users password operator")).is_empty());
}

#[test]
fn wrong_logins_are_limited_over_the_network_and_on_pages_and_never_at_the_console() {
    let limit = DeviceFact::LoginLimit {
        attempts: 3,
        refused_s: Some(120),
        doors: vec![Door::Remote],
        pages: true,
        every_account: true,
    };
    assert_eq!(on_line(TEXT, line_of("passwords max-login-attempts")), [limit]);
    assert!(on_line(&TEXT.replace("attempts 3", "attempts 0"), line_of("passwords max-login")).is_empty());
}

#[test]
fn a_notice_counts_when_it_is_switched_on_whatever_its_words() {
    assert_eq!(on_line(TEXT, line_of("system pre-login-banner operation")), [DeviceFact::Notice { pages: true }]);
    let off = TEXT.replace("system pre-login-banner operation", "no system pre-login-banner operation");
    assert!(!read(&off).settings.facts().any(|fact| matches!(fact, DeviceFact::Notice { .. })));
}

#[test]
fn ports_are_sockets_and_guarded_only_where_both_lines_say_so() {
    let port = |text: &str| -> Vec<DeviceFact> {
        let facts = read(text).settings.settings.into_iter().map(|s| s.fact);
        facts.filter(|fact| matches!(fact, DeviceFact::Port { .. })).collect()
    };
    let first = |guarded| DeviceFact::Port { name: "1/1".into(), on: true, flood_limited: true, guarded, trunk: true };
    let second = DeviceFact::Port { name: "1/2".into(), on: false, flood_limited: false, guarded: false, trunk: false };
    assert_eq!(port(TEXT), [first(true), second.clone()]);
    assert_eq!(
        port(&TEXT.replacen("port-security operation", "no port-security operation", 1)),
        [first(false), second]
    );
}

#[test]
fn copies_need_a_switch_and_a_destination() {
    let with =
        |lines: &str| read(&format!("{TEXT}{lines}")).settings.facts().any(|f| *f == DeviceFact::AutomaticCopies);
    assert!(!with("config remote-backup destination tftp://10.0.0.9/x\n"));
    assert!(with("config remote-backup destination tftp://10.0.0.9/x\nconfig remote-backup operation\n"));
}

#[test]
fn what_no_line_says_is_unknown_and_said_once() {
    let read = read("! Version: HiOS-2S-09.1.00\nno network hidiscovery operation\n");
    let unknown = read.settings.facts().filter(|f| matches!(f, DeviceFact::Service { on: None, .. })).count();
    assert_eq!(unknown, 4);
    let said: Vec<&str> = read.diagnostics.iter().map(|d| d.code.as_ref()).collect();
    assert_eq!(said, ["default-not-known"; 3]);
}
