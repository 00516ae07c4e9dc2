//! What a device's own configuration says of the device itself: how it is reached, how people log in, what it keeps and limits.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{AssetId, Foreign, LineAccount, Span, Taken};

/// Where people meet the device's prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// A cable at the device itself.
    Console,
    /// The network.
    Remote,
}

/// What a door asks before it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginCheck {
    /// Nothing.
    Nothing,
    /// One password for everybody.
    Password,
    /// An account the device keeps itself.
    OwnAccount,
    /// An account of a central store.
    CentralAccount,
    /// It stays shut: a password is asked for, and there is none.
    Shut,
}

/// How a secret is kept in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// As it is.
    Readable,
    /// Hidden by a method anyone can undo.
    Reversible,
    /// Hashed, or encrypted with a key the text does not hold.
    Hidden,
}

/// One thing a configuration says of its device. No secret is among it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum DeviceFact {
    /// A service by which the device is managed over the network.
    Service {
        /// What people call it.
        name: Cow<'static, str>,
        /// It is offered; none: the text does not tell.
        on: Option<bool>,
        /// Whoever logs in sends the credential readable.
        clear: bool,
        /// It shows a page, rather than a prompt.
        page: bool,
        /// Only some addresses reach it.
        limited: bool,
    },
    /// A shared string is taken for a credential, readable on the wire.
    SharedString {
        /// It lets changes in.
        changing: bool,
        /// It is the one the device came with.
        factory: bool,
        /// Only from some addresses.
        limited: bool,
    },
    /// Programs that manage the device prove who they are, or not.
    Programs {
        /// They prove it.
        authenticated: bool,
        /// Nobody can read what they exchange.
        encrypted: bool,
    },
    /// An algorithm that guidance no longer accepts is set or allowed.
    WeakAlgorithm {
        /// Which, and for what.
        name: Cow<'static, str>,
    },
    /// A secret stands in the configuration.
    Secret {
        /// Of whom or for what.
        of: Foreign,
        /// How.
        kept: Kept,
    },
    /// What a door asks.
    Login {
        /// The door.
        door: Door,
        /// What it asks.
        check: LoginCheck,
    },
    /// When an idle session at a door ends.
    IdleEnd {
        /// The door.
        door: Door,
        /// After so many seconds; none: never.
        after_s: Option<u32>,
    },
    /// Too many wrong logins are refused for a time.
    LoginLimit {
        /// How many.
        attempts: u32,
        /// For how long, in seconds; none: until somebody unlocks.
        refused_s: Option<u32>,
        /// Doors at which it holds.
        doors: Vec<Door>,
        /// It holds for pages as it does for prompts.
        pages: bool,
        /// No account is exempt.
        every_account: bool,
    },
    /// A notice is shown ahead of the login.
    Notice {
        /// On pages as well as at prompts.
        pages: bool,
    },
    /// Accounts are looked up in a central store.
    CentralAccounts,
    /// Logins rest on the device's own accounts or passwords alone.
    OwnAccountsOnly,
    /// A physical port.
    Port {
        /// Its name.
        name: Foreign,
        /// It is switched on.
        on: bool,
        /// Something limits floods that come in.
        flood_limited: bool,
        /// It admits known or counted stations only.
        guarded: bool,
        /// It carries several VLANs.
        trunk: bool,
    },
    /// Copies of the configuration are made by themselves.
    AutomaticCopies,
    /// A time source is followed.
    TimeSource {
        /// It must prove who it is.
        authenticated: bool,
    },
    /// Log records go to a collector.
    LogCollector,
    /// When it fails, packets pass unseen.
    FailOpen,
}

/// One thing, and where it is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceSetting {
    /// The line; of what holds because a line is absent, the line that states the version.
    pub place: Span,
    /// Code of the default it holds by, where no line says it.
    pub by_default: Option<Cow<'static, str>>,
    /// What is said.
    pub fact: DeviceFact,
}

/// What the configuration of one device says of the device itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSettings {
    /// The file it was read from.
    pub file: Foreign,
    /// Its hash, where it was taken.
    pub sha256: Option<Box<str>>,
    /// The declared asset it is of.
    pub asset: Option<AssetId>,
    /// The dialect's name.
    pub dialect: Cow<'static, str>,
    /// Version of the system, where the text states one.
    pub version: Option<Foreign>,
    /// Where it comes from; while anything is missing, what it shows is a claim.
    pub taken: Taken,
    /// What it says, sorted by line.
    pub settings: Vec<DeviceSetting>,
    /// Lines that are not understood and could change what holds for the whole device.
    pub unread: Vec<Span>,
    /// What became of its lines.
    pub lines: LineAccount,
}

impl DeviceSettings {
    /// The facts, without their places.
    pub fn facts(&self) -> impl Iterator<Item = &DeviceFact> {
        self.settings.iter().map(|setting| &setting.fact)
    }
}
