use ringwall_model::{DeviceFact, Door, Kept, LoginCheck};

use crate::read_device;

const TEXT: &str = include_str!("../../../tests/samples/devices/asa.txt");

/// What is said on the first line that begins so.
fn said(text: &str, start: &str) -> Vec<DeviceFact> {
    let line = (1..).zip(text.lines()).find(|(_, line)| line.starts_with(start)).unwrap().0;
    let settings = read_device("gate.cfg", text.as_bytes()).settings.settings;
    settings.into_iter().filter(|s| s.place.line == line).map(|s| s.fact).collect()
}

#[test]
fn who_reaches_the_device_and_for_how_long_is_told() {
    let service = |name: &'static str, clear, page| DeviceFact::Service {
        name: name.into(),
        on: Some(true),
        clear,
        page,
        limited: true,
    };
    assert_eq!(said(TEXT, "telnet 10"), [service("Telnet", true, false)]);
    assert_eq!(said(TEXT, "ssh 10"), [service("SSH", false, false)]);
    assert_eq!(said(TEXT, "http server"), [service("HTTPS", false, true)]);
    assert_eq!(said(TEXT, "telnet timeout"), [DeviceFact::IdleEnd { door: Door::Remote, after_s: None }]);
    assert_eq!(said(TEXT, "console timeout"), [DeviceFact::IdleEnd { door: Door::Console, after_s: None }]);
    let nobody = TEXT.replace("telnet 10.0.0.0 255.255.255.0 inside\n", "");
    assert!(said(&nobody, "telnet timeout").is_empty());
}

#[test]
fn secrets_logins_and_time_are_told() {
    let secret = |of: &str, kept| DeviceFact::Secret { of: of.into(), kept };
    assert_eq!(said(TEXT, "passwd"), [secret("logins over the network", Kept::Readable)]);
    assert_eq!(said(TEXT, "username"), [secret("operator", Kept::Hidden)]);
    assert!(said(TEXT, "aaa authentication ssh").contains(&DeviceFact::CentralAccounts));
    let login = DeviceFact::Login { door: Door::Console, check: LoginCheck::OwnAccount };
    assert_eq!(said(TEXT, "aaa authentication serial"), [login]);
    assert_eq!(said(TEXT, "ntp server"), [DeviceFact::TimeSource { authenticated: true }]);
}

#[test]
fn a_bypass_fails_open_and_its_delay_or_a_banner_about_it_does_not() {
    assert_eq!(said(TEXT, "hardware-bypass Gig"), [DeviceFact::FailOpen]);
    assert!(said(TEXT, "hardware-bypass boot-delay").is_empty());
    assert!(said(TEXT, "banner motd").is_empty());
}
