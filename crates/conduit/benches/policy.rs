//! A long configuration against many conduits: 50,000 rules, 1,000 conduits (`RINGWALL_CONDUITS` asks for another number).

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench prints what it measured"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use ringwall_conduit::{Firewall, Kept, Services, Views, Wanted, generate, held};
use ringwall_firewall::{Manner, WRITERS, read};
use ringwall_model::{AssetId, Plant, Reading};
use ringwall_plant::{SourceFile, parse};

/// Hosts of a zone, rules of a conduit, and of how many rules one is not declared.
const HOSTS: usize = 5;
const RULES: usize = 50;
const UNDECLARED_EVERY: usize = 100;
const PORTS: [u16; 5] = [102, 502, 4840, 20_000, 44_818];
const RUNS: usize = 3;

fn main() {
    let conduits = std::env::var("RINGWALL_CONDUITS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let plant = plant(conduits);
    let text = rules(conduits);
    let (reading, services, point) = (Reading::default(), Services::new(), AssetId::parse("fw").unwrap());
    println!("{conduits} conduits, {} zones, {} rules", plant.zones.len(), conduits * RULES);
    let parsed = read("fw.rules", text.as_bytes());
    println!("parse        {:>9.1?}", least(|| drop(read("fw.rules", text.as_bytes()))));
    let views = Views { plant: &plant, reading: &reading, services: &services };
    let firewall = Firewall { ruleset: &parsed.ruleset, asset: Some(&point) };
    let found = held(&views, &firewall).disagreements.len();
    println!("compare      {:>9.1?}  {found} disagreements", least(|| drop(held(&views, &firewall))));
    changed(&views, &point, &text);
    let interfaces = ["inside".to_owned(), "outside".to_owned()];
    let wanted = Wanted {
        plant: &plant,
        reading: &reading,
        services: &services,
        point: &point,
        interfaces: &interfaces,
        writer: WRITERS.first().unwrap(),
        present: None,
    };
    let intent = generate(&wanted).unwrap().intent;
    println!("decide       {:>9.1?}  {} entries", least(|| drop(generate(&wanted))), intent.entries().count());
    for writer in WRITERS {
        let took = least(|| drop(writer.render(&intent, Manner::Enforce, None)));
        println!("write        {took:>9.1?}  {}", writer.name);
    }
    let writer = WRITERS.first().unwrap();
    let written = writer.render(&intent, Manner::Enforce, None);
    println!(
        "read back    {:>9.1?}  {}",
        least(|| drop(writer.refuted(&intent, Manner::Enforce, &written))),
        writer.name
    );
}

/// One rule among all of them is another: what is kept of the rest is not worked out again. And which rules matter, at first and then.
fn changed(views: &Views<'_>, point: &AssetId, text: &str) {
    let at = text.lines().count() / 2;
    let edit = |(number, line): (usize, &str)| match number == at {
        true => format!("# one line more\n{}\n", line.replace("ACCEPT", "DROP")),
        false => format!("{line}\n"),
    };
    let other: String = text.lines().enumerate().map(edit).collect();
    let configurations = [text, other.as_str()].map(|text| read("fw.rules", text.as_bytes()).ruleset);
    let mut kept = Kept::new(views, Some(point));
    let found = configurations.each_ref().map(|ruleset| kept.held(ruleset).disagreements.len());
    let mut turn = configurations.iter().cycle();
    let took = least(|| drop(turn.next().map(|ruleset| kept.held(ruleset))));
    println!("one change   {took:>9.1?}  {found:?} disagreements before and after");
    let mut idle = 0;
    let whole =
        least(|| idle = Kept::new(views, Some(point)).unneeded(&configurations[0]).map_or(0, |found| found.len()));
    println!("which matter {whole:>9.1?}  {idle} rules that nothing needs");
    let _ = kept.unneeded(&configurations[1]);
    let took = least(|| drop(turn.next().map(|ruleset| kept.unneeded(ruleset))));
    println!("one change   {took:>9.1?}  which rules matter");
    let took = least(|| drop(kept.proposed(&configurations[0], &configurations[1])));
    let changes = kept.proposed(&configurations[0], &configurations[1]).changes.len();
    println!("proposed     {took:>9.1?}  {changes} changes of the present configuration");
}

/// The least of several runs: time on a processor where the system tells, so that others on the machine do not count.
fn least(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let (started, before) = (Instant::now(), on_processor());
        run();
        before.zip(on_processor()).map_or_else(|| started.elapsed(), |(before, after)| after.saturating_sub(before))
    };
    (0..RUNS).map(once).min().unwrap_or_default()
}

/// Time this thread has run so far (proc(5), /proc/thread-self/schedstat).
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn address(zone: usize, host: usize) -> String {
    format!("10.{}.{}.{}", zone / 250, zone % 250, host + 1)
}

/// Zones in a row, a conduit between each and the next, all at one firewall.
fn plant(conduits: usize) -> Plant {
    let mut text = "name = \"Large\"\n[assets.fw]\n".to_owned();
    for zone in 0..=conduits {
        let prefix = format!("10.{}.{}.0/24", zone / 250, zone % 250);
        let _ = writeln!(text, "[networks.n{zone}]\nprefixes = [\"{prefix}\"]\n[zones.z{zone}]\nkind = \"control\"");
        for host in 0..HOSTS {
            let ip = address(zone, host);
            let _ = writeln!(
                text,
                "[assets.h{zone}-{host}]\nzone = \"z{zone}\"\ninterfaces = [{{ network = \"n{zone}\", ip = \"{ip}\" }}]"
            );
        }
    }
    for conduit in 0..conduits {
        let (a, b) = (conduit, conduit + 1);
        let _ = writeln!(text, "[conduits.c{conduit}]\nzones = [\"z{a}\", \"z{b}\"]\nassets = [\"fw\"]");
        for port in PORTS {
            let _ = writeln!(
                text,
                "[[conduits.c{conduit}.allow]]\nprotocol = \"tcp/{port}\"\noperations = [\"opaque\"]\n\
                 initiator = [\"zone:z{a}\"]\nresponder = [\"zone:z{b}\"]"
            );
        }
    }
    let parsed = parse(&[SourceFile::new("plant.toml", text)]);
    assert_eq!(parsed.plant.conduits.len(), conduits, "{:?}", parsed.diagnostics.first());
    parsed.plant
}

/// From host to host of neighbouring zones, each on a port; one of many is not declared.
fn rules(conduits: usize) -> String {
    let mut text = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n\
        -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"
        .to_owned();
    for rule in 0..conduits * RULES {
        let (conduit, number) = (rule / RULES, rule % RULES);
        let (from, to) = (address(conduit, number % HOSTS), address(conduit + 1, number / HOSTS % HOSTS));
        let declared = PORTS.get((number / 7 + conduit) % PORTS.len()).copied().unwrap_or(502);
        let port = if rule % UNDECLARED_EVERY == 17 { 8_080 } else { declared };
        let _ = writeln!(text, "-A FORWARD -s {from}/32 -d {to}/32 -p tcp -m tcp --dport {port} -j ACCEPT");
    }
    text + "COMMIT\n"
}
