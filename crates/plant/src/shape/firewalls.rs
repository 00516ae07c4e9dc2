//! `firewalls.toml`.

use ringwall_model::ConfigurationKind;

use super::{FileShape, INSTANT, Key, MapKey, MapShape, Noun, PERSON, TEXT, TableShape, Type, Words, formats};

pub(super) const FIREWALLS: FileShape = FileShape {
    path: "firewalls.toml",
    schema: "firewalls.schema.json",
    doc: "Where the configurations in the folder firewalls/ come from. While anything is missing, what one shows is a claim.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("firewalls", Type::Map(&MAP), "Configurations, by the asset they were taken from.")];

const MAP: MapShape =
    MapShape { key: MapKey::Reference(Noun::Asset), value: Type::Table(&TableShape { groups: &[FILE, TAKEN] }) };

const FILE: &[Key] = &[Key::new("file", TEXT, "The file in the folder firewalls/.").required()];

/// What is said of every configuration.
pub(super) const TAKEN: &[Key] = &[
    Key::new("taken_at", INSTANT, "When it was taken from the device."),
    Key::new("taken_by", PERSON, "Who took it."),
    Key::new(
        "configuration",
        Type::Word(Words::of::<ConfigurationKind>()),
        "Which one the device was asked for: the running or the startup configuration.",
    ),
    Key::new(
        "interfaces",
        Type::Tables(&TableShape { groups: &[INTERFACE] }),
        "Which networks its interfaces lead to, where the configuration does not hold their addresses.",
    ),
    Key::new(
        "routes",
        Type::Tables(&TableShape { groups: &[ROUTE] }),
        "Routes it has beside those its configuration holds.",
    ),
];

const INTERFACE: &[Key] = &[
    Key::new("name", TEXT, "The name its rules use: eth0.").required(),
    Key::new("network", Type::Reference(Noun::Network), "The network it leads to.").required(),
];

const ROUTE: &[Key] = &[
    Key::new("to", Type::Formatted(&formats::PREFIX), "The destinations.").required(),
    Key::new("via", Type::Formatted(&formats::ADDRESS), "Address of the device it leads to.").required(),
];
