//! A capture whose network was published with a description: devices, and a time line of what was done to them.
//!
//! Beside such a capture lie `<capture>.oracle/westermo/README.md` with a table of devices and `events.txt` with the time line.
//! Devices must be told apart, none invented. What was done to the device at which the capture was taken must be found at its
//! time; whatever is found must stand in the time line; and every other event is listed as not visible from there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use ringwall_model::Instant;
use serde_json::Value;

/// The clocks of who wrote the time line and of who captured agree to this.
const CLOCKS_US: i64 = 2_000_000;

/// An event of the time line.
#[derive(Debug)]
struct Described {
    kind: String,
    begin: Instant,
    end: Instant,
    /// What was written at its begin, and at its end.
    text: String,
    /// Addresses in it.
    addresses: BTreeSet<String>,
    /// It was done to the device at which the capture was taken.
    is_here: bool,
}

/// An event of ours.
#[derive(Debug)]
struct Found {
    kind: String,
    first: Instant,
    last: Instant,
    addresses: BTreeSet<String>,
    text: String,
    /// An event of the time line is this one.
    is_described: bool,
}

/// Holds an answer against the description beside its capture; true where there is none.
pub fn compare(file: &Path, answer: &Value) -> Result<bool> {
    let mut folder = file.as_os_str().to_owned();
    folder.push(".oracle/westermo");
    let (readme, events) = (Path::new(&folder).join("README.md"), Path::new(&folder).join("events.txt"));
    if !readme.exists() || !events.exists() {
        return Ok(true);
    }
    let devices = devices(&fs::read_to_string(readme)?);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let here = devices.values().find(|device| name.contains(&format!("_{}_", device.name)));
    let place = here.map_or("a place its name does not tell", |device| &device.name);
    println!("\ndescribed: {name}, taken at {place}");
    let devices_agree = told_apart(&devices, answer)?;
    let (first, last) = times(answer)?;
    let described = time_line(&fs::read_to_string(events)?, first, here);
    let events_agree = at_their_times(&described, found(answer)?, last);
    Ok(devices_agree && events_agree && came_twice(answer))
}

/// A device of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Device {
    name: String,
    /// Its address when the capture began.
    ip: String,
}

/// Devices by their MAC addresses.
type Devices = BTreeMap<String, Device>;

fn devices(readme: &str) -> Devices {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, name, ip, mac, ..] = cells.as_slice() else { return None };
        let mac = mac.strip_prefix('`')?.strip_suffix('`')?;
        Some((mac.to_lowercase(), Device { name: (*name).to_owned(), ip: (*ip).to_owned() }))
    };
    readme.lines().filter_map(row).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> Result<&'v Vec<Value>> {
    value.get(key).and_then(Value::as_array).with_context(|| format!("no {key}"))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Every asset is one device of the table, every device no more than one asset, and who announced itself is what it says.
fn told_apart(devices: &Devices, answer: &Value) -> Result<bool> {
    let (mut agree, mut seen) = (true, BTreeMap::new());
    let mut by_asset: BTreeMap<&str, &str> = BTreeMap::new();
    for asset in list(answer, "assets")? {
        let macs = list(asset, "interfaces")?.iter().map(|interface| text(interface, "mac"));
        let names: BTreeSet<&str> =
            macs.filter_map(|mac| devices.get(mac)).map(|device| device.name.as_str()).collect();
        match names.iter().collect::<Vec<_>>().as_slice() {
            [name] => {
                by_asset.insert(text(asset, "id"), name);
                if seen.insert(**name, text(asset, "id")).is_some() {
                    println!("described: {name} is more than one asset");
                    agree = false;
                }
            }
            [] => {
                println!("described: {} is no device of the description", text(asset, "id"));
                agree = false;
            }
            _ => {
                println!("described: {names:?} are one asset");
                agree = false;
            }
        }
    }
    let names = devices.values().map(|device| device.name.as_str());
    let unseen: Vec<&str> = names.filter(|name| !seen.contains_key(name)).collect();
    println!("described: {} of {} devices told apart; not visible from there: {unseen:?}", seen.len(), devices.len());
    let neighbours = list(answer, "neighbours")?;
    for told in neighbours {
        println!("described: {} announced itself through {}", text(told, "asset"), text(told, "port"));
        agree &= by_asset.contains_key(text(told, "asset"));
    }
    Ok(agree && !neighbours.is_empty())
}

fn instant(value: &Value, key: &str) -> Result<Instant> {
    Instant::parse(text(value, key)).with_context(|| format!("no {key}"))
}

/// Of the first and the last frame.
fn times(answer: &Value) -> Result<(Instant, Instant)> {
    let conversations = list(answer, "conversations")?;
    let first: Result<Vec<Instant>> = conversations.iter().map(|c| instant(c, "first_seen")).collect();
    let last: Result<Vec<Instant>> = conversations.iter().map(|c| instant(c, "last_seen")).collect();
    let first = first?.into_iter().min().context("no conversation")?;
    Ok((first, last?.into_iter().max().unwrap_or(first)))
}

/// Words that are IPv4 addresses.
fn addresses(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.filter(|word| word.parse::<std::net::Ipv4Addr>().is_ok()).map(str::to_owned).collect()
}

/// Begins and ends joined. Each line says how long after the begin of the capture it was written.
fn time_line(lines: &str, first: Instant, here: Option<&Device>) -> Vec<Described> {
    let mut events: Vec<Described> = Vec::new();
    let mut own: BTreeSet<String> = here.iter().map(|device| device.ip.clone()).collect();
    for line in lines.lines() {
        let Some((offset, rest)) = line.rsplit_once("-- ").and_then(|(_, rest)| rest.split_once("] [")) else {
            continue;
        };
        let (Ok(offset), Some((word, text))) = (offset.parse::<f64>(), rest.split_once(']')) else { continue };
        let at = Instant(first.0 + (offset * 1e6) as i64);
        if let Some(kind) = word.strip_suffix("-START") {
            let addresses = addresses(text);
            let is_here = !own.is_disjoint(&addresses);
            let text = text.trim().to_owned();
            events.push(Described { kind: kind.to_owned(), begin: at, end: at, text, addresses, is_here });
        } else if let Some(open) =
            word.strip_suffix("-END").and_then(|kind| events.last_mut().filter(|e| e.kind == kind))
        {
            open.end = at;
            open.addresses.extend(addresses(text));
        }
        moved(&mut own, line, here);
    }
    events
}

/// Which addresses the device has at which the capture is taken, as far as the time line has told until now: a wrong one that
/// it is given stays until that is mended.
fn moved(own: &mut BTreeSet<String>, line: &str, here: Option<&Device>) {
    let Some(here) = here else { return };
    if let Some((_, change)) = line.split_once(&format!("Misconf bad address {}: ", here.name)) {
        *own = addresses(change);
    } else if line.contains("Fix misconfiguration") && own.len() > 1 {
        *own = addresses(line);
    }
}

/// What the program says happened.
fn found(answer: &Value) -> Result<Vec<Found>> {
    let event = |event: &Value| {
        let mut addresses: BTreeSet<String> = ["target", "ip"].map(|key| text(event, key).to_owned()).into();
        let targets = event.get("targets").and_then(Value::as_array).into_iter().flatten();
        addresses.extend(targets.filter_map(Value::as_str).map(str::to_owned));
        addresses.retain(|address| !address.is_empty());
        Ok(Found {
            kind: text(event, "event").to_owned(),
            first: instant(event, "first_seen")?,
            last: instant(event, "last_seen")?,
            text: format!("{} by {} to {addresses:?}", text(event, "event"), text(event, "by")),
            addresses,
            is_described: false,
        })
    };
    list(answer, "events")?.iter().map(event).collect()
}

/// The kind of ours that shows one of the time line.
fn shown_by(kind: &str) -> Option<&'static str> {
    match kind {
        "BAD-PORTSCAN1" | "BAD-PORTSCAN2" => Some("scan"),
        "BAD-SSH" => Some("login-series"),
        "BAD-MISCONF" | "BAD-MISCONF-DUPLICATION" => Some("address-claimed"),
        _ => None,
    }
}

fn is_within(at: Instant, event: &Described) -> bool {
    event.begin.0 - CLOCKS_US <= at.0 && at.0 <= event.end.0 + CLOCKS_US
}

fn at_their_times(described: &[Described], mut found: Vec<Found>, last: Instant) -> bool {
    let (mut agree, mut seen) = (true, BTreeMap::<&str, u64>::new());
    let mut not_visible = Vec::new();
    let (during, after): (Vec<&Described>, Vec<&Described>) = described.iter().partition(|event| event.begin <= last);
    for event in during {
        let mut is_found = false;
        for own in found.iter_mut().filter(|own| Some(own.kind.as_str()) == shown_by(&event.kind)) {
            let in_time = is_within(own.first, event) || (own.kind == "address-claimed" && is_within(own.last, event));
            if in_time && own.addresses.is_subset(&event.addresses) {
                (own.is_described, is_found) = (true, true);
            }
        }
        if is_found {
            *seen.entry(&event.kind).or_default() += 1;
        } else {
            not_visible.push(event);
        }
        if !is_found && event.is_here && shown_by(&event.kind).is_some() {
            println!("described: {} {} was done there and is not found", event.kind, event.text);
            agree = false;
        }
    }
    for own in found.iter().filter(|own| !own.is_described) {
        println!("described: {} at {} is not in the time line", own.text, own.first);
        agree = false;
    }
    println!("described: seen at their times: {seen:?}");
    for event in &not_visible {
        println!("described: not visible from there: {} at {} {}", event.kind, event.begin, event.text);
    }
    println!("described: {} not visible, {} after the capture's end", not_visible.len(), after.len());
    agree && !seen.is_empty()
}

/// The description says that frames were recorded on their way in and out.
fn came_twice(answer: &Value) -> bool {
    let told = answer.get("diagnostics").and_then(Value::as_array).into_iter().flatten();
    let twice = told.into_iter().find(|d| text(d, "code") == "frames-twice");
    println!("described: {}", twice.map_or("no frame is said to have come twice", |d| text(d, "message")));
    twice.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str =
        "|Name | Initial IP | MAC | Hardware|\n|---|---|---|---|\n|right | 10.0.0.4 | `00:07:7C:29:DE:61` | router |\n";
    const EVENTS: &str = "[1.0 -- 2023-03-10 10:00:00 -- 0.00] [INFO] data collection starts\n\
        [2.0 -- 2023-03-10 10:00:01 -- 1.00] [BAD-SSH-START] SSH 20 times target: 10.0.0.9\n\
        [3.0 -- 2023-03-10 10:00:02 -- 2.00] [BAD-SSH-END] 3 of 20\n";

    #[test]
    fn a_device_and_an_event_are_read_from_the_description() {
        let devices = devices(README);
        let right = devices.get("00:07:7c:29:de:61");
        assert_eq!(right.map(|device| (device.name.as_str(), device.ip.as_str())), Some(("right", "10.0.0.4")));
        let line = time_line(EVENTS, Instant(0), right);
        assert_eq!((line.len(), line[0].begin, line[0].end), (1, Instant(1_000_000), Instant(2_000_000)));
        assert!(line[0].addresses.contains("10.0.0.9"));
    }

    #[test]
    fn what_the_time_line_does_not_tell_is_said_to_be_ours_alone() {
        let line = time_line(EVENTS, Instant(0), None);
        let series = |ip: &str| Found {
            kind: "login-series".into(),
            first: Instant(1_500_000),
            last: Instant(1_900_000),
            addresses: [ip.to_owned()].into(),
            text: String::new(),
            is_described: false,
        };
        assert!(at_their_times(&line, vec![series("10.0.0.9")], Instant(9_000_000)));
        assert!(!at_their_times(&line, vec![series("10.0.0.8")], Instant(9_000_000)));
    }
}
