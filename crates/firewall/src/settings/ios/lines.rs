//! Terminal lines: the console, and those people reach over the network.

use ringwall_model::{DeviceFact, Door, Kept};

use super::{aside::OF_LINE, reading::Reading, services::kept};

/// One block of lines.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The line that opens it.
    pub(super) line: u32,
    /// The door; none for lines that are neither.
    pub(super) door: Option<Door>,
    /// `transport input`, and whether it lets in readable logins and others.
    pub(super) transport: Option<(u32, Transport)>,
    /// `exec-timeout`, in seconds; 0 never.
    idle_s: Option<(u32, u32)>,
    /// What `login` says.
    pub(super) login: Option<(u32, Login)>,
    /// It has a password.
    pub(super) has_password: bool,
    /// Only some addresses come in.
    pub(super) limited: bool,
    /// No prompt is given.
    pub(super) no_exec: bool,
}

/// What comes in at a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Transport {
    pub(super) telnet: bool,
    pub(super) ssh: bool,
}

/// What a line asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Login {
    /// `no login`.
    Nothing,
    /// `login`.
    Password,
    /// `login local`.
    Local,
    /// `login tacacs`.
    Central,
    /// `login authentication NAME`.
    List(String),
}

impl Line {
    pub(super) fn new(line: u32, words: &[&str]) -> Self {
        let door = match words.first() {
            Some(&("con" | "console")) => Some(Door::Console),
            Some(&"vty") => Some(Door::Remote),
            _ => None,
        };
        Self {
            line,
            door,
            transport: None,
            idle_s: None,
            login: None,
            has_password: false,
            limited: false,
            no_exec: false,
        }
    }

    /// Whether somebody can come in here; none where it is not known.
    pub(super) fn is_open(&self) -> Option<bool> {
        match (self.door, self.no_exec, self.transport) {
            (_, true, _) => Some(false),
            (Some(Door::Console), ..) => Some(true),
            (_, _, Some((_, transport))) => Some(transport != Transport::default()),
            (_, _, None) => None,
        }
    }

    /// The line and the seconds of `exec-timeout`.
    pub(super) fn idle(&self) -> Option<(u32, Option<u32>)> {
        self.idle_s.map(|(line, seconds)| (line, Some(seconds).filter(|s| *s > 0)))
    }
}

impl Reading<'_, '_> {
    /// A line of the block that was opened last.
    pub(super) fn of_line(&mut self, number: u32, words: &[&str]) {
        let Some(line) = self.lines.last_mut() else { return };
        match words {
            ["exec-timeout", minutes, rest @ ..] => match idle_s(minutes, rest.first().copied()) {
                Some(seconds) => line.idle_s = Some((number, seconds)),
                None => return self.found.refuse(self.account, number),
            },
            ["no", "exec-timeout"] => line.idle_s = Some((number, 0)),
            ["transport", "input", ways @ ..] => line.transport = Some((number, transport(ways))),
            ["no", "transport", "input"] => line.transport = Some((number, Transport::default())),
            ["transport", "output" | "preferred", ..] | ["no", "transport", "output" | "preferred", ..] => {}
            ["login"] => line.login = Some((number, Login::Password)),
            ["no", "login"] => line.login = Some((number, Login::Nothing)),
            ["login", "local"] => line.login = Some((number, Login::Local)),
            ["login", "tacacs"] => line.login = Some((number, Login::Central)),
            ["login", "authentication", name] => line.login = Some((number, Login::List((*name).to_owned()))),
            ["login", "block-for" | "delay", ..] => return self.found.refuse(self.account, number),
            ["access-class", ..] | ["ipv6", "access-class", ..] => line.limited |= words.contains(&"in"),
            ["no", "exec"] => line.no_exec = true,
            ["exec"] => {}
            ["password", rest @ ..] | ["secret", rest @ ..] => {
                line.has_password = true;
                let of = if line.door == Some(Door::Console) { "the console line" } else { "a line" };
                let kept = if words.first() == Some(&"secret") { Kept::Hidden } else { kept(rest) };
                self.found.say(self.account, number, DeviceFact::Secret { of: of.into(), kept });
            }
            ["no", ..] => {}
            [first, ..] if OF_LINE.contains(first) => {
                // A message lasts until its delimiter comes again.
                if *first == "vacant-message" || *first == "refuse-message" {
                    self.begin_text(words.get(1..).unwrap_or_default());
                }
            }
            _ => return self.found.refuse(self.account, number),
        }
        self.account.understood(number);
    }
}

/// `exec-timeout MINUTES [SECONDS]`.
fn idle_s(minutes: &str, seconds: Option<&str>) -> Option<u32> {
    let seconds = seconds.map_or(Some(0), |s| s.parse::<u32>().ok())?;
    minutes.parse::<u32>().ok()?.checked_mul(60)?.checked_add(seconds)
}

fn transport(ways: &[&str]) -> Transport {
    let all = ways.contains(&"all");
    Transport { telnet: all || ways.contains(&"telnet"), ssh: all || ways.contains(&"ssh") }
}
