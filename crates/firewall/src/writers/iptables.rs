//! iptables and ip6tables: the chain FORWARD of the table filter, and a chain for each conduit.

use std::fmt::Write as _;

use super::{
    Entry, Family, Intent, Knows, Manner, Writer, alone, as_it_is, every_packet, every_protocol,
    intent::{TCP, UDP},
    names::{safe, safe_names},
};

pub(super) static WRITER_V4: Writer = Writer {
    name: "iptables",
    dialect: "iptables",
    title: "iptables",
    knows: Knows::Connections,
    family: Family::V4,
    needs_interfaces: false,
    can_only_log: true,
    watch: None,
    remarks: &["IPv6 has tables of its own: write those with ip6tables"],
    holds: every_protocol,
    render: render_v4,
    frame: alone,
    domain: every_packet,
    onto: as_it_is,
    rollback: |_, _, present| rollback(present),
};

pub(super) static WRITER_V6: Writer = Writer {
    name: "ip6tables",
    dialect: "iptables",
    title: "ip6tables",
    knows: Knows::Connections,
    family: Family::V6,
    needs_interfaces: false,
    can_only_log: true,
    watch: None,
    remarks: &["IPv4 has tables of its own: write those with iptables"],
    holds: every_protocol,
    render: render_v6,
    frame: alone,
    domain: every_packet,
    onto: as_it_is,
    rollback: |_, _, present| rollback(present),
};

/// Longest name of a chain (linux/netfilter/x_tables.h, less the end and the prefix).
const CHAIN_MAX: usize = 25;
/// Longest comment.
const COMMENT_MAX: usize = 200;
/// Addresses in one list of a rule.
const LISTED_MAX: usize = 16;

fn render_v4(intent: &Intent, manner: Manner) -> String {
    render(intent, manner, false)
}

fn render_v6(intent: &Intent, manner: Manner) -> String {
    render(intent, manner, true)
}

fn render(intent: &Intent, manner: Manner, v6: bool) -> String {
    let program = if v6 { "ip6tables" } else { "iptables" };
    let mut text = format!(
        "# {}: {}\n# Written as {program}-save writes. Load with {program}-restore --noflush; only FORWARD and the chains named here change.\n*filter\n",
        safe(&intent.device, COMMENT_MAX),
        manner.said(),
    );
    let icmp = if v6 { "ipv6-icmp" } else { "icmp" };
    match manner {
        Manner::Enforce => enforce(&mut text, intent, icmp, v6),
        Manner::OnlyLog => watch(&mut text, intent, icmp, v6),
    }
    text.push_str("COMMIT\n");
    text
}

fn enforce(text: &mut String, intent: &Intent, icmp: &str, v6: bool) {
    text.push_str(":FORWARD DROP [0:0]\n");
    let conduits = intent.groups.iter().map(|group| group.conduit.as_str());
    let chains: Vec<String> = safe_names(conduits, CHAIN_MAX).into_iter().map(|name| format!("rw-{name}")).collect();
    for chain in &chains {
        let _ = writeln!(text, ":{chain} - [0:0]");
    }
    text.push_str("-F FORWARD\n");
    text.push_str("-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\n");
    let _ = writeln!(text, "-A FORWARD -p {icmp} -m conntrack --ctstate RELATED -j ACCEPT");
    for chain in &chains {
        let _ = writeln!(text, "-A FORWARD -m conntrack --ctstate NEW -j {chain}");
    }
    log(text, "FORWARD", Manner::Enforce);
    for (group, chain) in intent.groups.iter().zip(&chains) {
        group.entries.iter().for_each(|entry| rules(text, intent, entry, (chain, "ACCEPT"), v6));
    }
}

/// A chain in front of FORWARD that decides nothing.
fn watch(text: &mut String, intent: &Intent, icmp: &str, v6: bool) {
    text.push_str(":FORWARD - [0:0]\n:rw-watch - [0:0]\n-I FORWARD -j rw-watch\n");
    text.push_str("-A rw-watch -m conntrack --ctstate ESTABLISHED -j RETURN\n");
    let _ = writeln!(text, "-A rw-watch -p {icmp} -m conntrack --ctstate RELATED -j RETURN");
    intent.entries().for_each(|entry| rules(text, intent, entry, ("rw-watch", "RETURN"), v6));
    log(text, "rw-watch", Manner::OnlyLog);
}

fn log(text: &mut String, chain: &str, manner: Manner) {
    let _ = writeln!(
        text,
        "-A {chain} -m limit --limit 20/second -m comment --comment \"{0}\" -j LOG --log-prefix \"{0} \"",
        manner.prefix()
    );
}

fn rules(text: &mut String, intent: &Intent, entry: &Entry, (chain, target): (&str, &str), v6: bool) {
    let list = |at: usize| -> Vec<String> {
        let prefixes = intent.object(at).iter().flat_map(|object| object.addresses.prefixes());
        prefixes.filter(|prefix| prefix.address.is_ipv6() == v6).map(|prefix| prefix.to_string()).collect()
    };
    let (sources, destinations) = (list(entry.source), list(entry.destination));
    let service = service(entry);
    let comment = safe(&entry.comment, COMMENT_MAX);
    for from in sources.chunks(LISTED_MAX) {
        for to in destinations.chunks(LISTED_MAX) {
            let _ = writeln!(
                text,
                "-A {chain} -s {} -d {}{service} -m comment --comment \"{comment}\" -j {target}",
                from.join(","),
                to.join(",")
            );
        }
    }
}

fn service(entry: &Entry) -> String {
    let word = match entry.protocol {
        Some(TCP) => "tcp".to_owned(),
        Some(UDP) => "udp".to_owned(),
        Some(other) => other.to_string(),
        None => return String::new(),
    };
    let port = entry.port.map(|port| format!(" -m {word} --dport {port}")).unwrap_or_default();
    format!(" -p {word}{port}")
}

/// The tables as they were.
fn rollback(present: &str) -> String {
    format!(
        "# The tables as they were. Load with iptables-restore or ip6tables-restore, as they were saved.\n{present}\n"
    )
}
