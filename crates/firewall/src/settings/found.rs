//! What a reader has found so far.

use std::{borrow::Cow, collections::BTreeSet};

use ringwall_model::{DeviceFact, DeviceSetting, DeviceSettings, Foreign, Span};

use super::{
    DeviceDefault,
    read::{HELP, NOT_UNDERSTOOD},
};
use crate::{Account, words::shown};

/// Settings, lines that are not understood, and the version.
#[derive(Debug, Default)]
pub(super) struct Found {
    settings: Vec<DeviceSetting>,
    unread: Vec<Span>,
    version: Option<(u32, String)>,
    untold: BTreeSet<&'static str>,
}

impl Found {
    /// A line states the version.
    pub(super) fn state_version(&mut self, line: u32, version: &str) {
        self.version.get_or_insert_with(|| (line, version.to_owned()));
    }

    /// The version, where one is stated.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.as_ref().map(|(_, version)| version.as_str())
    }

    /// A line says something.
    pub(super) fn say(&mut self, account: &mut Account<'_>, line: u32, fact: DeviceFact) {
        account.understood(line);
        self.settings.push(DeviceSetting { place: account.place(line), by_default: None, fact });
    }

    /// Something holds because a line is absent. Without a version nothing is known to hold, and it is said so.
    pub(super) fn by_default(&mut self, account: &mut Account<'_>, default: &DeviceDefault, fact: DeviceFact) {
        let Some((line, _)) = self.version else { return self.unknown(account, default) };
        let by_default = Some(Cow::Borrowed(default.code));
        self.settings.push(DeviceSetting { place: account.place(line), by_default, fact });
    }

    /// A line is absent, and what holds then is not known; the fact says so.
    pub(super) fn untold(
        &mut self,
        account: &mut Account<'_>,
        default: &DeviceDefault,
        line: Option<u32>,
        fact: DeviceFact,
    ) {
        self.unknown(account, default);
        let line = line.or(self.version.as_ref().map(|(line, _)| *line)).unwrap_or(1);
        let by_default = Some(Cow::Borrowed(default.code));
        self.settings.push(DeviceSetting { place: account.place(line), by_default, fact });
    }

    /// A line is absent, and what holds then is not known; nothing else is said of it.
    pub(super) fn not_told(&mut self, account: &mut Account<'_>, default: &DeviceDefault) {
        self.unknown(account, default);
    }

    /// A line is absent, and what holds then is not known of this version.
    fn unknown(&mut self, account: &mut Account<'_>, default: &DeviceDefault) {
        if !self.untold.insert(default.code) {
            return;
        }
        let (line, of) = match &self.version {
            Some((line, version)) => (*line, format!("known of {}, not of {}", default.versions, shown(version))),
            None => (1, "no version is stated".to_owned()),
        };
        let message = format!("no line for {}: {of}, so it is not known whether that holds", default.absent);
        account.note(
            line,
            "default-not-known",
            message,
            "export the running configuration with every default, or state it",
        );
    }

    /// A line is not understood and could change what holds for the whole device.
    pub(super) fn refuse(&mut self, account: &mut Account<'_>, line: u32) {
        account.diagnose(line, "setting-not-understood", NOT_UNDERSTOOD, HELP);
        self.unread.push(account.place(line));
    }

    /// A line is not understood; it belongs to something that says nothing of the device as a whole.
    pub(super) fn refuse_inner(&mut self, account: &mut Account<'_>, line: u32) {
        account.diagnose(
            line,
            "setting-not-understood",
            "the line is not understood; what it is about is not counted",
            HELP,
        );
    }

    /// All of it.
    pub(super) fn finish(self) -> DeviceSettings {
        let version = self.version.map(|(_, version)| Foreign::from(version));
        DeviceSettings { version, settings: self.settings, unread: self.unread, ..DeviceSettings::default() }
    }
}
