//! `risk.toml`.

use super::{FRS, FileShape, Key, LEVEL, MapKey, MapShape, Noun, TEXT, TableShape, Type};

pub(super) const RISK: FileShape = FileShape {
    path: "risk.toml",
    schema: "risk.schema.json",
    doc: "Scenarios of the risk assessment (3-2).",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("scenarios", Type::Map(&SCENARIOS), "Risk scenarios.").serves("ZCR 5.1")];

const SCENARIOS: MapShape =
    MapShape { key: MapKey::Declares(Noun::Scenario), value: Type::Table(&TableShape { groups: &[SCENARIO] }) };

const SCENARIO: &[Key] = &[
    Key::new("zone", Type::Reference(Noun::Zone), "Zone it concerns.").required().serves("ZCR 5.1"),
    Key::new("threat", TEXT, "Who does what.").required().serves("ZCR 5.1"),
    Key::new("vulnerability", TEXT, "The weakness it uses.").serves("ZCR 5.2"),
    Key::new("consequence", TEXT, "What follows.").required().serves("ZCR 5.3"),
    Key::new("likelihood", Type::Integer { least: 1, most: 5 }, "From 1 (rare) to 5.").required().serves("ZCR 5.4"),
    Key::new("impact", Type::Integer { least: 1, most: 5 }, "From 1 (slight) to 5.").required().serves("ZCR 5.3"),
    Key::new("foundational_requirements", FRS, "Foundational requirements it sets a target for.").serves("ZCR 5.6"),
    Key::new("sl_target", LEVEL, "The level it asks for there.").serves("ZCR 5.6"),
    Key::new("source", TEXT, "Study it comes from (HAZOP, LOPA)."),
];
