//! Why an interface is not watched, with what to do about it.

use std::io;

use ringwall_capture::live::NotQuiet;
use ringwall_model::Foreign;

/// What stops watching. Names are those of interfaces that exist, or are escaped.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no such interface.
    #[error("there is no network interface {}", Foreign::from(.0.as_str()).terminal())]
    NoInterface(String),
    /// Nothing comes by it.
    #[error("the interface {0} is down")]
    Down(String),
    /// It could send by itself.
    #[error("{name} is not quiet: it {}", .not_quiet.because.join(", "))]
    NotQuiet {
        /// Its name.
        name: String,
        /// Why, and what quietens it.
        not_quiet: NotQuiet,
    },
    /// The system refuses.
    #[error("{name} cannot be watched: {source}")]
    NotOpened {
        /// Its name.
        name: String,
        /// In the system's words.
        source: io::Error,
    },
    /// Privileges are still there.
    #[error("the privileges that opened the interface cannot be given up: {0}")]
    Privileged(io::Error),
    /// Frames no longer come.
    #[error("reading from the interface failed: {0}")]
    Reading(io::Error),
}

impl WatchError {
    /// What to do.
    pub fn help(&self) -> String {
        match self {
            Self::NoInterface(_) => "ip link lists those there are".to_owned(),
            Self::Down(name) => format!("run as root: ip link set dev {name} up"),
            Self::NotQuiet { not_quiet, .. } => format!(
                "quieten it, as root, or watch it all the same with --accept-address:\n    {}",
                not_quiet.commands.join("\n    ")
            ),
            Self::NotOpened { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "run it as root, or give it the right alone: setcap cap_net_raw+ep on the program".to_owned()
            }
            Self::NotOpened { .. } | Self::Reading(_) => "check the interface with ip link".to_owned(),
            Self::Privileged(_) => "run it as root, or as an account with only CAP_NET_RAW".to_owned(),
        }
    }
}
