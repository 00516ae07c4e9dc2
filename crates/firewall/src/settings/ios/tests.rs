use ringwall_model::{DeviceFact, Door, Kept, LoginCheck};

use crate::{DeviceRead, read_device};

const TEXT: &str = include_str!("../../../tests/samples/devices/ios.txt");

fn read(text: &str) -> DeviceRead {
    let read = read_device("sw.cfg", text.as_bytes());
    assert_eq!(read.settings.lines.understood + read.settings.lines.diagnosed, read.settings.lines.total);
    read
}

/// What is said on the first line that begins so.
fn said(text: &str, start: &str) -> Vec<DeviceFact> {
    let line = (1..).zip(text.lines()).find(|(_, line)| line.starts_with(start)).unwrap().0;
    read(text).settings.settings.into_iter().filter(|s| s.place.line == line).map(|s| s.fact).collect()
}

fn telnet(on: Option<bool>) -> DeviceFact {
    DeviceFact::Service { name: "Telnet".into(), on, clear: true, page: false, limited: false }
}

/// A switch of which the version is this, with these lines about logins.
fn small(version: &str, lines: &str) -> String {
    format!("version {version}\nservice timestamps log datetime msec\nno aaa new-model\nno ip http server\n{lines}")
}

#[test]
fn every_line_is_understood_and_the_version_is_known() {
    let read = read(TEXT);
    assert_eq!(read.settings.lines.diagnosed, 0, "{:?}", read.diagnostics);
    assert_eq!((read.settings.dialect.as_ref(), read.settings.version.unwrap().raw()), ("ios", "15.2"));
}

#[test]
fn a_banner_and_a_description_that_look_like_commands_are_none() {
    let inside =
        [26, 27, 31].map(|line: u32| read(TEXT).settings.settings.iter().filter(|s| s.place.line == line).count());
    assert_eq!(inside, [0, 0, 0]);
    assert_eq!(said(TEXT, "banner login"), [DeviceFact::Notice { pages: false }]);
    assert!(said(TEXT, "banner motd").is_empty());
}

#[test]
fn lines_of_the_network_and_the_console_are_told_apart() {
    assert_eq!(said(TEXT, " exec-timeout 0 0"), [DeviceFact::IdleEnd { door: Door::Console, after_s: None }]);
    assert_eq!(said(TEXT, " exec-timeout 5 30"), [DeviceFact::IdleEnd { door: Door::Remote, after_s: Some(330) }]);
    let login = |door, check| DeviceFact::Login { door, check };
    assert_eq!(said(TEXT, " login authentication"), [login(Door::Console, LoginCheck::OwnAccount)]);
    let ssh =
        |on, limited| DeviceFact::Service { name: "SSH".into(), on: Some(on), clear: false, page: false, limited };
    assert!(said(TEXT, " transport input ssh").contains(&ssh(true, true)));
    assert!(said(TEXT, " transport input telnet ssh").contains(&telnet(Some(true))));
}

#[test]
fn secrets_strings_time_and_copies_are_told_with_their_lines() {
    let secret = |of: &str, kept| DeviceFact::Secret { of: of.into(), kept };
    assert_eq!(said(TEXT, "enable secret"), [secret("enable", Kept::Hidden)]);
    assert_eq!(said(TEXT, "username operator"), [secret("operator", Kept::Reversible)]);
    let shared = |changing, limited| DeviceFact::SharedString { changing, factory: false, limited };
    assert_eq!(said(TEXT, "snmp-server community readers"), [shared(false, true)]);
    assert_eq!(said(TEXT, "snmp-server community writers"), [shared(true, false)]);
    assert_eq!(said(TEXT, "snmp-server group"), [DeviceFact::Programs { authenticated: true, encrypted: true }]);
    assert_eq!(said(TEXT, "ntp server 10.0.0.8"), [DeviceFact::TimeSource { authenticated: true }]);
    assert_eq!(said(TEXT, "ntp server 10.0.0.9"), [DeviceFact::TimeSource { authenticated: false }]);
    assert_eq!(said(TEXT, "archive"), [DeviceFact::AutomaticCopies]);
    assert_eq!(said(TEXT, "aaa authentication login default"), [DeviceFact::CentralAccounts]);
}

#[test]
fn a_key_that_is_not_trusted_or_not_asked_for_proves_no_time() {
    for line in ["ntp authenticate\n", "ntp trusted-key 5\n", "ntp authentication-key 5 md5 0822455D0A16 7\n"] {
        let facts = said(&TEXT.replace(line, ""), "ntp server 10.0.0.8");
        assert_eq!(facts, [DeviceFact::TimeSource { authenticated: false }], "{line}");
    }
}

#[test]
fn options_of_a_guard_that_is_not_switched_on_guard_nothing() {
    let port = |name: &str, on, flood_limited, guarded, trunk| DeviceFact::Port {
        name: name.into(),
        on,
        flood_limited,
        guarded,
        trunk,
    };
    assert_eq!(said(TEXT, "interface GigabitEthernet1/1"), [port("GigabitEthernet1/1", true, true, true, false)]);
    assert_eq!(said(TEXT, "interface GigabitEthernet1/2"), [port("GigabitEthernet1/2", false, false, false, true)]);
    assert!(said(TEXT, "interface Vlan1").is_empty());
}

#[test]
fn a_line_that_lets_nobody_in_offers_nothing() {
    for lines in [
        " login\n transport input telnet\n",
        " no exec\n password word\n login\n transport input telnet\n",
        " password word\n login\n transport input none\n",
    ] {
        let text = small("15.2", &format!("line vty 0 4\n{lines}"));
        assert!(said(&text, " transport input").contains(&telnet(Some(false))), "{lines}");
    }
    let text = small("15.2", "line vty 0 4\n password word\n login\n transport input telnet\n");
    assert!(said(&text, " transport input").contains(&telnet(Some(true))));
}

#[test]
fn what_holds_without_a_line_holds_only_in_versions_it_is_known_of() {
    let lines = "line vty 0 4\n password word\n login\n";
    let by_default = |text: &str| -> Vec<DeviceFact> {
        read(text).settings.settings.into_iter().filter(|s| s.by_default.is_some()).map(|s| s.fact).collect()
    };
    assert!(by_default(&small("12.4", lines)).contains(&telnet(Some(true))));
    let later = small("17.3", lines);
    assert!(by_default(&later).contains(&telnet(None)));
    assert!(read(&later).diagnostics.iter().any(|d| d.code == "default-not-known"));
    let unstated = later.replacen("version 17.3\n", "", 1);
    assert!(!by_default(&unstated).iter().any(|fact| matches!(fact, DeviceFact::IdleEnd { .. })));
}

#[test]
fn a_console_without_a_time_ends_after_ten_minutes_by_default() {
    let text = small("15.2", "line con 0\n password word\n login\n");
    let read = read(&text);
    let idle = read.settings.settings.iter().find(|s| matches!(s.fact, DeviceFact::IdleEnd { .. })).unwrap();
    assert_eq!(idle.fact, DeviceFact::IdleEnd { door: Door::Console, after_s: Some(600) });
    assert_eq!((idle.by_default.as_deref(), idle.place.line), (Some("idle-end"), 1));
}

#[test]
fn a_line_that_is_not_understood_is_said_and_leaves_the_device_open_unless_a_port_has_it() {
    let strange = read(&small("15.2", "wonder what\n"));
    assert_eq!((strange.settings.unread.len(), strange.settings.lines.diagnosed), (1, 1));
    let at_port = read(&small("15.2", "interface GigabitEthernet1/1\n wonder what\n"));
    assert_eq!((at_port.settings.unread.len(), at_port.settings.lines.diagnosed), (0, 1));
    let taken_back = read(&small("15.2", "banner login #x#\nno banner login\n"));
    assert_eq!(taken_back.settings.unread.len(), 1);
}

#[test]
fn an_account_that_is_shut_out_is_not_every_account() {
    let facts = said(&small("15.2", "aaa local authentication attempts max-fail 5\n"), "aaa local");
    assert!(matches!(facts.as_slice(), [DeviceFact::LoginLimit { attempts: 5, every_account: false, .. }]));
}
