//! What a device seems to be, from what it did: a small table, first rule that fits.

use std::borrow::Cow;

use ringwall_model::{ComponentType, Confidence, FrameRef, Identity, Operation, Operations};

use crate::attributes::capability;
use crate::behaviour::{Behaviour, Seen};
use crate::claims::Forwards;

/// All that a rule may look at.
#[derive(Debug)]
pub(crate) struct Clues<'a> {
    pub(crate) behaviour: &'a Behaviour,
    pub(crate) told: &'a [&'a Identity],
    /// What it forwards for others.
    pub(crate) forwards: Option<Forwards>,
    /// It was seen on a serial bus only.
    pub(crate) on_bus: bool,
}

/// Why a rule fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) text: String,
    pub(crate) at: FrameRef,
    pub(crate) protocol: Cow<'static, str>,
    pub(crate) confidence: Confidence,
}

/// A role and when a device has it.
#[derive(Debug)]
pub(crate) struct Role {
    /// Word.
    pub(crate) word: &'static str,
    /// Purdue level it belongs to, where one is usual.
    pub(crate) level: Option<&'static str>,
    /// What it is in terms of 62443-4-2.
    pub(crate) component: ComponentType,
    when: fn(&Clues<'_>) -> Option<Reason>,
}

impl Role {
    /// The first role that fits, and why.
    pub(crate) fn of(clues: &Clues<'_>) -> Option<(&'static Self, Reason)> {
        ROLES.iter().find_map(|role| Some((role, (role.when)(clues)?)))
    }
}

/// Devices of the network come first: what they also answer is management. Then those whose process others command, since
/// a controller may well ask another one; then those who command, by the gravest they did; then plain services.
static ROLES: &[Role] = &[
    Role { word: "switch", level: None, component: ComponentType::NetworkDevice, when: bridges },
    Role { word: "access-point", level: None, component: ComponentType::NetworkDevice, when: radios },
    Role { word: "router", level: None, component: ComponentType::NetworkDevice, when: routes },
    Role { word: "safety-device", level: Some("1"), component: ComponentType::EmbeddedDevice, when: keeps_safe },
    Role { word: "scada-server", level: Some("3"), component: ComponentType::HostDevice, when: exchanges },
    Role { word: "plc", level: Some("1"), component: ComponentType::EmbeddedDevice, when: controls },
    Role { word: "plc", level: Some("1"), component: ComponentType::EmbeddedDevice, when: is_commanded },
    Role { word: "plc", level: Some("1"), component: ComponentType::EmbeddedDevice, when: is_read },
    Role { word: "engineering-station", level: Some("2"), component: ComponentType::HostDevice, when: engineers },
    Role { word: "plc", level: Some("1"), component: ComponentType::EmbeddedDevice, when: masters },
    Role { word: "scada-server", level: Some("2"), component: ComponentType::HostDevice, when: supervises },
    Role { word: "hmi", level: Some("2"), component: ComponentType::HostDevice, when: operates },
    Role { word: "historian", level: Some("3"), component: ComponentType::HostDevice, when: collects },
    Role { word: "hmi", level: Some("2"), component: ComponentType::HostDevice, when: watches },
    Role { word: "engineering-station", level: Some("2"), component: ComponentType::HostDevice, when: commissions },
    Role { word: "broker", level: None, component: ComponentType::HostDevice, when: brokers },
    Role { word: "field-device", level: Some("1"), component: ComponentType::EmbeddedDevice, when: is_controlled },
    Role { word: "field-device", level: Some("1"), component: ComponentType::EmbeddedDevice, when: tells },
    Role { word: "historian", level: Some("3"), component: ComponentType::HostDevice, when: gathers },
    Role { word: "hmi", level: Some("2"), component: ComponentType::HostDevice, when: listens },
    Role { word: "time-server", level: Some("3"), component: ComponentType::HostDevice, when: gives_time },
    Role { word: "router", level: None, component: ComponentType::NetworkDevice, when: may_route },
    Role { word: "server", level: None, component: ComponentType::HostDevice, when: serves },
];

/// Commands to a process.
const COMMANDS: Operations = Operations::of(&[Operation::Write, Operation::Operate, Operation::Mode]);
/// Work on programs and settings.
const ENGINEERING: Operations = Operations::of(&[
    Operation::ProgramRead,
    Operation::ProgramWrite,
    Operation::Firmware,
    Operation::Configure,
    Operation::Secure,
]);
/// Values taken from a process.
const READS: Operations = Operations::of(&[Operation::Read, Operation::Report, Operation::Io]);
/// From so many controllers on, who commands them supervises a unit.
const SUPERVISED_MIN: usize = 8;
/// From so many controllers on, who only reads them collects.
const COLLECTED_MIN: usize = 2;
/// So many clients make a service of what was answered.
const CLIENTS_MIN: usize = 2;

fn bridges(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "bridge", Confidence::Medium)?, "it says that it bridges")
}

fn radios(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "wlan-access-point", Confidence::High)?, "it says that it is a wireless access point")
}

fn routes(clues: &Clues<'_>) -> Option<Reason> {
    if let Some(Forwards { addresses, lowered, at, sure: true }) = clues.forwards {
        let passed_on = match lowered {
            0 => String::new(),
            n => format!("; the hop counts of {n} were lowered on their way"),
        };
        let text = format!("its frames carried {addresses} address(es) that are not its own{passed_on}");
        return Some(Reason { text, at, protocol: Cow::Borrowed("frames"), confidence: Confidence::Medium });
    }
    says(capability(clues.told, "router", Confidence::High)?, "it says that it routes")
}

fn keeps_safe(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "safety", Confidence::High)?, "it takes part in a safety function")
}

/// What one control centre asks of another is no work on a controller.
fn exchanges(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "control-centre", Confidence::Medium)?, "it exchanges data with another control centre")
}

/// A controller writes parameters to its devices whenever it connects to them: that does not make it an engineering station.
fn controls(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "io-controller", Confidence::High)?, "it says that it controls other devices")
}

fn commissions(clues: &Clues<'_>) -> Option<Reason> {
    says(capability(clues.told, "io-supervisor", Confidence::High)?, "it says that it commissions or diagnoses devices")
}

fn is_controlled(clues: &Clues<'_>) -> Option<Reason> {
    says(
        capability(clues.told, "io-device", Confidence::High)?,
        "it says, or showed by accepting a controller, that others control its inputs and outputs",
    )
}

/// Only where it did nothing else: a controller may have a second address for which it was not heard to answer.
fn may_route(clues: &Clues<'_>) -> Option<Reason> {
    let Forwards { at, lowered, .. } = clues.forwards?;
    let text = match lowered {
        0 => "its frames carried an address that it did not claim; it may be a second one of its own",
        _ => "its frames carried an address that it did not claim, with a hop count lowered on its way",
    };
    let text = text.to_owned();
    Some(Reason { text, at, protocol: Cow::Borrowed("frames"), confidence: Confidence::Low })
}

fn says(identity: &Identity, text: &str) -> Option<Reason> {
    let (at, protocol, confidence) = (identity.at, identity.protocol.clone(), identity.confidence);
    Some(Reason { text: text.to_owned(), at, protocol, confidence })
}

/// Parameters that its controller gives a device of PROFINET do not make it a controller.
fn is_commanded(clues: &Clues<'_>) -> Option<Reason> {
    let (operation, seen) = first(&clues.behaviour.served, COMMANDS.union(ENGINEERING))?;
    if seen.protocol.starts_with("profinet") && is_controlled(clues).is_some() {
        return None;
    }
    reason(format!("it accepted `{operation}` over {}", seen.protocol), seen, Confidence::Medium)
}

fn is_read(clues: &Clues<'_>) -> Option<Reason> {
    let (operation, seen) = first(&clues.behaviour.served, READS)?;
    let more = "it may as well be a gateway, a drive or an instrument";
    reason(format!("it answered `{operation}` over {}; {more}", seen.protocol), seen, Confidence::Low)
}

fn engineers(clues: &Clues<'_>) -> Option<Reason> {
    let (operation, seen) = first(&clues.behaviour.done, ENGINEERING)?;
    reason(format!("a controller accepted its `{operation}` over {}", seen.protocol), seen, Confidence::Medium)
}

/// People and archives are on networks: what asks the stations of a bus it is on is mostly another controller.
fn masters(clues: &Clues<'_>) -> Option<Reason> {
    let (operation, seen) = first(&clues.behaviour.done, READS.union(COMMANDS)).filter(|_| clues.on_bus)?;
    let more = "it may as well be an operator panel or somebody's tool";
    reason(
        format!("a station of its bus accepted its `{operation}` over {}; {more}", seen.protocol),
        seen,
        Confidence::Low,
    )
}

fn supervises(clues: &Clues<'_>) -> Option<Reason> {
    let commanded = first(&clues.behaviour.done, COMMANDS)?.1;
    let count = devices(clues.behaviour, READS.union(COMMANDS));
    let text = format!("it reads or commands {count} controllers over {}", commanded.protocol);
    (count >= SUPERVISED_MIN).then(|| reason(text, commanded, Confidence::Low)).flatten()
}

fn operates(clues: &Clues<'_>) -> Option<Reason> {
    let (operation, seen) = first(&clues.behaviour.done, COMMANDS)?;
    reason(format!("a controller accepted its `{operation}` over {}", seen.protocol), seen, Confidence::Medium)
}

fn collects(clues: &Clues<'_>) -> Option<Reason> {
    let seen = first(&clues.behaviour.done, READS)?.1;
    let count = devices(clues.behaviour, READS);
    let text = format!("it read {count} controllers over {} and was not seen to command any", seen.protocol);
    (count >= COLLECTED_MIN).then(|| reason(text, seen, Confidence::Low)).flatten()
}

fn watches(clues: &Clues<'_>) -> Option<Reason> {
    let seen = first(&clues.behaviour.done, READS)?.1;
    let text = format!("it read a controller over {} and was not seen to command it", seen.protocol);
    reason(text, seen, Confidence::Low)
}

fn brokers(clues: &Clues<'_>) -> Option<Reason> {
    let seen = clues.behaviour.brokered.as_ref()?;
    let text = format!("it took what {} client(s) tell or ask each other over {}", seen.with.len(), seen.protocol);
    reason(text, seen, Confidence::Medium)
}

/// Who hears values and tells them on is a broker or a gateway, or exchanges them with its like.
fn tells(clues: &Clues<'_>) -> Option<Reason> {
    let (_, seen) = first(&clues.behaviour.told, READS)?;
    let text =
        format!("it told process values over {}; a relay, an instrument, a drive or a gateway does", seen.protocol);
    if clues.behaviour.heard.is_empty() { reason(text, seen, Confidence::Low) } else { None }
}

fn gathers(clues: &Clues<'_>) -> Option<Reason> {
    let (_, seen) = reports(clues)?;
    let count = seen.with.len();
    let text = format!("{count} devices reported process values to it over {}", seen.protocol);
    (count >= COLLECTED_MIN).then(|| reason(text, seen, Confidence::Low)).flatten()
}

fn listens(clues: &Clues<'_>) -> Option<Reason> {
    let (_, seen) = reports(clues)?;
    reason(format!("a device reported process values to it over {}", seen.protocol), seen, Confidence::Low)
}

/// Reports to a device that tells no values itself.
fn reports<'a>(clues: &'a Clues<'_>) -> Option<(Operation, &'a Seen)> {
    let heard = first(&clues.behaviour.heard, Operations::of(&[Operation::Report]))?;
    clues.behaviour.told.is_empty().then_some(heard)
}

fn gives_time(clues: &Clues<'_>) -> Option<Reason> {
    let seen = clues.behaviour.time.as_ref()?;
    reason(format!("{} device(s) took time from it", seen.with.len()), seen, Confidence::Medium)
}

fn serves(clues: &Clues<'_>) -> Option<Reason> {
    let services = clues.behaviour.services.values();
    let seen = services.filter(|s| s.with.len() >= CLIENTS_MIN).min_by_key(|s| s.at)?;
    reason(format!("it answered {} clients over {}", seen.with.len(), seen.protocol), seen, Confidence::Low)
}

fn reason(text: String, seen: &Seen, confidence: Confidence) -> Option<Reason> {
    Some(Reason { text, at: seen.at, protocol: seen.protocol.clone(), confidence })
}

/// The earliest of these operations.
fn first(seen: &std::collections::BTreeMap<Operation, Seen>, of: Operations) -> Option<(Operation, &Seen)> {
    seen.iter().filter(|(o, _)| of.contains(**o)).min_by_key(|(o, s)| (s.at, **o)).map(|(o, s)| (*o, s))
}

/// Devices it did any of these operations to.
fn devices(behaviour: &Behaviour, of: Operations) -> usize {
    let with = behaviour.done.iter().filter(|(o, _)| of.contains(**o)).flat_map(|(_, s)| s.with.iter());
    with.collect::<std::collections::BTreeSet<_>>().len()
}
