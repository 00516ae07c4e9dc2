//! `countermeasures.toml`.

use ringwall_model::CountermeasureKind;

use super::{
    ASSETS, FileShape, INSTANT, Key, LEVEL, MapKey, MapShape, Noun, PERSON, SCOPE, TEXT, TableShape, Type, Words,
    formats,
};

pub(super) const COUNTERMEASURES: FileShape = FileShape {
    path: "countermeasures.toml",
    schema: "countermeasures.schema.json",
    doc: "Countermeasures, compensation, and rows met by another component.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[
    Key::new("countermeasures", Type::Map(&MAP), "Existing, planned, shared and compensating countermeasures.")
        .serves("ZCR 5.8"),
    Key::new(
        "allocations",
        Type::Tables(&TableShape { groups: &[SCOPE, ALLOCATION] }),
        "Rows of named units that another component meets.",
    ),
];

const MAP: MapShape = MapShape {
    key: MapKey::Declares(Noun::Countermeasure),
    value: Type::Table(&TableShape { groups: &[COUNTERMEASURE] }),
};

const COUNTERMEASURE: &[Key] = &[
    Key::new("name", TEXT, "What it is called.").required(),
    Key::new("kind", Type::Word(Words::of::<CountermeasureKind>()), "What kind; default planned."),
    Key::new("owner", PERSON, "Who answers for it."),
    Key::new("cost", Type::Integer { least: 0, most: i64::MAX }, "Cost in the plant's own currency."),
    Key::new("window", TEXT, "Maintenance window it needs."),
    Key::new(
        "compensation",
        Type::Table(&TableShape { groups: &[SCOPE, COMPENSATION] }),
        "What a compensating one stands in for, and while it counts.",
    )
    .serves("ZCR 5.12"),
];

const COMPENSATION: &[Key] = &[
    Key::new("requirements", Type::OneOrMany(&Type::Formatted(&formats::REQUIREMENT)), "Rows it stands in for.")
        .required(),
    Key::new("units", ASSETS, "Assets; default every unit of the scope."),
    Key::new("up_to", LEVEL, "Highest level it stands in for.").required(),
    Key::new(
        "rests_on",
        Type::OneOrMany(&Type::Formatted(&formats::REQUIREMENT)),
        "Rows of the zone or conduit by which it works; none of them may itself be compensated.",
    ),
    Key::new("threat", TEXT, "Threat it addresses.").required(),
    Key::new("vector", TEXT, "Vector it closes.").required(),
    Key::new("residual_risk", TEXT, "What risk remains.").required().serves("ZCR 5.10"),
    Key::new("accepted_by", PERSON, "Accountable owner who accepted the residual risk.").serves("ZCR 5.11"),
    Key::new("accepted_at", INSTANT, "When.").serves("ZCR 5.11"),
    Key::new("expires", INSTANT, "When it ends."),
    Key::new("check", Type::Table(&TableShape { groups: &[CHECK] }), "Its recurring positive check."),
    Key::new("falsified_by", TEXT, "Evidence rule whose contradiction here shows that it does not work."),
];

const CHECK: &[Key] = &[
    Key::new("description", TEXT, "What is checked.").required(),
    Key::new("every_days", Type::Integer { least: 1, most: 3660 }, "How often, in days.").required(),
    Key::new("last_passed", INSTANT, "When it was last passed."),
];

const ALLOCATION: &[Key] = &[
    Key::new("requirement", Type::Formatted(&formats::REQUIREMENT), "Row that is met elsewhere.").required(),
    Key::new("units", ASSETS, "Assets it is met for; default every unit of the scope."),
    Key::new("provided_by", Type::Reference(Noun::Asset), "The component that meets it.").required(),
];
