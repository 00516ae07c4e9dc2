use std::collections::BTreeMap;

use super::*;
use crate::writers::{Object, Parser};

fn addresses(text: &str) -> Addresses {
    text.split(' ').fold(Addresses::none(), |all, one| all.union(&Addresses::one(one.parse().unwrap())))
}

fn object(name: &str, text: &str) -> Object {
    Object { name: name.to_owned(), addresses: addresses(text) }
}

fn alert(conduit: &str, about: About) -> Alert {
    let (source, destination) = (addresses("10.0.0.1"), addresses("2001:db8::1 10.0.0.9"));
    Alert { conduit: conduit.to_owned(), source, destination, about }
}

fn function(code: u32) -> About {
    About::Function { protocol: "modbus", space: "function", code, name: "Write \"; all" }
}

#[test]
fn a_function_is_watched_for_by_its_code_and_every_other_one_by_those_that_are_listed() {
    let alerts = vec![alert("up", function(6)), alert("up", function(u32::MAX))];
    let listed = BTreeMap::from([(("modbus", "function"), BTreeSet::from([3, 6]))]);
    let objects = vec![object("zone:a", "10.0.0.1"), object("zone:b", "10.0.0.9 2001:db8::1")];
    let text = render(&Inspection { device: "fw".to_owned(), objects, listed, alerts });
    for line in [
        "const zone_a: set[subnet] = { 10.0.0.1/32 };",
        "const zone_b: set[subnet] = { 10.0.0.9/32, [2001:db8::1]/128 };",
        "redef listed += { [\"modbus\", \"function\"] = set(3, 6) };",
        "\twatch_function(\"modbus\", \"function\", 6, Watch($message=\"ringwall up: modbus Write  all (6) is not declared here\", \
         $source=zone_a, $destination=zone_b));",
        "\twatch_function(\"modbus\", \"function\", unlisted, Watch($message=\"ringwall up: modbus Write  all is not declared \
         here\", $source=zone_a, $destination=zone_b));",
        "event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    assert!(!text.contains("dnp3_application") && !text.contains("event new_connection"), "{text}");
}

#[test]
fn names_are_identifiers_no_two_alike_whatever_the_plant_calls_them() {
    let names = ["zone:table", "zone:a-b", "zone:a.b", "asset:\"; }\n", "asset:1", "zone:a_b"];
    let objects: Vec<Object> =
        names.iter().enumerate().map(|(at, name)| object(name, &format!("10.1.{at}.1"))).collect();
    let alerts =
        objects.iter().map(|object| Alert { source: object.addresses.clone(), ..alert("up\"\n", function(6)) });
    let alerts = alerts.collect();
    let text = render(&Inspection { device: "fw\n\"1".to_owned(), objects, listed: BTreeMap::new(), alerts });
    let sets = text.lines().filter_map(|line| line.strip_prefix("const ")?.split_once(": set[subnet]"));
    let sets: Vec<&str> = sets.map(|(name, _)| name).collect();
    assert_eq!(sets.len(), 7, "{text}");
    assert_eq!(sets.iter().collect::<BTreeSet<_>>().len(), 7, "{sets:?}");
    let is_identifier = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    assert!(sets.iter().all(is_identifier), "{sets:?}");
    assert!(sets.contains(&"zone_table") && sets.contains(&"zone_a_b") && sets.contains(&"asset_1"), "{sets:?}");
    let module = text.lines().find_map(|line| line.strip_prefix("module ")?.strip_suffix(';')).unwrap();
    assert!(is_identifier(&module), "{module}");
    assert!(text.contains("\"ringwall up__: modbus"), "{text}");
}

#[test]
fn a_part_of_a_zone_has_the_name_of_the_zone_and_a_mark_that_stays() {
    let objects = vec![object("zone:a", "10.0.0.1 10.0.0.2"), object("zone:b", "10.0.0.9 2001:db8::1")];
    let name = |alerts: Vec<Alert>| {
        let text =
            render(&Inspection { device: "fw".to_owned(), objects: objects.clone(), alerts, ..Inspection::default() });
        let own = text.lines().find_map(|line| line.strip_suffix(": set[subnet] = { 10.0.0.1/32 };")).unwrap();
        own.to_owned()
    };
    let one = name(vec![alert("up", function(6))]);
    assert!(one.starts_with("const zone_a_"), "{one}");
    let other = Alert { source: addresses("10.0.0.2"), ..alert("up", function(5)) };
    assert_eq!(one, name(vec![other, alert("up", function(6))]));
}

#[test]
fn whatever_comes_against_one_way_is_held_at_the_first_packet_and_at_answers() {
    let text = render(&Inspection {
        device: "fw".to_owned(),
        alerts: vec![alert("out", About::Anything)],
        ..Inspection::default()
    });
    assert!(
        text.contains("\tone_way += Watch($message=\"ringwall out: against the one way that is declared\", "),
        "{text}"
    );
    for event in ["new_connection", "connection_established", "connection_state_remove"] {
        assert!(text.contains(&format!("event {event}(c: connection)")), "{event}");
    }
    assert!(!text.contains("modbus_message"));
}

#[test]
fn what_a_plug_in_raises_stands_behind_a_question_whether_it_is_there() {
    for row in ROWS {
        for (at, line) in row.events.lines().enumerate().filter(|(_, line)| line.starts_with("event ")) {
            let name = line.trim_start_matches("event ").split('(').next().unwrap();
            let opened = row.events.lines().take(at).collect::<Vec<_>>().join("\n");
            let is_guarded = opened.rsplit("@endif").next().unwrap().contains(&format!("@ifdef ( {name} )"));
            assert_eq!(is_guarded, row.parser.needs.is_some(), "{name}");
        }
    }
}

/// The numbers between `{` or `set(` and the bracket that closes it, after some text.
fn numbers(text: &str, after: &str) -> BTreeSet<u32> {
    let list = text.split_once(after).unwrap().1;
    let list = list.split_once(['}', ')']).unwrap().0;
    list.split(',').map(|number| number.trim().parse().unwrap()).collect()
}

#[test]
fn what_a_row_says_it_tells_is_what_its_events_pass_on() {
    let find = |word: &str| ROWS.iter().find(|row| row.parser.protocol == word).unwrap();
    let told =
        |parser: &Parser, space: &str, most: u32| (0..most).filter(|code| (parser.tells)(space, *code)).collect();
    let opcua = find("opcua");
    let requests: BTreeSet<u32> = told(&opcua.parser, "service", 65_536);
    assert_eq!(numbers(opcua.events, "opcua_requests: set[count] = {"), requests);
    let bacnet = find("bacnet");
    let (unconfirmed, link): (BTreeSet<u32>, BTreeSet<u32>) =
        (told(&bacnet.parser, "unconfirmed", 256), told(&bacnet.parser, "link", 256));
    assert_eq!(numbers(bacnet.events, "pdu_type == 1 && pdu_service in set("), unconfirmed);
    assert_eq!(numbers(bacnet.events, "bvlc_function in set("), link);
    let reports = numbers(bacnet.events, "pdu_service !in set(");
    let confirmed: BTreeSet<u32> = told(&bacnet.parser, "confirmed", 256);
    assert!(reports.is_disjoint(&confirmed) && reports.len() + confirmed.len() == 256);
    for (space, most) in
        [("service", 65_536), ("confirmed", 256), ("unconfirmed", 256), ("link", 256), ("function", 256)]
    {
        for row in ROWS {
            assert!((0..most).all(|code| !((row.parser.tells)(space, code) && (row.parser.answers)(space, code))));
        }
    }
}
