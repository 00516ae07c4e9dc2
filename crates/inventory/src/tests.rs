use ringwall_model::{
    AddressMapping, Attribute, Coarse, Confidence, Foreign, Inventory, NetworkId, ObservedAsset, Operation, Plant,
    Prefix, ZoneKind,
};

use crate::testing::{Scene, declare, declare_network, during, ip};
use crate::{build, propose};

const PLC: &str = "00:1b:1b:00:00:04";
const HMI: &str = "18:66:da:00:00:14";
const GATE: &str = "00:09:0f:00:00:fd";

fn ids(inventory: &Inventory) -> Vec<&str> {
    inventory.assets.iter().map(|a| a.id.as_str()).collect()
}

fn asset<'a>(inventory: &'a Inventory, id: &str) -> &'a ObservedAsset {
    inventory.assets.iter().find(|a| a.id.as_str() == id).unwrap_or_else(|| panic!("no {id} in {:?}", ids(inventory)))
}

fn codes(inventory: &Inventory) -> Vec<&str> {
    inventory.diagnostics.iter().map(|d| d.code.as_ref()).collect()
}

#[test]
fn a_device_is_one_asset_with_its_mac_and_address() {
    let scene = Scene::new().arp(PLC, "10.0.0.4").talk("10.0.0.20", "10.0.0.4", "modbus", Operation::Write);
    let inventory = build(&scene.reading, None);
    assert_eq!(ids(&inventory), ["lan:10.0.0.20", "mac:00:1b:1b:00:00:04"]);
    let plc = asset(&inventory, "mac:00:1b:1b:00:00:04");
    assert_eq!(plc.interfaces.len(), 1);
    assert_eq!(plc.interfaces[0].ips, [ip("10.0.0.4")]);
    assert_eq!((plc.role.as_deref(), plc.level.as_deref()), (Some("plc"), Some("1")));
    assert_eq!(plc.vendor.as_ref().unwrap().raw(), "Siemens");
    assert_eq!(plc.aliases[0].as_str(), "lan:10.0.0.4");
    assert_eq!(asset(&inventory, "lan:10.0.0.20").role.as_deref(), Some("hmi"));
}

#[test]
fn an_order_number_tells_model_and_maker_where_the_device_says_none() {
    let number = "6ES7 214-1AG40-0XB0";
    let told = |s: Scene| s.told("10.0.0.4", Attribute::OrderNumber, number, Confidence::High, "s7comm");
    let shown = |scene: Scene| {
        let inventory = build(&scene.reading, None);
        let plc = asset(&inventory, "lan:10.0.0.4");
        let text = |value: &Option<Foreign>| value.as_ref().map(|v| v.raw().to_owned()).unwrap_or_default();
        (text(&plc.model), text(&plc.vendor))
    };
    assert_eq!(shown(told(Scene::new())), ("S7-1200 CPU".to_owned(), "Siemens".to_owned()));
    let stated = Scene::new().told("10.0.0.4", Attribute::Model, "CPU 1214C", Confidence::High, "s7comm");
    assert_eq!(shown(told(stated)), ("CPU 1214C".to_owned(), "Siemens".to_owned()));
    let scene = told(Scene::new());
    let inventory = build(&scene.reading, None);
    let model = asset(&inventory, "lan:10.0.0.4").evidence.iter().find(|e| e.attribute == "model").unwrap();
    assert_eq!((model.confidence, model.at), (Confidence::Low, scene.reading.identities[0].at));
    assert!(model.reason.is_some());
}

#[test]
fn hosts_that_only_resolve_are_assets_and_groups_are_none() {
    let scene = Scene::new()
        .arp(PLC, "10.0.0.4")
        .talk(HMI, "ff:ff:ff:ff:ff:ff", "arp", Operation::Discover)
        .unanswered("10.0.0.4", "10.0.0.77", "modbus")
        .unanswered("0.0.0.0", "255.255.255.255", "dhcp");
    assert_eq!(ids(&build(&scene.reading, None)), ["mac:00:1b:1b:00:00:04", "mac:18:66:da:00:00:14"]);
}

#[test]
fn a_prefix_that_stands_for_many_is_no_asset() {
    let mut scene = Scene::new().talk("10.0.0.0", "10.0.0.4", "modbus", Operation::Write);
    scene.reading.conversations[0].coarse = Some(Coarse { first_bits: 24, second_bits: 32 });
    assert_eq!(ids(&build(&scene.reading, None)), ["lan:10.0.0.4"]);
    scene.reading.conversations[0].coarse = Some(Coarse { first_bits: 16, second_bits: 16 });
    assert!(build(&scene.reading, None).assets.is_empty());
}

#[test]
fn who_only_counts_counts_what_would_be_written_out() {
    let scene = Scene::new().arp(PLC, "10.0.0.4").arp(GATE, "10.0.0.4").carried(GATE, "10.9.0.1").talk(
        "10.0.0.20",
        "10.0.0.4",
        "modbus",
        Operation::Write,
    );
    let (survey, inventory) = (crate::Survey::new(&scene.reading), build(&scene.reading, None));
    assert_eq!(survey.count(), inventory.assets.len());
    assert_eq!(survey.diagnostics(), inventory.diagnostics);
    assert!(!inventory.diagnostics.is_empty());
}

#[test]
fn a_routers_mac_is_not_that_of_those_behind_it() {
    let scene = Scene::new().arp(GATE, "10.0.0.1").carried(GATE, "10.9.0.1").carried(GATE, "10.9.0.2");
    let inventory = build(&scene.reading, None);
    assert_eq!(ids(&inventory), ["lan:10.9.0.1", "lan:10.9.0.2", "mac:00:09:0f:00:00:fd"]);
    let gate = asset(&inventory, "mac:00:09:0f:00:00:fd");
    assert_eq!(gate.role.as_deref(), Some("router"));
    assert_eq!(gate.interfaces[0].ips, [ip("10.0.0.1")]);
}

#[test]
fn each_station_of_a_bus_is_an_asset_whatever_serial_numbers_they_report() {
    let of = |scene: Scene, station: &str, serial: &str| {
        scene.told(station, Attribute::Serial, serial, Confidence::High, "bacnet")
    };
    let scene = Scene::new().talk("station 0", "station 5", "bacnet", Operation::Read);
    let scene = of(of(scene, "station 5", "A-4711"), "station 6", "A-4711");
    let scene = of(scene.on("west"), "station 5", "B-4712");
    let scene = of(scene.on("east"), "station 5", "B-4712");
    let inventory = build(&scene.reading, None);
    let expected = ["lan:station-0", "lan:station-5", "lan:station-6", "serial:B-4712"];
    assert_eq!(ids(&inventory), expected, "on two buses a device may be one, on one bus it has one number");
    assert_eq!(codes(&inventory), ["serial-not-unique"]);
    assert_eq!(
        asset(&inventory, "lan:station-0").role.as_deref(),
        Some("plc"),
        "who asks on a bus is one of its controllers"
    );
    let five = asset(&inventory, "lan:station-5");
    assert_eq!((five.interfaces.len(), five.interfaces[0].station, five.role.as_deref()), (1, Some(5), Some("plc")));
    let shown = five.evidence.iter().find(|e| e.attribute == "station").map(|e| (e.value.raw(), e.at.frame));
    assert_eq!(shown, Some(("5", 1)));
    assert_eq!(asset(&inventory, "serial:B-4712").interfaces.len(), 2);
}

#[test]
fn a_station_is_declared_by_its_network_and_number() {
    let mut plant = Plant::default();
    declare(&mut plant, "ahu", "lan", None, None).interfaces[0].station = Some(5);
    let scene = Scene::new().talk("station 0", "station 5", "bacnet", Operation::Read);
    let scene = scene.on("west").talk("station 0", "station 5", "bacnet", Operation::Read);
    let inventory = build(&scene.reading, Some(&plant));
    assert_eq!(matches(&inventory), [("ahu", "address")], "not that of another bus");
    assert_eq!(inventory.assets.len(), 4);
}

fn role(inventory: &ringwall_model::Inventory, id: &str) -> Option<(String, String, u64)> {
    let role = asset(inventory, id).evidence.iter().find(|e| e.attribute == "role")?;
    Some((role.value.raw().to_owned(), role.reason.clone().unwrap_or_default(), role.at.frame))
}

#[test]
fn who_sends_addresses_of_one_range_as_fresh_as_its_own_is_no_router_and_they_are_not_joined_to_it() {
    let host = || Scene::new().carried(PLC, "10.0.0.4").hops(&[64, 255]).carried(PLC, "10.0.0.5").hops(&[64]);
    let inventory = build(&host().reading, None);
    assert_eq!((inventory.assets.len(), role(&inventory, "mac:00:1b:1b:00:00:04")), (3, None));
    // What it says of itself is its own.
    let inventory = build(&host().arp(PLC, "10.0.0.4").arp(PLC, "10.0.0.5").reading, None);
    assert_eq!((ids(&inventory), inventory.assets[0].role.as_deref()), (vec!["mac:00:1b:1b:00:00:04"], None));
    let second = Scene::new().arp(GATE, "10.0.0.1").carried(GATE, "10.0.0.9").hops(&[128]);
    assert_eq!(role(&build(&second.reading, None), "mac:00:09:0f:00:00:fd"), None);
}

#[test]
fn where_hop_counts_do_not_tell_one_sender_here_who_carries_several_addresses_is_still_taken_for_a_router() {
    let two = |one: &[u8], other: &[u8], address: &str| {
        let scene = Scene::new().carried(GATE, "10.0.0.4").hops(one).carried(GATE, address).hops(other);
        let inventory = build(&scene.reading, None);
        (inventory.assets.len(), role(&inventory, "mac:00:09:0f:00:00:fd").map(|(role, ..)| role))
    };
    let router = (3, Some("router".to_owned()));
    assert_eq!(two(&[], &[], "10.0.0.5"), router, "none was read");
    assert_eq!(two(&[64], &[], "10.0.0.5"), router, "nor of one");
    assert_eq!(two(&[30], &[30], "10.0.0.5"), router, "an odd beginning");
    assert_eq!(two(&[64], &[128], "10.0.0.5"), router, "two systems behind one address");
    assert_eq!(two(&[64], &[64], "10.0.1.5"), router, "another range, which a firewall may pass on as it is");
    assert_eq!(two(&[64], &[64, 63], "10.0.0.5"), router, "one was passed on, too");
    assert_eq!(two(&[64], &[64], "10.0.0.5"), (3, None));
}

#[test]
fn who_sent_from_one_address_and_then_from_another_is_no_router() {
    let sent = |first: [i64; 2], second: [i64; 2], hops: &[u8], address: &str| {
        let scene = Scene::new().carried(PLC, "10.0.0.4").hops(&[64]).carried(PLC, address).hops(hops);
        role(&build(&during(scene, [first, second]).reading, None), "mac:00:1b:1b:00:00:04").map(|(role, ..)| role)
    };
    let router = Some("router".to_owned());
    assert_eq!(sent([1, 90], [100, 190], &[64], "192.168.0.4"), None, "it got another");
    assert_eq!(sent([100, 190], [1, 90], &[64], "192.168.0.4"), None, "whichever is the greater");
    assert_eq!(sent([1, 90], [90, 190], &[64], "192.168.0.4"), router, "both at once");
    assert_eq!(sent([1, 90], [100, 190], &[63], "192.168.0.4"), router, "passed on");
    assert_eq!(sent([1, 90], [100, 190], &[128], "192.168.0.4"), router, "of two systems");
    let three = Scene::new().carried(PLC, "10.0.0.4").hops(&[64]).carried(PLC, "192.168.0.4").hops(&[64]);
    let three = during(three.carried(PLC, "172.16.0.4").hops(&[64]), [[1, 2], [3, 4], [5, 6]]);
    let found = role(&build(&three.reading, None), "mac:00:1b:1b:00:00:04").map(|(role, ..)| role);
    assert_eq!(found, router, "one after the other, as who passes on for many does");
}

#[test]
fn a_routers_reason_tells_of_lowered_hop_counts_with_a_frame() {
    let scene = Scene::new().arp(GATE, "10.0.0.1").carried(GATE, "10.9.0.1").carried(GATE, "10.9.0.2").hops(&[63, 62]);
    let text = "its frames carried 2 address(es) that are not its own; the hop counts of 1 were lowered on their way";
    let found = role(&build(&scene.reading, None), "mac:00:09:0f:00:00:fd");
    assert_eq!(found, Some(("router".to_owned(), text.to_owned(), 3)));
    let one = Scene::new().arp(GATE, "10.0.0.1").carried(GATE, "10.9.0.1").hops(&[125]);
    let (word, reason, _) = role(&build(&one.reading, None), "mac:00:09:0f:00:00:fd").unwrap();
    assert_eq!((word.as_str(), reason.ends_with("lowered on its way")), ("router", true));
}

#[test]
fn the_only_address_a_mac_address_carried_is_not_its_own_where_its_hop_counts_were_lowered() {
    let scene = |hops: &[u8]| Scene::new().carried(GATE, "198.51.100.9").hops(hops).reading;
    assert_eq!(ids(&build(&scene(&[63, 62]), None)), ["lan:198.51.100.9", "mac:00:09:0f:00:00:fd"]);
    for here in [&[64][..], &[63, 64], &[30], &[]] {
        assert_eq!(ids(&build(&scene(here), None)), ["mac:00:09:0f:00:00:fd"], "{here:?}");
    }
    let claimed = Scene::new().arp(GATE, "198.51.100.9").carried(GATE, "198.51.100.9").hops(&[63]);
    assert_eq!(ids(&build(&claimed.reading, None)), ["mac:00:09:0f:00:00:fd"], "what it says of itself is its own");
}

#[test]
fn a_gateway_that_answers_for_a_translated_address_does_not_claim_the_one_behind_it() {
    let mut plant = Plant::default();
    declare_network(&mut plant, "lan", "10.0.0.0/24");
    declare_network(&mut plant, "skid", "192.168.0.0/24");
    let lan = NetworkId::parse("lan").unwrap();
    let mapping = AddressMapping { inside: ip("192.168.0.4"), network: lan, outside: ip("10.0.0.71") };
    plant.networks.get_mut(&NetworkId::parse("skid").unwrap()).unwrap().nat.push(mapping);
    let scene = Scene::new().arp(GATE, "10.0.0.1").arp(GATE, "10.0.0.71").on("skid").arp(PLC, "192.168.0.4");
    let inventory = build(&scene.reading, Some(&plant));
    assert_eq!(codes(&inventory), [""; 0]);
    assert_eq!(asset(&inventory, "mac:00:1b:1b:00:00:04").interfaces[0].ips, [ip("192.168.0.4")]);
    assert_eq!(asset(&inventory, "mac:00:09:0f:00:00:fd").interfaces[0].ips, [ip("10.0.0.1")]);
}

#[test]
fn one_carried_address_is_joined_on_low_confidence_and_a_link_local_one_too() {
    let scene = Scene::new().carried(PLC, "10.0.0.4").carried(PLC, "fe80::1");
    let inventory = build(&scene.reading, None);
    assert_eq!(ids(&inventory), ["mac:00:1b:1b:00:00:04"]);
    let shown = inventory.assets[0].evidence.iter().find(|e| e.attribute == "mac").unwrap();
    assert_eq!((shown.confidence, shown.reason.is_some()), (Confidence::Low, true));
    let routed = Scene::new().arp(GATE, "10.0.0.1").carried(GATE, "10.9.0.1");
    let inventory = build(&routed.reading, None);
    assert_eq!(inventory.assets.len(), 2, "it has its own address, so this one is somebody else's");
    let role = asset(&inventory, "mac:00:09:0f:00:00:fd").evidence.iter().find(|e| e.attribute == "role");
    assert_eq!(role.map(|e| (e.value.raw(), e.confidence)), Some(("router", Confidence::Low)));
}

#[test]
fn two_owners_of_one_address_are_a_remark() {
    let scene = Scene::new().arp(PLC, "10.0.0.4").arp(HMI, "10.0.0.4");
    let inventory = build(&scene.reading, None);
    assert_eq!(inventory.assets.len(), 2);
    assert_eq!(codes(&inventory), ["duplicate-address"]);
    let local = Scene::new().arp(PLC, "169.254.1.1").arp(HMI, "169.254.1.1");
    assert_eq!(codes(&build(&local.reading, None)), [""; 0]);
}

/// A port that sends to a group and says that it bridges, and in the same frame that another address does.
fn port_naming(port: &str, own: &str) -> Scene {
    let scene = Scene::new().talk(port, "01:80:c2:00:00:00", "stp", Operation::Discover);
    scene.told(port, Attribute::Capability, "bridge", Confidence::High, "stp").also(
        own,
        Attribute::Capability,
        "bridge",
    )
}

#[test]
fn a_bridge_without_a_name_is_one_device_with_the_port_that_names_it() {
    let (port, own) = ("00:1b:1b:00:00:05", "00:1b:1b:00:00:01");
    let inventory = build(&port_naming(port, own).reading, None);
    assert_eq!(ids(&inventory), ["mac:00:1b:1b:00:00:05"]);
    let evidence = &inventory.assets[0].evidence;
    let of = |mac: &str| evidence.iter().find(|e| e.attribute == "mac" && e.value.raw() == mac).unwrap();
    assert_eq!((of(port).confidence, of(port).reason.is_none()), (Confidence::High, true));
    assert_eq!((of(own).confidence, of(own).reason.is_some()), (Confidence::Medium, true));
}

#[test]
fn a_bridge_far_away_or_with_frames_of_its_own_stays_a_device_for_itself() {
    let (port, own) = ("00:1b:1b:00:00:05", "00:1b:1b:00:00:01");
    let count = |scene: Scene| build(&scene.reading, None).assets.len();
    assert_eq!(count(port_naming(port, "00:1b:1b:00:ff:01")), 2, "not near");
    assert_eq!(count(port_naming(port, "00:09:0f:00:00:01")), 2, "another maker");
    let speaks = port_naming(port, own).talk(own, "01:80:c2:00:00:00", "stp", Operation::Discover);
    assert_eq!(count(speaks), 2, "it speaks to bridges for itself");
    let apart = Scene::new().talk(port, "01:80:c2:00:00:00", "stp", Operation::Discover);
    let apart = apart.told(port, Attribute::Capability, "bridge", Confidence::High, "stp");
    assert_eq!(count(apart.told(own, Attribute::Capability, "bridge", Confidence::High, "stp")), 2, "another frame");
}

#[test]
fn a_bridge_that_also_asks_for_addresses_is_one_device_with_its_port() {
    let (port, own) = ("00:1b:1b:00:00:05", "00:1b:1b:00:00:01");
    let inventory = build(&port_naming(port, own).arp(own, "10.0.0.4").reading, None);
    assert_eq!(ids(&inventory).len(), 1);
    let of = |mac: &str| inventory.assets[0].evidence.iter().find(|e| e.attribute == "mac" && e.value.raw() == mac);
    assert_eq!(of(own).map(|e| e.confidence), Some(Confidence::High));
}

#[test]
fn ports_that_claim_each_others_addresses_are_one_device() {
    let port = "00:1b:1b:00:00:05";
    let scene = Scene::new().arp(PLC, "10.0.0.4").arp(port, "10.0.0.4").arp(PLC, "10.0.0.5").arp(port, "10.0.0.5");
    let inventory = build(&scene.reading, None);
    assert_eq!((inventory.assets.len(), codes(&inventory)), (1, vec![]));
    let factory_setting = Scene::new().arp(PLC, "10.0.0.4").arp(port, "10.0.0.4");
    let inventory = build(&factory_setting.reading, None);
    assert_eq!((inventory.assets.len(), codes(&inventory)), (2, vec!["duplicate-address"]));
}

#[test]
fn a_serial_number_joins_two_interfaces_and_names_the_asset() {
    let told = |s: Scene, who| s.told(who, Attribute::Serial, "S C-K1PZ7", Confidence::High, "s7comm");
    let inventory = build(&told(told(Scene::new(), "10.0.0.4"), "10.1.0.4").reading, None);
    assert_eq!(ids(&inventory), ["serial:S_C-K1PZ7"]);
    assert_eq!(inventory.assets[0].aliases.len(), 2);
    let nothing = |s: Scene, who| s.told(who, Attribute::Serial, "0000000", Confidence::High, "s7comm");
    assert_eq!(build(&nothing(nothing(Scene::new(), "10.0.0.4"), "10.1.0.4").reading, None).assets.len(), 2);
}

#[test]
fn a_serial_number_of_different_makers_joins_nothing() {
    let told = |s: Scene, who, maker| {
        let s = s.told(who, Attribute::Serial, "12345678", Confidence::High, "snmp");
        s.told(who, Attribute::Vendor, maker, Confidence::High, "snmp")
    };
    let inventory = build(&told(told(Scene::new(), "10.0.0.4", "A"), "10.1.0.4", "B").reading, None);
    assert_eq!((inventory.assets.len(), codes(&inventory)), (2, vec!["serial-not-unique"]));
}

#[test]
fn ports_of_a_switch_are_one_device() {
    let named = |s: Scene, who| s.told(who, Attribute::Hostname, "sw-1", Confidence::High, "lldp");
    let scene = named(named(named(Scene::new(), "00:80:63:00:00:01"), "00:80:63:00:00:05"), "00:1b:1b:00:00:06");
    let scene = scene.told("00:80:63:00:00:05", Attribute::Capability, "bridge", Confidence::High, "lldp");
    let inventory = build(&scene.reading, None);
    assert_eq!(ids(&inventory), ["mac:00:1b:1b:00:00:06", "mac:00:80:63:00:00:01"]);
    assert_eq!(asset(&inventory, "mac:00:80:63:00:00:01").role.as_deref(), Some("switch"));
}

#[test]
fn who_controls_is_controlled_or_keeps_safe_is_told_by_what_it_says() {
    let roles = [
        ("io-controller", "plc"),
        ("safety", "safety-device"),
        ("io-supervisor", "engineering-station"),
        ("io-device", "field-device"),
    ];
    for (word, role) in roles {
        let scene = Scene::new().told("10.0.0.4", Attribute::Capability, word, Confidence::High, "any");
        assert_eq!(build(&scene.reading, None).assets[0].role.as_deref(), Some(role));
        let unsure = Scene::new().told("10.0.0.4", Attribute::Capability, word, Confidence::Medium, "any");
        assert_eq!(build(&unsure.reading, None).assets[0].role.as_deref(), None);
    }
}

#[test]
fn a_device_of_profinet_is_no_controller_by_the_parameters_it_is_given() {
    for (protocol, role) in [("profinet-io", "field-device"), ("s7comm", "plc")] {
        let scene = Scene::new().talk("10.0.0.7", "10.0.0.4", protocol, Operation::Configure);
        let scene = scene.told("10.0.0.4", Attribute::Capability, "io-device", Confidence::High, "profinet-io");
        assert_eq!(asset(&build(&scene.reading, None), "lan:10.0.0.4").role.as_deref(), Some(role));
    }
}

#[test]
fn a_control_centre_is_none_of_the_controllers_whatever_another_writes_to_it() {
    let scene = Scene::new().talk("10.0.0.7", "10.0.0.4", "mms", Operation::Write);
    let scene = scene.told("10.0.0.4", Attribute::Capability, "control-centre", Confidence::Medium, "mms");
    let inventory = build(&scene.reading, None);
    assert_eq!(asset(&inventory, "lan:10.0.0.4").role.as_deref(), Some("scada-server"));
    assert_ne!(asset(&inventory, "lan:10.0.0.7").role.as_deref(), Some("scada-server"));
}

#[test]
fn the_surest_value_counts_then_the_earliest() {
    let scene = Scene::new()
        .told("10.0.0.4", Attribute::Hostname, "guess", Confidence::Medium, "tls")
        .told("10.0.0.4", Attribute::Hostname, "first", Confidence::High, "snmp")
        .told("10.0.0.4", Attribute::Hostname, "second", Confidence::High, "lldp");
    let inventory = build(&scene.reading, None);
    assert_eq!(inventory.assets[0].hostname.as_ref().unwrap().raw(), "first");
    assert_eq!(inventory.assets[0].evidence.iter().filter(|e| e.attribute == "hostname").count(), 3);
}

#[test]
fn a_name_somebody_looked_up_makes_no_device() {
    let scene = Scene::new().told("10.0.0.4", Attribute::Hostname, "x", Confidence::Low, "dns");
    assert_eq!(build(&scene.reading, None).assets, []);
}

/// Who tells values unasked, and who only takes them.
#[test]
fn roles_follow_from_what_was_told() {
    use Operation::{Report, Write};
    let (device, other, own) = ("10.0.0.4", "10.0.0.5", "10.0.0.9");
    let cases: [(&str, Scene, Option<&str>); 7] = [
        ("reports", Scene::new().report(own, other, "goose", Report), Some("field-device")),
        ("publishes", Scene::new().report(own, "239.0.0.1", "goose", Report), Some("field-device")),
        ("of an office", Scene::new().report(own, "239.0.0.1", "mdns", Report), None),
        ("takes", Scene::new().report(device, own, "goose", Report), Some("hmi")),
        (
            "takes of two",
            Scene::new().report(device, own, "x", Report).report(other, own, "x", Report),
            Some("historian"),
        ),
        ("passes on", Scene::new().report(device, own, "x", Report).report(own, other, "x", Report), None),
        ("is written", Scene::new().report(own, other, "x", Report).talk(other, own, "x", Write), Some("plc")),
    ];
    for (name, scene, role) in cases {
        let inventory = build(&scene.reading, None);
        let asked = |a: &&ObservedAsset| a.interfaces.iter().any(|i| i.ips.contains(&ip(own)));
        assert_eq!(inventory.assets.iter().find(asked).unwrap().role.as_deref(), role, "{name}");
    }
}

/// Who did what, and the role that follows.
#[test]
fn roles_follow_from_what_was_done() {
    use Operation::{Configure, Io, ProgramWrite, Read, Write};
    let one = |to: &'static str, operation| Scene::new().talk("10.0.0.9", to, "enip", operation);
    let cases: [(&str, Scene, Option<&str>); 10] = [
        ("program-write", one("10.0.0.4", ProgramWrite), Some("engineering-station")),
        ("configure", one("10.0.0.4", Configure), Some("engineering-station")),
        ("write", one("10.0.0.4", Write), Some("hmi")),
        ("read one", one("10.0.0.4", Read), Some("hmi")),
        ("io", one("10.0.0.4", Io), Some("hmi")),
        ("read two", one("10.0.0.4", Read).talk("10.0.0.9", "10.0.0.5", "enip", Read), Some("historian")),
        (
            "command one of eight",
            (11..18).fold(one("10.0.0.4", Write), |s, n| s.talk("10.0.0.9", &format!("10.0.0.{n}"), "enip", Read)),
            Some("scada-server"),
        ),
        ("asks and answers", one("10.0.0.4", Read).talk("10.0.0.8", "10.0.0.9", "enip", Write), Some("plc")),
        (
            "resolved by two",
            Scene::new().arp(PLC, "10.0.0.9").talk(HMI, PLC, "arp", Operation::Discover).talk(
                GATE,
                PLC,
                "arp",
                Operation::Discover,
            ),
            None,
        ),
        ("a page", Scene::new().talk("10.0.0.9", "10.0.0.4", "http", Write), None),
    ];
    for (name, scene, role) in cases {
        let inventory = build(&scene.reading, None);
        let own = |a: &&ObservedAsset| a.interfaces.iter().any(|i| i.ips.contains(&ip("10.0.0.9")));
        assert_eq!(inventory.assets.iter().find(own).unwrap().role.as_deref(), role, "{name}");
    }
}

#[test]
fn who_passes_on_what_clients_tell_is_a_broker_and_asking_it_makes_nobody_an_operator() {
    for asked in [Operation::Session, Operation::Read, Operation::Operate] {
        let inventory = build(&Scene::new().talk("10.0.0.4", "10.0.0.8", "mqtt", asked).reading, None);
        assert_eq!(asset(&inventory, "lan:10.0.0.8").role.as_deref(), Some("broker"), "{asked:?}");
        assert_eq!(asset(&inventory, "lan:10.0.0.4").role, None, "{asked:?}");
    }
    let both = Scene::new().talk("10.0.0.4", "10.0.0.8", "mqtt", Operation::Read);
    let both = both.talk("10.0.0.5", "10.0.0.8", "modbus", Operation::Read);
    assert_eq!(
        asset(&build(&both.reading, None), "lan:10.0.0.8").role.as_deref(),
        Some("plc"),
        "a controller with a broker"
    );
}

#[test]
fn who_gives_time_is_a_time_server_and_who_serves_several_a_server() {
    let scene = Scene::new().time("10.0.0.4", "10.0.0.8").talk("10.0.0.4", "10.0.0.9", "dns", Operation::Read).talk(
        "10.0.0.5",
        "10.0.0.9",
        "dns",
        Operation::Read,
    );
    let inventory = build(&scene.reading, None);
    assert_eq!(asset(&inventory, "lan:10.0.0.8").role.as_deref(), Some("time-server"));
    assert_eq!(asset(&inventory, "lan:10.0.0.9").role.as_deref(), Some("server"));
}

#[test]
fn every_inference_has_a_reason() {
    let scene = Scene::new().arp(PLC, "10.0.0.4").talk("10.0.0.20", "10.0.0.4", "modbus", Operation::Write);
    for shown in build(&scene.reading, None).assets.iter().flat_map(|a| &a.evidence) {
        let inferred = ["role", "level", "component-type", "vendor"].contains(&shown.attribute.as_ref());
        assert_eq!(shown.reason.is_some(), inferred, "{}", shown.attribute);
    }
}

fn plant() -> Plant {
    let mut plant = Plant::default();
    declare_network(&mut plant, "control", "10.0.0.0/24");
    declare_network(&mut plant, "dmz", "10.1.0.0/24");
    declare(&mut plant, "plc-1", "control", Some(PLC), Some("10.0.0.4"));
    declare(&mut plant, "hmi-1", "control", None, Some("10.0.0.20"));
    declare(&mut plant, "broker", "dmz", None, Some("10.1.0.9"));
    plant
}

fn matches(inventory: &Inventory) -> Vec<(&str, &str)> {
    let mut found: Vec<_> = inventory
        .assets
        .iter()
        .filter_map(|a| Some((a.declared.as_ref()?.as_str(), a.matched_by.as_deref()?)))
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn declared_assets_are_matched_by_their_strongest_mark() {
    let scene = Scene::new()
        .on("control")
        .arp(PLC, "10.0.0.5")
        .talk("10.0.0.20", "10.0.0.5", "modbus", Operation::Read)
        .on("dmz")
        .talk("10.1.0.9", "10.1.0.10", "tls", Operation::Opaque);
    let inventory = build(&scene.reading, Some(&plant()));
    assert_eq!(matches(&inventory), [("broker", "address"), ("hmi-1", "address"), ("plc-1", "mac")]);
}

#[test]
fn an_address_seen_elsewhere_is_the_device_at_home() {
    let scene = Scene::new()
        .on("dmz")
        .talk("10.1.0.9", "10.0.0.20", "ssh", Operation::Opaque)
        .on("control")
        .arp(GATE, "10.0.0.253")
        .carried(GATE, "10.1.0.9")
        .talk("10.1.0.9", "10.0.0.20", "ssh", Operation::Opaque);
    let inventory = build(&scene.reading, Some(&plant()));
    assert_eq!(matches(&inventory), [("broker", "address"), ("hmi-1", "address")]);
    assert_eq!(inventory.assets.len(), 3);
    assert_eq!(asset(&inventory, "mac:00:09:0f:00:00:fd").role.as_deref(), Some("router"));
}

#[test]
fn without_a_known_network_a_unique_address_matches_and_a_repeated_one_does_not() {
    let mut plant = plant();
    let scene = Scene::new().talk("10.0.0.20", "10.0.0.30", "modbus", Operation::Read);
    assert_eq!(matches(&build(&scene.reading, Some(&plant))), [("hmi-1", "address")]);
    plant.networks.clear();
    assert_eq!(matches(&build(&scene.reading, Some(&plant))), [("hmi-1", "unique-address")]);
    declare(&mut plant, "hmi-2", "dmz", None, Some("10.0.0.20"));
    assert_eq!(matches(&build(&scene.reading, Some(&plant))), []);
}

#[test]
fn serial_and_name_match_where_addresses_do_not() {
    let mut plant = plant();
    declare(&mut plant, "drive-7", "control", None, None).serial = Some(Foreign::from("SN-7788"));
    let scene = Scene::new().told("10.9.0.1", Attribute::Serial, "SN-7788", Confidence::High, "enip").told(
        "10.9.0.2",
        Attribute::Hostname,
        "HMI-1",
        Confidence::High,
        "snmp",
    );
    let inventory = build(&scene.reading, Some(&plant));
    assert_eq!(matches(&inventory), [("drive-7", "serial"), ("hmi-1", "hostname")]);
}

#[test]
fn interfaces_of_one_declared_asset_are_one_observed_asset() {
    let mut plant = plant();
    let second = declare(&mut plant, "gate", "dmz", None, Some("10.1.0.254")).interfaces[0].clone();
    declare(&mut plant, "gate", "control", Some(GATE), Some("10.0.0.253")).interfaces.push(second);
    let scene = Scene::new()
        .on("control")
        .arp(GATE, "10.0.0.253")
        .on("dmz")
        .arp("00:09:0f:00:01:fe", "10.1.0.254")
        .on("control");
    let inventory = build(&scene.reading, Some(&plant));
    assert_eq!(matches(&inventory), [("gate", "mac")]);
    assert_eq!(inventory.assets[0].interfaces.len(), 2);
}

#[test]
fn a_stranger_on_a_declared_address_is_told_from_a_replaced_device() {
    let replaced = Scene::new().on("control").arp(HMI, "10.0.0.4");
    let inventory = build(&replaced.reading, Some(&plant()));
    assert_eq!((matches(&inventory), codes(&inventory)), (vec![("plc-1", "address")], vec!["mac-differs"]));
    let stranger = Scene::new().on("control").arp(HMI, "10.0.0.4").arp(PLC, "10.0.0.5");
    let inventory = build(&stranger.reading, Some(&plant()));
    assert_eq!((matches(&inventory), codes(&inventory)), (vec![("plc-1", "mac")], vec!["address-of-another"]));
}

#[test]
fn what_a_device_says_against_its_declaration_is_a_remark() {
    let mut plant = plant();
    let declared = plant.assets.values_mut().find(|a| a.name.raw() == "plc-1").unwrap();
    declared.serial = Some(Foreign::from("SN-1111"));
    declared.firmware = Some(Foreign::from("V4.5.0"));
    let told = |serial| {
        let scene = Scene::new().on("control").arp(PLC, "10.0.0.4");
        let scene = scene.told("10.0.0.4", Attribute::Serial, serial, Confidence::High, "s7comm");
        scene.told("10.0.0.4", Attribute::Firmware, "4.5.0", Confidence::High, "s7comm")
    };
    assert_eq!(codes(&build(&told("SN-2222").reading, Some(&plant))), ["serial-differs"]);
    assert_eq!(codes(&build(&told("SN-1111").reading, Some(&plant))), [""; 0]);
    let safe = || told("SN-1111").told("10.0.0.4", Attribute::Capability, "safety", Confidence::High, "enip");
    assert_eq!(codes(&build(&safe().reading, Some(&plant))), ["safety-undeclared"]);
    plant.assets.values_mut().for_each(|asset| asset.safety = true);
    assert_eq!(codes(&build(&safe().reading, Some(&plant))), [""; 0]);
}

#[test]
fn the_order_of_facts_never_matters() {
    let scene = Scene::new()
        .arp(PLC, "10.0.0.4")
        .arp(GATE, "10.0.0.1")
        .carried(GATE, "10.9.0.1")
        .talk("10.9.0.1", "10.0.0.4", "modbus", Operation::Write)
        .told("10.0.0.4", Attribute::Model, "X", Confidence::High, "modbus");
    let mut turned = scene.reading.clone();
    turned.bindings.reverse();
    turned.conversations.reverse();
    turned.identities.reverse();
    assert_eq!(build(&scene.reading, Some(&plant())), build(&turned, Some(&plant())));
}

#[test]
fn zones_are_proposed_by_range_and_level_and_conduits_by_what_crosses() {
    let scene = Scene::new()
        .arp(PLC, "10.0.0.4")
        .arp("00:1b:1b:00:00:05", "10.0.0.5")
        .talk("10.0.0.20", "10.0.0.4", "modbus", Operation::Write)
        .talk("10.5.0.7", "10.0.0.4", "modbus", Operation::Read)
        .talk("203.0.114.9", "10.0.0.20", "ssh", Operation::Opaque);
    let inventory = build(&scene.reading, None);
    let proposal = propose(&inventory, &scene.reading);
    let zones: Vec<_> = proposal.zones.iter().map(|z| (z.id.as_str(), z.kind, z.assets.len())).collect();
    let expected = [
        ("lan-10.0.0.0-control", ZoneKind::Control, 2),
        ("lan-10.0.0.0-supervision", ZoneKind::Supervisory, 1),
        ("lan-10.5.0.0-supervision", ZoneKind::Supervisory, 1),
        ("lan-203.0.114.0-external", ZoneKind::External, 1),
    ];
    assert_eq!(zones, expected);
    assert_eq!(proposal.zones[0].prefix, Prefix::parse("10.0.0.0/24"));
    assert!(proposal.zones.iter().all(|z| z.reasons.len() >= 2));
    let conduits: Vec<_> = proposal.conduits.iter().map(|c| (c.id.as_str(), c.exchanges.len())).collect();
    let expected = [
        ("lan-10.0.0.0-control-to-lan-10.0.0.0-supervision", 1),
        ("lan-10.0.0.0-control-to-lan-10.5.0.0-supervision", 1),
        ("lan-10.0.0.0-supervision-to-lan-203.0.114.0-external", 1),
    ];
    assert_eq!(conduits, expected);
    assert!(proposal.conduits[0].exchanges[0].operations.contains(Operation::Write));
}

#[test]
fn many_hosts_take_time_in_proportion() {
    let scene = (0..6_000_u32).fold(Scene::new(), |scene, n| {
        let [_, a, b, c] = n.to_be_bytes();
        let host = format!("10.{a}.{b}.{c}");
        scene.arp(&format!("00:1b:1b:{a:02x}:{b:02x}:{c:02x}"), &host).talk(
            "10.200.0.1",
            &host,
            "tls",
            Operation::Opaque,
        )
    });
    let inventory = build(&scene.reading, None);
    assert_eq!(inventory.assets.len(), 6_001);
    assert_eq!(propose(&inventory, &scene.reading).conduits.iter().map(|c| c.exchanges.len()).sum::<usize>(), 6_000);
}

#[test]
fn an_empty_reading_gives_nothing() {
    let scene = Scene::new();
    let inventory = build(&scene.reading, Some(&plant()));
    assert_eq!(inventory, Inventory::default());
    assert_eq!(propose(&inventory, &scene.reading).zones, []);
}
