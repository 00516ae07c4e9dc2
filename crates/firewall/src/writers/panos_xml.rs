//! Palo Alto Networks PAN-OS, as XML: elements for `load config partial`, or, with a present configuration, all of that with our rules
//! before its own. The last of ours denies, so that those behind decide nothing, and stay as they are.
//!
//! Shape: PAN-OS CLI Quick Start, Load a Partial Configuration; PAN-OS and Panorama API Guide, Configuration (API), XPath.

use std::fmt::Write as _;

use super::{
    Intent, Manner, Present, Watch, Writer,
    insertion::inserted,
    names::{by_content, mark},
    panos::{self, ADDRESS_MAX, Line, ZONES, named_addresses, rules, used_services},
};
use crate::xml;

pub(super) static WRITER: Writer = Writer {
    name: "panos-xml",
    title: "Palo Alto Networks PAN-OS, as XML",
    remarks: &[
        "names of rules are longer than PAN-OS before 8.1 takes",
        "without --present it is for load config partial with mode merge, element by element: its rules then have to be moved before those that are there",
        "with --present it is the whole configuration, for load config from; of several virtual systems none is chosen",
        "rules that a management system pushes before those of the device, and sessions that a gateway announces, stay as they are",
        "what stays in one zone is denied too where no conduit declares it",
        "the rules that were there stay behind ours, where nothing reaches them; it is in force after commit",
    ],
    render,
    frame: |_, text| inserted(text, &SYSTEM, &zones()).unwrap_or_default(),
    onto,
    watch: Some(watch),
    rollback: |_, _, present| present.to_owned(),
    ..panos::WRITER
};

/// Where the parts of a virtual system stand.
const SYSTEM: [&str; 5] = ["config", "devices", "entry", "vsys", "entry"];

fn render(intent: &Intent, manner: Manner) -> String {
    let parts = parts(intent, manner, &mark(&parts(intent, manner, "").concat()));
    let inner: String = PLACES.iter().zip(parts).map(|(place, part)| wrapped(place, &part)).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<config version=\"8.1.0\" urldb=\"paloaltonetworks\">\n<devices><entry name=\"localhost.localdomain\">\
         <vsys><entry name=\"vsys1\">\n{inner}</entry></vsys></entry></devices>\n</config>\n"
    )
}

/// Where each part stands in a virtual system.
const PLACES: [&[&str]; 4] = [&["address"], &["address-group"], &["service"], &["rulebase", "security", "rules"]];

fn wrapped(place: &[&str], part: &str) -> String {
    let open: String = place.iter().map(|name| format!("<{name}>")).collect();
    let close: String = place.iter().rev().map(|name| format!("</{name}>")).collect();
    format!("{open}\n{part}{close}\n")
}

/// Addresses, groups of them, services and rules.
fn parts(intent: &Intent, manner: Manner, mark: &str) -> [String; 4] {
    let [mut addresses, mut groups, mut services] = [const { String::new() }; 3];
    let names = by_content(intent, ADDRESS_MAX);
    for (object, name) in intent.objects.iter().zip(&names) {
        let list = named_addresses(name, object.addresses.prefixes());
        for (member, prefix) in &list {
            let _ = writeln!(addresses, "<entry name=\"{member}\"><ip-netmask>{prefix}</ip-netmask></entry>");
        }
        if list.len() != 1 {
            let members: String = list.iter().map(|(member, _)| format!("<member>{member}</member>")).collect();
            let _ = writeln!(groups, "<entry name=\"{name}\"><static>{members}</static></entry>");
        }
    }
    for (name, word, ports) in used_services(intent) {
        let _ = writeln!(
            services,
            "<entry name=\"{name}\"><protocol><{word}><port>{ports}</port></{word}></protocol></entry>"
        );
    }
    let mut listed = String::new();
    rules(intent, manner, &names, mark).iter().for_each(|line| rule(&mut listed, line));
    [addresses, groups, services, listed]
}

fn rule(text: &mut String, rule: &Line<'_>) {
    let Line { title, action, said, .. } = rule;
    let _ = write!(text, "<entry name=\"{title}\">");
    for (key, value) in rule.lists() {
        let _ = write!(text, "<{key}><member>{value}</member></{key}>");
    }
    let _ = writeln!(
        text,
        "<action>{action}</action><log-end>yes</log-end><disabled>no</disabled><description>{said}</description></entry>"
    );
}

/// Zones of a device to read the text by.
fn zones() -> String {
    let one = |(zone, port): (&str, &str)| {
        format!("<entry name=\"{zone}\"><network><layer3><member>{port}</member></layer3></network></entry>")
    };
    format!("<zone>{}</zone>", ZONES.map(one).concat())
}

/// All of the present configuration with ours in it, where it is of one virtual system.
fn onto(present: &Present<'_>, text: String) -> String {
    within(present.text, &text).unwrap_or(text)
}

/// Ours before the rules that are there, which go on deciding and log (by default they do).
fn watch(intent: &Intent, present: &Present<'_>) -> Option<Watch> {
    let logging = present.text.replace("<log-end>no</log-end>", "<log-end>yes</log-end>");
    let after = within(&logging, &render(intent, Manner::OnlyLog))?;
    Some(Watch { text: after.clone(), after })
}

fn within(present: &str, text: &str) -> Option<String> {
    let (root, broken) = xml::parse(present);
    let systems = root.at(&["devices", "entry", "vsys"]).map_or(0, |systems| systems.children.len());
    if broken.is_some() || root.name != "config" || systems != 1 {
        return None;
    }
    let mut whole = Some(present.to_owned());
    for place in PLACES {
        // What is there under one of our names holds the same.
        let is_new = |line: &&str| !line.split_inclusive('>').next().is_some_and(|tag| present.contains(tag));
        let own: String = own_part(text, place).split_inclusive('\n').filter(is_new).collect();
        let path = [&SYSTEM, place].concat();
        whole = whole.and_then(|whole| inserted(&whole, &path, &own));
    }
    whole
}

/// What stands in a part of what was written.
fn own_part(text: &str, place: &[&str]) -> String {
    let name = place.last().copied().unwrap_or_default();
    let (from, to) = (format!("<{name}>"), format!("</{name}>"));
    let inner = text.split_once(&from).and_then(|(_, rest)| rest.split_once(&to));
    inner.map_or("", |(inner, _)| inner).to_owned()
}
