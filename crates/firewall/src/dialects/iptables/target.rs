//! What a rule does.

use ringwall_model::Action;

/// What the words behind `-j` say.
#[derive(Debug)]
pub(super) enum Target {
    /// A built-in target.
    Does { action: Action, logs: bool },
    /// A chain.
    Chain(String),
}

/// Targets that decide nothing: they log, mark or change what no rule here looks at (iptables-extensions(8)).
const PASSING: [&str; 25] = [
    "AUDIT",
    "CHECKSUM",
    "CLASSIFY",
    "CONNMARK",
    "CONNSECMARK",
    "CT",
    "DSCP",
    "ECN",
    "HL",
    "HMARK",
    "IDLETIMER",
    "LED",
    "MARK",
    "NOTRACK",
    "RATEEST",
    "SECMARK",
    "SET",
    "TCPMSS",
    "TCPOPTSTRIP",
    "TEE",
    "TOS",
    "TRACE",
    "TTL",
    "IMQ",
    "ACCOUNT",
];

/// Targets that write a log line and go on.
const LOGGING: [&str; 3] = ["LOG", "NFLOG", "ULOG"];

/// Translations of the source: they come behind every filter.
const SOURCE_TRANSLATIONS: [&str; 2] = ["SNAT", "MASQUERADE"];

/// Targets that give the packet to somebody else, or another destination that the text does not tell.
const UNKNOWN: [&str; 8] = ["CLUSTERIP", "QUEUE", "NFQUEUE", "TPROXY", "REDIRECT", "NETMAP", "SYNPROXY", "MIRROR"];

/// Reads a target and its options; the rest of the line belongs to it.
pub(super) fn target(name: &str, options: &[String]) -> Target {
    let does = |action| Target::Does { action, logs: false };
    match name {
        "ACCEPT" => does(Action::Permit),
        "DROP" | "REJECT" => does(Action::Deny),
        "RETURN" => does(Action::Return),
        "DNAT" => does(translation(options)),
        name if LOGGING.contains(&name) => Target::Does { action: Action::Pass, logs: true },
        name if PASSING.contains(&name) || SOURCE_TRANSLATIONS.contains(&name) => does(Action::Pass),
        name if UNKNOWN.contains(&name) => does(Action::Unknown),
        name => Target::Chain(name.to_owned()),
    }
}

/// `--to-destination 10.1.1.4:502`; anything but one address and one port is not followed.
fn translation(options: &[String]) -> Action {
    let value = options.iter().position(|o| o == "--to-destination").and_then(|at| options.get(at.saturating_add(1)));
    let others = options.len() > 2;
    value.filter(|_| !others).and_then(|value| destination(value)).unwrap_or(Action::Unknown)
}

fn destination(text: &str) -> Option<Action> {
    if let Ok(address) = text.parse::<std::net::IpAddr>() {
        return Some(Action::Translate { destination: Some(address), port: None });
    }
    let socket: std::net::SocketAddr = match text.strip_prefix(':') {
        Some(port) => return Some(Action::Translate { destination: None, port: Some(port.parse().ok()?) }),
        None => text.parse().ok()?,
    };
    Some(Action::Translate { destination: Some(socket.ip()), port: Some(socket.port()) })
}
