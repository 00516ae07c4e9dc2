//! `devices.toml`.

use super::{FileShape, Key, MapKey, MapShape, Noun, TEXT, TableShape, Type, firewalls::TAKEN};

pub(super) const DEVICES: FileShape = FileShape {
    path: "devices.toml",
    schema: "devices.schema.json",
    doc: "Where the configurations in the folder devices/ come from: switches, and whatever else is read for what it says of \
          itself. While anything is missing, what one shows is a claim.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("devices", Type::Map(&MAP), "Configurations, by the asset they were taken from.")];

const MAP: MapShape =
    MapShape { key: MapKey::Reference(Noun::Asset), value: Type::Table(&TableShape { groups: &[FILE, TAKEN] }) };

const FILE: &[Key] = &[Key::new("file", TEXT, "The file in the folder devices/.").required()];
