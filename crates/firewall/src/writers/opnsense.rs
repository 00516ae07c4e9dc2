//! OPNsense and pfSense: floating rules in `config.xml`, before all others, and names for addresses.
//!
//! The rules that are there stay: what is for the device itself goes on to be decided by them. With a present configuration all
//! of that is written out again with ours in it; without one there are only ours.

use std::fmt::Write as _;

use ringwall_model::{Addresses, PacketMatch, Ranges};

use super::{
    Entry, Family, Intent, Knows, Manner, Object, Present, Watch, Writer,
    insertion::inserted,
    intent::{TCP, UDP},
    names::{by_content, safe},
    proof::known_connections,
};

pub(super) static WRITER: Writer = Writer {
    name: "opnsense",
    dialect: "opnsense",
    title: "OPNsense",
    knows: Knows::Connections,
    family: Family::Both,
    needs_interfaces: false,
    can_only_log: false,
    watch: Some(|intent, present| OPNSENSE.watch(intent, present)),
    remarks: &REMARKS,
    holds: |protocol| protocol.is_none_or(|number| protocol_word(number).is_some()),
    render: |intent, manner| OPNSENSE.written(intent, manner),
    frame: |_, text| OPNSENSE.framed(text),
    domain,
    onto: |present, text| OPNSENSE.onto(present.text, &text).unwrap_or(text),
    rollback: |_, _, present| present.to_owned(),
};

pub(super) static WRITER_PFSENSE: Writer = Writer {
    name: "pfsense",
    title: "pfSense",
    watch: Some(|intent, present| PFSENSE.watch(intent, present)),
    render: |intent, manner| PFSENSE.written(intent, manner),
    frame: |_, text| PFSENSE.framed(text),
    onto: |present, text| PFSENSE.onto(present.text, &text).unwrap_or(text),
    ..WRITER
};

const REMARKS: [&str; 4] = [
    "IPv6 passes only where the device allows it at all",
    "what the product lets through by rules of its own (DHCP, neighbours of IPv6, CARP) stays as it is",
    "what goes to groups and is for the device itself (routing protocols) is refused too: give it a floating rule before these",
    "restoring a configuration replaces the sections it has: without --present it has these rules and names alone",
];

/// What differs between the two.
struct Product {
    root: &'static str,
    aliases: &'static [&'static str],
    yes: &'static str,
    /// An alias by name and members.
    alias: fn(&str, &[String]) -> String,
}

static OPNSENSE: Product = Product {
    root: "opnsense",
    aliases: &["opnsense", "OPNsense", "Firewall", "Alias", "aliases"],
    yes: "1",
    alias: |name, members| {
        let listed = members.join("\n");
        format!(
            "\n<alias><enabled>1</enabled><name>{name}</name><type>network</type><content>{listed}</content></alias>"
        )
    },
};

static PFSENSE: Product = Product {
    root: "pfsense",
    aliases: &["pfsense", "aliases"],
    yes: "yes",
    alias: |name, members| {
        let listed = members.join(" ");
        format!("\n<alias><name>{name}</name><type>network</type><address>{listed}</address></alias>")
    },
};

/// Longest name of an alias (31 characters), less the mark.
const ALIAS_MAX: usize = 19;
/// Longest description.
const DESCRIPTION_MAX: usize = 200;
/// The device's own address in the text as it is read.
const OWN: &str = "127.0.0.1";

impl Product {
    fn written(&self, intent: &Intent, manner: Manner) -> String {
        let root = self.root;
        let bare = format!("<?xml version=\"1.0\"?>\n<{root}>\n</{root}>\n");
        let names = names(intent);
        let listed = |object: &Object| object.addresses.prefixes().iter().map(ToString::to_string).collect::<Vec<_>>();
        let aliases = intent.objects.iter().zip(&names).map(|(object, name)| (self.alias)(name, &listed(object)));
        let mut rules: String = intent.entries().map(|entry| self.rule(entry, &names)).collect();
        if manner == Manner::Enforce {
            let said = format!("{}: {}", safe(&intent.device, DESCRIPTION_MAX), manner.prefix());
            let ends = "<source><any>1</any></source><destination><network>(self)</network><not>1</not></destination>";
            rules.push_str(&self.floating("block", ("inet46", ""), ends, &said));
        }
        let rules = format!("{rules}\n");
        let with_rules = inserted(&bare, &[root, "filter"], &rules).unwrap_or_default();
        let aliases: String = aliases.collect();
        inserted(&with_rules, self.aliases, &format!("{aliases}\n")).unwrap_or_default()
    }

    fn rule(&self, entry: &Entry, names: &[String]) -> String {
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        let port = entry.port.filter(|_| matches!(entry.protocol, Some(TCP | UDP)));
        let port = port.map(|port| format!("<port>{port}</port>")).unwrap_or_default();
        let ends = format!(
            "<source><address>{}</address></source><destination><address>{}</address>{port}</destination>",
            name(entry.source),
            name(entry.destination)
        );
        let (family, word) = match entry.protocol {
            Some(1) => ("inet", "icmp"),
            Some(number) => ("inet46", protocol_word(number).unwrap_or_default()),
            None => ("inet46", ""),
        };
        self.floating("pass", (family, word), &ends, &safe(&entry.comment, DESCRIPTION_MAX))
    }

    fn floating(&self, action: &str, (family, protocol): (&str, &str), ends: &str, description: &str) -> String {
        let mut text = format!("\n<rule><type>{action}</type><floating>yes</floating><quick>{}</quick>", self.yes);
        let _ = write!(text, "<direction>in</direction><ipprotocol>{family}</ipprotocol>");
        if !protocol.is_empty() {
            let _ = write!(text, "<protocol>{protocol}</protocol>");
        }
        let _ = write!(text, "{ends}<log>1</log><descr>{description}</descr></rule>");
        text
    }

    /// With an address of the device, and IPv6 allowed.
    fn framed(&self, text: &str) -> String {
        let around = format!(
            "<system><ipv6allow>1</ipv6allow><webgui><noantilockout>1</noantilockout></webgui></system>\
             <interfaces><lan><ipaddr>{OWN}</ipaddr><subnet>32</subnet></lan></interfaces>"
        );
        inserted(text, &[self.root], &around).unwrap_or_else(|| text.to_owned())
    }

    /// The present configuration with our rules before its own, and our names.
    fn onto(&self, present: &str, text: &str) -> Option<String> {
        let own = |name: &str| {
            let (from, to) = (format!("<{name}>"), format!("</{name}>"));
            let inner = text.split_once(&from).and_then(|(_, rest)| rest.split_once(&to));
            inner.map_or("", |(inner, _)| inner).to_owned()
        };
        let with_rules = inserted(present, &[self.root, "filter"], &own("filter"))?;
        inserted(&with_rules, self.aliases, &own("aliases"))
    }

    /// The present configuration with what is meant before its own rules, which go on deciding and log what they let through.
    fn watch(&self, intent: &Intent, present: &Present<'_>) -> Option<Watch> {
        let after = self.onto(&logging(present.text)?, &self.written(intent, Manner::OnlyLog))?;
        Some(Watch { text: after.clone(), after })
    }
}

/// The document with a log in every rule of its filter that lets something through and writes none.
fn logging(document: &str) -> Option<String> {
    let (before, rest) = document.split_once("<filter>")?;
    let (filter, after) = rest.split_once("</filter>")?;
    let mut rules = filter.split("<rule");
    let mut text = format!("{before}<filter>{}", rules.next().unwrap_or_default());
    for rule in rules {
        text.push_str("<rule");
        let (tag, inner) = rule.split_once('>')?;
        let _ = write!(text, "{tag}>");
        let own = inner.split("</rule>").next().unwrap_or_default();
        let refuses = ["<type>block", "<type>reject"].iter().any(|word| own.contains(word));
        if !refuses && !own.contains("<log") && !tag.ends_with('/') {
            text.push_str("<log>1</log>");
        }
        text.push_str(inner);
    }
    Some(format!("{text}</filter>{after}"))
}

/// Names of letters, digits and underscores.
fn names(intent: &Intent) -> Vec<String> {
    by_content(intent, ALIAS_MAX).iter().map(|name| name.replace(['.', '-'], "_")).collect()
}

/// The words of the list of protocols that both products have.
fn protocol_word(number: u8) -> Option<&'static str> {
    match number {
        1 => Some("icmp"),
        TCP => Some("tcp"),
        UDP => Some("udp"),
        47 => Some("gre"),
        50 => Some("esp"),
        51 => Some("ah"),
        89 => Some("ospf"),
        _ => None,
    }
}

/// What no rule of the product itself may let through, and is not for the device.
fn domain(_: &Intent) -> Vec<PacketMatch> {
    let own = OWN.parse().map_or_else(|_| Addresses::none(), Addresses::one);
    let destination = Some(own.complement());
    let others = Ranges::of([1, 17, 58, 112].map(|number| (number, number))).complement(8);
    let automatic = Ranges::of([(67, 68), (546, 547)]);
    let of =
        |protocol| PacketMatch { protocol: Some(protocol), destination: destination.clone(), ..known_connections() };
    // ICMP is one protocol over IPv4 alone: over IPv6 there is another.
    let icmp = PacketMatch { source: Some(Addresses::all_v4()), ..of(Ranges::one(1_u8)) };
    let udp = PacketMatch { destination_port: Some(automatic.complement(16)), ..of(Ranges::one(UDP)) };
    vec![of(others), icmp, udp]
}
