//! `plant.toml` and `zones/*.toml`.

use ringwall_model::{
    AccessPointKind, ComponentType, Criticality, Enforcement, Failure, NetworkKind, Operation, PersonRole, Unit,
};

use super::{
    ASSETS, FileShape, Key, MapKey, MapShape, Noun, PERSON, TEXT, TEXTS, TableShape, Type, Words, ZONE_KINDS, formats,
};

pub(super) const PLANT: FileShape = FileShape {
    path: "plant.toml",
    schema: "plant.schema.json",
    doc: "The system under consideration: networks, zones, conduits, assets, access points and people.",
    table: TableShape { groups: &[HEAD, PARTS, ZONE_PARTS] },
    named: None,
};

pub(super) const ZONE_FILE: FileShape = FileShape {
    path: "zones/*.toml",
    schema: "zone.schema.json",
    doc: "One zone of a large plant with its assets; the file's name is the zone's id.",
    table: TableShape { groups: &[ZONE, ZONE_PARTS] },
    named: Some(Noun::Zone),
};

const HEAD: &[Key] = &[
    Key::new("name", TEXT, "What the plant is called."),
    Key::new("site", TEXT, "Site it stands on."),
    Key::new("area", TEXT, "Area within the site."),
    Key::new("unit", TEXT, "Unit within the area."),
    Key::new("system_under_consideration", TEXT, "What is assessed and where it ends.").serves("ZCR 1.1"),
];

const PARTS: &[Key] = &[
    Key::new("networks", map(&NETWORKS), "Address spaces; addresses are unique within one only.").serves("ZCR 6.2"),
    Key::new("zones", map(&ZONES), "Groups of assets with the same security requirements.").serves("ZCR 3.1"),
    Key::new("conduits", map(&CONDUITS), "The communication between zones.").serves("ZCR 3.1"),
    Key::new("people", map(&PEOPLE), "People and roles.").serves("ZCR 6.4"),
    Key::new("renamed", map(&RENAMED), "Old ids that still name something: old = \"new\"."),
];

const ZONE_PARTS: &[Key] = &[
    Key::new("assets", map(&ASSET_MAP), "Devices and systems, each in exactly one zone or conduit.").serves("ZCR 3.1"),
    Key::new("access_points", map(&ACCESS_POINTS), "Ways into a zone.").serves("ZCR 6.4"),
];

const fn map(shape: &'static MapShape) -> Type {
    Type::Map(shape)
}

const fn declares(noun: Noun, groups: &'static TableShape) -> MapShape {
    MapShape { key: MapKey::Declares(noun), value: Type::Table(groups) }
}

const NETWORKS: MapShape = declares(Noun::Network, &TableShape { groups: &[NETWORK] });
const ZONES: MapShape = declares(Noun::Zone, &TableShape { groups: &[ZONE] });
const CONDUITS: MapShape = declares(Noun::Conduit, &TableShape { groups: &[CONDUIT] });
const ASSET_MAP: MapShape = declares(Noun::Asset, &TableShape { groups: &[ASSET] });
const ACCESS_POINTS: MapShape = declares(Noun::AccessPoint, &TableShape { groups: &[ACCESS_POINT] });
const PEOPLE: MapShape = declares(Noun::Person, &TableShape { groups: &[PEOPLE_KEYS] });
const RENAMED: MapShape = MapShape { key: MapKey::Id, value: Type::Text };

const NETWORK: &[Key] = &[
    Key::new("name", TEXT, "What it is called."),
    Key::new("kind", Type::Word(Words::of::<NetworkKind>()), "What kind of address space; default ethernet."),
    Key::new(
        "prefixes",
        Type::OneOrMany(&Type::Formatted(&formats::PREFIX)),
        "IP prefixes used in it, internal whatever registry they come from.",
    ),
    Key::new(
        "vlan",
        Type::OneOrMany(&Type::Integer { least: 1, most: 4094 }),
        "VLAN id, or ids outermost first, when it is one VLAN of a shared segment.",
    ),
    Key::new("vrf", TEXT, "Virtual routing table, when addresses repeat behind one."),
    Key::new("untrusted", Type::Boolean, "Reached through parties outside the owner's control; default false."),
    Key::new("nat", Type::Tables(&TableShape { groups: &[NAT] }), "Declared address translations."),
];

const NAT: &[Key] = &[
    Key::new("inside", Type::Formatted(&formats::ADDRESS), "Address in this network.").required(),
    Key::new("network", Type::Reference(Noun::Network), "Network in which it is seen translated.").required(),
    Key::new("outside", Type::Formatted(&formats::ADDRESS), "Address there.").required(),
];

const ZONE: &[Key] = &[
    Key::new("name", TEXT, "What it is called."),
    Key::new("kind", ZONE_KINDS, "What the zone is for.").required().serves("ZCR 3.1"),
    Key::new("parent", Type::Reference(Noun::Zone), "The zone it is part of; it keeps its own target."),
    Key::new("in_suc", Type::Boolean, "Part of the system under consideration; default true unless external.")
        .serves("ZCR 1.1"),
    Key::new("owner", PERSON, "Accountable organisation or person.").serves("ZCR 6.4"),
    Key::new("logical_boundary", TEXT, "Where it ends on the network.").serves("ZCR 6.4"),
    Key::new("physical_boundary", TEXT, "Where it ends in the building.").serves("ZCR 6.4"),
    Key::new("policies", TEXTS, "Policies that hold in it.").serves("ZCR 6.7"),
    Key::new("assumptions", TEXTS, "What is assumed of its surroundings.").serves("ZCR 6.5"),
    Key::new("dependencies", TEXTS, "What it depends on.").serves("ZCR 6.4"),
    Key::new("sl_target", Type::Vector, "SL-T, in the order IAC UC SI DC RDF TRE RA.").serves("ZCR 5.6"),
    Key::new("rationale", map(&RATIONALE), "Why the target is what it is, for each foundational requirement.")
        .serves("ZCR 5.13"),
];

const RATIONALE: MapShape = MapShape { key: MapKey::FoundationalRequirement, value: Type::Text };

const CONDUIT: &[Key] = &[
    Key::new("name", TEXT, "What it is called."),
    Key::new("zones", Type::List(&Type::Reference(Noun::Zone)), "The zones it joins, two or more.")
        .required()
        .serves("ZCR 3.1"),
    Key::new("data_direction", Type::Direction, "Where information goes, when one way only: \"bpcs -> historian\".")
        .serves("ZCR 6.4"),
    Key::new(
        "enforced",
        Type::Word(Words::of::<Enforcement>()),
        "How the direction is held: physical (a diode), rule (a firewall), none (intent); default none.",
    )
    .serves("ZCR 6.4"),
    Key::new("assets", ASSETS, "Its own assets: firewall, switch, diode halves.").serves("ZCR 3.1"),
    Key::new("enforcement_points", ASSETS, "Which of its assets enforce.").serves("ZCR 6.4"),
    Key::new(
        "fails",
        Type::Word(Words::of::<Failure>()),
        "What it does when its boundary device fails: closed passes nothing, open everything; default not said.",
    ),
    Key::new("island_mode", Type::Boolean, "It can be cut on command, to make an island of a zone; default false."),
    Key::new("sl_target", Type::Vector, "SL-T, in the order IAC UC SI DC RDF TRE RA.").serves("ZCR 5.6"),
    Key::new("trusted", Type::Boolean, "Inside the owner's control; default true unless it joins an external zone."),
    Key::new("monitored_by", PERSON, "Who monitors it.").serves("ZCR 6.4"),
    Key::new("allow", Type::Tables(&TableShape { groups: &[ALLOWANCE] }), "What it allows.").serves("ZCR 6.4"),
];

const ALLOWANCE: &[Key] = &[
    Key::new(
        "protocol",
        Type::Formatted(&formats::PROTOCOL),
        "Protocol word (modbus), or transport and port (udp/5140).",
    )
    .required(),
    Key::new(
        "transport",
        Type::Formatted(&formats::TRANSPORT),
        "Narrows a protocol word to a transport or port (tcp/502).",
    ),
    Key::new("operations", Type::List(&Type::Word(Words::of::<Operation>())), "What may be done.").required(),
    Key::new("initiator", Type::OneOrMany(&Type::Party), "Who may initiate: assets, or zone:ID; default any joined."),
    Key::new("responder", Type::OneOrMany(&Type::Party), "Who may respond: assets, or zone:ID; default any joined."),
    Key::new(
        "functions",
        Type::List(&Type::Integer { least: 0, most: 0xffff_ffff }),
        "Native function codes allowed; default all.",
    ),
    Key::new("objects", Type::Tables(&TableShape { groups: &[OBJECTS] }), "Native objects allowed; default all."),
    Key::new("when", TEXT, "Permit window in your words; then nothing is judged allowed from a capture alone."),
    Key::new("rate_per_minute", Type::Integer { least: 1, most: 0xffff_ffff }, "Highest messages a minute."),
    Key::new("essential", Type::Reference(Noun::EssentialFunction), "Essential function it serves."),
    Key::new("purpose", TEXT, "What it is for."),
    Key::new("information_class", TEXT, "Class of the information."),
];

const OBJECTS: &[Key] = &[
    Key::new("kind", TEXT, "What is counted: holding-register, db 2 byte, class.").required(),
    Key::new("first", Type::Integer { least: 0, most: 0xffff_ffff }, "First.").required(),
    Key::new("last", Type::Integer { least: 0, most: 0xffff_ffff }, "Last, included; default the first."),
];

const ASSET: &[Key] = &[
    Key::new("name", TEXT, "What it is called."),
    Key::new("zone", Type::OneOrMany(&Type::Reference(Noun::Zone)), "Its zone; leave out for a conduit's own assets.")
        .serves("ZCR 3.1"),
    Key::new("interfaces", Type::Tables(&TableShape { groups: &[INTERFACE] }), "Where it is connected.")
        .serves("ZCR 6.2"),
    Key::new("behind", Type::Table(&TableShape { groups: &[BEHIND] }), "The gateway it is reached through."),
    Key::new("hosted_on", Type::Reference(Noun::Asset), "The host or hypervisor it runs on."),
    Key::new("redundancy_group", TEXT, "Name of its redundancy group."),
    Key::new(
        "component_types",
        Type::OneOrMany(&Type::Word(Words::of::<ComponentType>())),
        "Component types of 4-2; default each of them.",
    ),
    Key::new("role", TEXT, "What it does: plc, hmi, engineering-station, firewall."),
    Key::new("level", TEXT, "Purdue level."),
    Key::new(
        "lacks",
        Type::List(&Type::Word(Words::of::<Unit>())),
        "Units it does not have: human-interface on a sealed box.",
    ),
    Key::new("criticality", Type::Word(Words::of::<Criticality>()), "What its loss means; default medium."),
    Key::new("business", Type::Boolean, "Serves a business purpose rather than control; default false.")
        .serves("ZCR 3.2"),
    Key::new("safety", Type::Boolean, "Performs or supports a safety function; default false.").serves("ZCR 3.3"),
    Key::new("temporary", Type::Boolean, "Connected for a while only: a service laptop, a test set; default false.")
        .serves("ZCR 3.4"),
    Key::new("owner", PERSON, "Who owns it."),
    Key::new("lifecycle", TEXT, "In your words: in service, end of support 2027."),
    Key::new("product", Type::Reference(Noun::Product), "Its product, for the capability sheet."),
    Key::new("serial", TEXT, "Serial number."),
    Key::new("firmware", TEXT, "Firmware version."),
    Key::new(
        "pinned_certificates",
        Type::List(&Type::Formatted(&formats::SHA256)),
        "SHA-256 fingerprints of certificates its peers have pinned.",
    ),
    Key::new(
        "services",
        Type::List(&Type::Formatted(&formats::PROTOCOL)),
        "Approved baseline of what it answers: protocol words or transports (ssh, tcp/502); default nothing is said.",
    ),
];

const INTERFACE: &[Key] = &[
    Key::new("network", Type::Reference(Noun::Network), "The network.").required(),
    Key::new("mac", Type::Formatted(&formats::MAC), "MAC address."),
    Key::new("ip", Type::OneOrMany(&Type::Formatted(&formats::ADDRESS)), "IP address, or several."),
    Key::new("station", Type::Integer { least: 0, most: 254 }, "Number on a serial bus, where the network is one."),
];

const BEHIND: &[Key] = &[
    Key::new("gateway", Type::Reference(Noun::Asset), "The gateway.").required(),
    Key::new("native", TEXT, "Native address behind it: unit 3.").required(),
];

const ACCESS_POINT: &[Key] = &[
    Key::new("zone", Type::Reference(Noun::Zone), "The zone it leads into; in a zone's own file that zone.")
        .serves("ZCR 6.4"),
    Key::new("kind", Type::Word(Words::of::<AccessPointKind>()), "What kind of way in.").required().serves("ZCR 6.4"),
    Key::new("description", TEXT, "What and where it is."),
];

const PEOPLE_KEYS: &[Key] = &[
    Key::new("name", TEXT, "Name of the person or role.").required(),
    Key::new("organisation", TEXT, "Organisation."),
    Key::new("roles", Type::OneOrMany(&Type::Word(Words::of::<PersonRole>())), "What the person may do."),
];
