//! Bytes of a configuration to what it says of its device.

use std::borrow::Cow;

use ringwall_model::{DeviceSettings, Diagnostic, Foreign, Place, Severity, Span};

use super::{DEVICE_DIALECTS, DeviceDialect};
use crate::{Account, read::decode};

/// What reading gives: always settings, however few, and everything that is to be said.
#[derive(Debug)]
pub struct DeviceRead {
    /// The settings.
    pub settings: DeviceSettings,
    /// Remarks, by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a configuration for what it says of its device: the dialect is found by the content.
pub fn read_device(file: &str, bytes: &[u8]) -> DeviceRead {
    let (text, damage) = decode(file, bytes);
    let mut likely: Vec<(usize, &'static DeviceDialect)> =
        DEVICE_DIALECTS.iter().map(|dialect| ((dialect.likeness)(&text), *dialect)).filter(|(n, _)| *n > 0).collect();
    likely.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let mut account = Account::new(file, &text);
    let mut settings = match likely.first() {
        Some((_, dialect)) => DeviceSettings { dialect: Cow::Borrowed(dialect.name), ..(dialect.parse)(&mut account) },
        None => DeviceSettings::default(),
    };
    settings.file = Foreign::from(file);
    if !likely.is_empty() {
        unseen(&mut account, &mut settings);
    }
    let (lines, mut diagnostics) = account.finish();
    settings.lines = lines;
    settings.settings.sort();
    match likely.as_slice() {
        [] => diagnostics.push(not_recognised(file, lines.total)),
        [_] => {}
        [first, second, ..] => diagnostics.push(two_dialects(file, first.1, second.1)),
    }
    if damage.is_some() || likely.len() != 1 {
        settings.unread.push(first_line(file));
    }
    diagnostics.extend(damage);
    DeviceRead { settings, diagnostics }
}

/// A line nobody spoke about could change anything.
fn unseen(account: &mut Account<'_>, settings: &mut DeviceSettings) {
    for line in account.unseen() {
        account.diagnose(line, "setting-not-understood", NOT_UNDERSTOOD, HELP);
        settings.unread.push(account.place(line));
    }
}

pub(super) const NOT_UNDERSTOOD: &str = "the line is not understood; it could change what the others say of the device";
pub(super) const HELP: &str = "a statement can say what it does; or report the dialect and version";

fn first_line(file: &str) -> Span {
    Span { file: Foreign::from(file), line: 1, column: 1, length: 0 }
}

fn not_recognised(file: &str, lines: u32) -> Diagnostic {
    let known: Vec<&str> = DEVICE_DIALECTS.iter().map(|dialect| dialect.title).collect();
    let message = format!(
        "the text is in no dialect that is read for what it says of its device; its lines ({lines}) say nothing"
    );
    Diagnostic::new("dialect-not-recognised", Severity::Error, Place::File(first_line(file)), message)
        .help(format!("export the whole configuration of one device; read are {}", known.join(", ")))
}

fn two_dialects(file: &str, first: &DeviceDialect, second: &DeviceDialect) -> Diagnostic {
    let message =
        format!("the text looks like {} and like {}; what it shows supports nothing", first.title, second.title);
    Diagnostic::new("two-dialects", Severity::Error, Place::File(first_line(file)), message)
        .help("keep the configuration of each device in a file of its own")
}
