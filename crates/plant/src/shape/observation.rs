//! `observation.toml`.

use ringwall_model::Method;

use super::{FileShape, INSTANT, Key, MapKey, MapShape, Noun, TEXT, TEXTS, TableShape, Type, Words, formats};

pub(super) const OBSERVATION: FileShape = FileShape {
    path: "observation.toml",
    schema: "observation.schema.json",
    doc: "Where captures were taken and what can be seen from there.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("observation_points", Type::Map(&MAP), "Places at which traffic is watched.")];

const MAP: MapShape =
    MapShape { key: MapKey::Declares(Noun::ObservationPoint), value: Type::Table(&TableShape { groups: &[POINT] }) };

const NETWORK: Type = Type::Reference(Noun::Network);

const POINT: &[Key] = &[
    Key::new("name", TEXT, "Where it is."),
    Key::new("method", Type::Word(Words::of::<Method>()), "Tap, mirror port (span) or host.").required(),
    Key::new("network", NETWORK, "Network of its untagged frames."),
    Key::new(
        "vlans",
        Type::Map(&MapShape { key: MapKey::Formatted(&formats::VLAN_PATH), value: NETWORK }),
        "Network of each VLAN path: \"12\" or \"100.12\", outermost first.",
    ),
    Key::new("sees_networks", Type::List(&NETWORK), "Networks whose traffic it sees whole."),
    Key::new(
        "sees_conduits",
        Type::List(&Type::Reference(Noun::Conduit)),
        "Conduits of which it sees every declared path.",
    ),
    Key::new(
        "side_of",
        Type::Map(&MapShape { key: MapKey::Reference(Noun::Asset), value: NETWORK }),
        "Enforcement points next to it, and on which network's side of each it stands.",
    ),
    Key::new("both_directions", Type::Boolean, "Both directions are seen; default false."),
    Key::new(
        "windows",
        Type::Tables(&TableShape { groups: &[WINDOW] }),
        "Times it recorded; default those of its captures.",
    ),
    Key::new(
        "loss_per_million",
        Type::Integer { least: 0, most: 1_000_000 },
        "Frames lost per million, as measured there.",
    ),
    Key::new(
        "clock_offset_us",
        Type::Integer { least: i64::MIN, most: i64::MAX },
        "Its clock minus true time, in microseconds; default 0.",
    ),
    Key::new("captures", TEXTS, "Capture files taken here, relative to the folder; * at the end matches any rest."),
];

const WINDOW: &[Key] =
    &[Key::new("from", INSTANT, "From.").required(), Key::new("until", INSTANT, "Until.").required()];
