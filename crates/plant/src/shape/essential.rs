//! `essential.toml`.

use super::{ASSETS, FileShape, Key, MapKey, MapShape, Noun, PERSON, TEXT, TableShape, Type};

pub(super) const ESSENTIAL: FileShape = FileShape {
    path: "essential.toml",
    schema: "essential.schema.json",
    doc: "Functions needed for health, safety, the environment and the equipment under control.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] =
    &[Key::new("essential_functions", Type::Map(&FUNCTIONS), "Essential functions (3-3 clause 4).").serves("ZCR 6.2")];

const FUNCTIONS: MapShape = MapShape {
    key: MapKey::Declares(Noun::EssentialFunction),
    value: Type::Table(&TableShape { groups: &[FUNCTION] }),
};

const FUNCTION: &[Key] = &[
    Key::new("name", TEXT, "What it is called.").required(),
    Key::new("assets", ASSETS, "Assets it needs."),
    Key::new("flows", Type::Tables(&TableShape { groups: &[FLOW] }), "Flows it needs."),
    Key::new(
        "longest_outage_s",
        Type::Integer { least: 0, most: 0xffff_ffff },
        "Longest outage it survives, in seconds.",
    ),
    Key::new("approved_by", PERSON, "Who in process or functional safety approved it."),
];

const FLOW: &[Key] = &[
    Key::new("from", Type::Reference(Noun::Asset), "Where it comes from.").required(),
    Key::new("to", Type::Reference(Noun::Asset), "Where it goes.").required(),
    Key::new("conduit", Type::Reference(Noun::Conduit), "Conduit it crosses, where it crosses one."),
];
