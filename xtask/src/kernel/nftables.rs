//! Random rulesets of nftables.

use super::random::Seed;

/// A ruleset of one family, with calls, sets and maps.
pub fn write(seed: &mut Seed) -> String {
    let family = seed.one(&["inet", "inet", "ip", "ip6"]);
    let mut text = format!("flush ruleset\ntable {family} t {{\n");
    text.push_str(&format!(
        "  set ports {{ type inet_service; flags interval; elements = {{ {} }} }}\n",
        port_list(seed)
    ));
    for (at, name) in ["u0", "u1"].iter().enumerate() {
        text.push_str(&format!("  chain {name} {{\n{}  }}\n", rules(seed, family, &["u0"][..at], "user")));
    }
    for hook in ["forward", "input", "output"] {
        let policy = seed.one(&["accept", "drop"]);
        text.push_str(&format!(
            "  chain {hook} {{\n    type filter hook {hook} priority 0; policy {policy};\n{}  }}\n",
            rules(seed, family, &["u0", "u1"], hook)
        ));
    }
    if seed.once_in(3) {
        let body = rules(seed, family, &[], "prerouting");
        text.push_str(&format!("  chain early {{\n    type filter hook prerouting priority raw;\n{body}  }}\n"));
    }
    text + "}\n"
}

fn rules(seed: &mut Seed, family: &str, chains: &[&str], hook: &str) -> String {
    let count = 1 + seed.below(5);
    // What finds neighbours is none of the packets we send.
    let neighbours = matches!(hook, "input" | "output" | "prerouting") && family != "ip";
    let start = if neighbours { "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n" } else { "" };
    (0..count).fold(start.to_owned(), |text, _| text + "    " + &rule(seed, family, chains, hook) + "\n")
}

fn rule(seed: &mut Seed, family: &str, chains: &[&str], hook: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    if seed.once_in(3) {
        parts.push(interface(seed, hook));
    }
    if seed.once_in(2) {
        parts.push(network(seed, family));
    }
    if seed.once_in(3) && hook != "prerouting" {
        let state =
            seed.one(&["new", "!= new", "established,related", "{ new, established }", "invalid", "!= established"]);
        parts.push(format!("ct state {state}"));
    }
    if seed.once_in(12) {
        let verdict = seed.one(&["accept", "drop"]);
        parts.push(format!(
            "tcp dport vmap {{ {} : {verdict}, 1010-1012 : drop, 1020 : accept }}",
            port(seed).min(1_009)
        ));
        return parts.join(" ");
    }
    if seed.once_in(2) {
        parts.push(transport(seed, family));
    }
    if seed.once_in(6) {
        parts.push("counter".to_owned());
    }
    parts.push(verdict(seed, chains, hook));
    parts.join(" ")
}

fn verdict(seed: &mut Seed, chains: &[&str], hook: &str) -> String {
    if !chains.is_empty() && seed.once_in(3) {
        return format!("{} {}", seed.one(&["jump", "goto"]), seed.one(chains));
    }
    let list = match hook {
        "prerouting" => &["accept", "drop", "drop", "return"][..],
        _ => &["accept", "accept", "drop", "reject", "return", "continue"],
    };
    seed.one(list).to_owned()
}

fn interface(seed: &mut Seed, hook: &str) -> String {
    let key = match hook {
        "input" | "prerouting" => "iifname",
        "output" => "oifname",
        _ => seed.one(&["iifname", "oifname"]),
    };
    let value = seed.one(&[
        "\"fa0\"",
        "\"fb0\"",
        "!= \"fa0\"",
        "\"f*\"",
        "{ \"fa0\", \"lo\" }",
        "!= \"fa*\"",
        "!= { \"fb0\", \"x\" }",
    ]);
    format!("{key} {value}")
}

fn network(seed: &mut Seed, family: &str) -> String {
    let v6 = family == "ip6" || (family == "inet" && seed.once_in(2));
    let key = if v6 { "ip6" } else { "ip" };
    let side = 1 + seed.below(3);
    let (a, b) = (1 + seed.below(12), 1 + seed.below(12));
    let host = |n: u64| if v6 { format!("2001:db8:{side}::{n:x}") } else { format!("10.{side}.0.{n}") };
    let prefix = if v6 { format!("2001:db8:{side}::8/125") } else { format!("10.{side}.0.8/29") };
    let value = match seed.below(6) {
        0 => host(a),
        1 => prefix,
        2 => format!("{}-{}", host(a.min(b)), host(a.max(b) + 1)),
        3 => format!("{{ {}, {} }}", host(a), prefix).replace(&host(a), &host(a % 8)),
        4 => format!("!= {}", host(a)),
        _ => format!("!= {{ {}-{} }}", host(a.min(b)), host(a.max(b) + 1)),
    };
    format!("{key} {} {value}", seed.one(&["saddr", "daddr"]))
}

fn transport(seed: &mut Seed, family: &str) -> String {
    let icmp =
        if family == "ip6" { "icmpv6 type echo-request" } else { "icmp type { echo-request, timestamp-request }" };
    match seed.below(9) {
        0 => format!("meta l4proto {}", seed.one(&["tcp", "udp", "!= tcp", "{ tcp, udp }", "!= { udp, icmp }"])),
        1 => icmp.to_owned(),
        2 => format!(
            "tcp flags {}",
            seed.one(&[
                "syn",
                "== syn",
                "!= syn",
                "& (fin | syn | rst | ack) == syn",
                "syn,ack",
                "& (syn | ack) != syn",
                "ack / syn,ack"
            ])
        ),
        3 if family != "ip6" => {
            let (a, b) = (port(seed), port(seed));
            format!("ip saddr . tcp dport {{ 10.1.0.{} . {a}, 10.2.0.{} . {b} }}", a % 16, b % 16)
        }
        4 => format!("meta l4proto {{ tcp, udp }} th dport {}", ports(seed)),
        5 => format!("udp sport {}", seed.one(&["< 20000", ">= 30000", "1024-9000", "!= 1024-40000"])),
        6 => "tcp dport @ports".to_owned(),
        _ => format!("{} dport {}", seed.one(&["tcp", "udp"]), ports(seed)),
    }
}

fn port(seed: &mut Seed) -> u64 {
    1_000 + seed.below(24)
}

fn port_list(seed: &mut Seed) -> String {
    let a = port(seed);
    format!("{a}, {}-{}, 1040", a + 2, a + 4)
}

fn ports(seed: &mut Seed) -> String {
    let (a, b) = (port(seed), port(seed));
    match seed.below(5) {
        0 => a.to_string(),
        1 => format!("{}-{}", a.min(b), a.max(b) + 1),
        2 => format!("{{ {} }}", port_list(seed)),
        3 => format!("!= {a}"),
        _ => format!("> {a}"),
    }
}
