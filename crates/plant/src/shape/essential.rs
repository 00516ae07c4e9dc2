//! `essential.toml`.

use ringwall_model::{EssentialServiceKind, Lock};

use super::{ASSETS, FileShape, Key, MapKey, MapShape, Noun, PERSON, TEXT, TableShape, Type, Words};

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
        "consoles",
        Type::Tables(&TableShape { groups: &[CONSOLE] }),
        "Consoles from which it is performed, and what is set to lock them.",
    ),
    Key::new("services", Type::Tables(&TableShape { groups: &[SERVICE] }), "Services it waits for."),
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
    Key::new("fallback", TEXT, "What carries the function while the flow is cut, in your words; default nothing."),
];

const CONSOLE: &[Key] = &[
    Key::new("asset", Type::Reference(Noun::Asset), "The console.").required(),
    Key::new("account", TEXT, "The account used there; default every account."),
    Key::new("locks", Type::OneOrMany(&Type::Word(Words::of::<Lock>())), "What is set to lock it; default nothing."),
];

const SERVICE: &[Key] = &[
    Key::new("kind", Type::Word(Words::of::<EssentialServiceKind>()), "What kind of service.").required(),
    Key::new("provided_by", Type::Reference(Noun::Asset), "The component that provides it.").required(),
    Key::new("fallback", TEXT, "What carries the function while the service is away, in your words; default nothing."),
];
