//! nftables: a table of its own, so that nothing else the device filters is touched.

use std::fmt::Write as _;

use ringwall_model::Addresses;

use super::{
    Entry, Family, Intent, Knows, Manner, Object, Present, Writer, alone, every_packet, every_protocol,
    intent::{TCP, UDP},
    names::{safe, safe_names},
};

pub(super) static WRITER: Writer = Writer {
    name: "nftables",
    dialect: "nftables",
    title: "nftables",
    knows: Knows::Connections,
    family: Family::Both,
    needs_interfaces: false,
    can_only_log: true,
    watch: None,
    remarks: &[],
    holds: every_protocol,
    render,
    frame: alone,
    domain: every_packet,
    onto: |present, text| clear(present) + &text,
    rollback: |_, _, present| rollback(present),
};

/// The table that is written.
const TABLE: &str = "inet ringwall";
/// Longest name of a set or chain (linux/netfilter/nf_tables.h allows 255).
const NAME_MAX: usize = 100;
/// Longest comment (libnftnl, NFTNL_UDATA_COMMENT_MAXLEN) and prefix of a log line (linux/netfilter/nf_log.h).
const COMMENT_MAX: usize = 110;

/// Writes the table.
fn render(intent: &Intent, manner: Manner) -> String {
    let mut text = format!(
        "# {}: {}\n# Load with nft -f; it replaces its own table and nothing else.\n\
         table {TABLE}\ndelete table {TABLE}\ntable {TABLE} {{\n",
        safe(&intent.device, NAME_MAX),
        manner.said()
    );
    let sets = safe_names(intent.objects.iter().map(|object| object.name.as_str()), NAME_MAX);
    for (object, name) in intent.objects.iter().zip(&sets) {
        set(&mut text, object, name);
    }
    let conduits = intent.groups.iter().map(|group| group.conduit.as_str());
    let chains: Vec<String> =
        safe_names(conduits, NAME_MAX).into_iter().map(|name| format!("conduit-{name}")).collect();
    for (group, chain) in intent.groups.iter().zip(&chains) {
        let _ = writeln!(text, "\tchain {chain} {{");
        group.entries.iter().for_each(|entry| rules(&mut text, intent, &sets, entry, manner));
        text.push_str("\t}\n");
    }
    through(&mut text, &chains, manner);
    text.push_str("}\n");
    text
}

/// Where every packet comes by.
fn through(text: &mut String, chains: &[String], manner: Manner) {
    let policy = if manner == Manner::Enforce { "drop" } else { "accept" };
    let _ = writeln!(text, "\tchain through {{\n\t\ttype filter hook forward priority filter; policy {policy};");
    text.push_str("\t\tct state established accept\n");
    for (family, protocol) in [("ipv4", "icmp"), ("ipv6", "ipv6-icmp")] {
        let _ = writeln!(text, "\t\tct state related meta nfproto {family} meta l4proto {protocol} accept");
    }
    for chain in chains {
        let _ = writeln!(text, "\t\tct state new jump {chain}");
    }
    let _ = writeln!(text, "\t\tlimit rate 20/second log prefix \"{} \"\n\t}}", manner.prefix());
}

/// The addresses of an object, a set for each family.
fn set(text: &mut String, object: &Object, name: &str) {
    for (family, kind) in [("v4", "ipv4_addr"), ("v6", "ipv6_addr")] {
        let listed = listed(&object.addresses, family == "v6");
        if !listed.is_empty() {
            let _ = writeln!(
                text,
                "\tset {name}.{family} {{\n\t\ttype {kind}\n\t\tflags interval\n\t\telements = {{ {} }}\n\t}}",
                listed.join(", ")
            );
        }
    }
}

/// The prefixes of one family; one address without its length.
fn listed(addresses: &Addresses, v6: bool) -> Vec<String> {
    let bits = if v6 { 128 } else { 32 };
    let own = addresses.prefixes().into_iter().filter(|prefix| prefix.address.is_ipv6() == v6);
    own.map(|p| if p.length == bits { p.address.to_string() } else { p.to_string() }).collect()
}

fn rules(text: &mut String, intent: &Intent, sets: &[String], entry: &Entry, manner: Manner) {
    let (from, to) = (intent.object(entry.source), intent.object(entry.destination));
    let (Some(source), Some(destination)) = (sets.get(entry.source), sets.get(entry.destination)) else { return };
    for (family, header) in [("v4", "ip"), ("v6", "ip6")] {
        let is_empty = |object: &Object| listed(&object.addresses, family == "v6").is_empty();
        if from.iter().chain(to).any(is_empty) {
            continue;
        }
        let comment = safe(&entry.comment, COMMENT_MAX);
        let log = if manner == Manner::Enforce { format!(" log prefix \"{comment} \"") } else { String::new() };
        let _ = writeln!(
            text,
            "\t\t{header} saddr @{source}.{family} {header} daddr @{destination}.{family}{}{log} accept comment \"{comment}\"",
            service(entry)
        );
    }
}

fn service(entry: &Entry) -> String {
    let word = match entry.protocol {
        Some(TCP) => "tcp",
        Some(UDP) => "udp",
        Some(other) => return format!(" meta l4proto {other}"),
        None => return String::new(),
    };
    entry.port.map_or_else(|| format!(" meta l4proto {word}"), |port| format!(" {word} dport {port}"))
}

/// What takes the forward chains of a configuration out, so that ours alone decide.
fn clear(present: &Present<'_>) -> String {
    let forward = present.ruleset.points.iter().filter(|point| point.ways == [ringwall_model::Way::Through]);
    let names = forward.map(|point| point.name.raw()).filter(|name| !name.starts_with(TABLE));
    let mut text = String::new();
    for name in names.filter(|name| is_plain(name)) {
        let table = name.rsplit_once(' ').map_or(name, |(table, _)| table);
        // Added first, so that the text can be checked, and loaded, where they are not.
        let _ = writeln!(text, "add table {table}\nadd chain {name}\nflush chain {name}\ndelete chain {name}");
    }
    text
}

/// Family, table and chain, and nothing that could be read as more.
fn is_plain(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.split(' ').count() == 3 && name.split(' ').all(|word| !word.is_empty() && word.chars().all(is_word))
}

/// The ruleset as it was.
fn rollback(present: &str) -> String {
    let own = present.lines().any(|line| line.trim() == "flush ruleset");
    let flush = if own { "" } else { "flush ruleset\n" };
    format!("# The ruleset as it was. Load with nft -f.\n{flush}{present}\n")
}
