//! `products/*.toml`.

use ringwall_model::{Able, ComponentType};

use super::{FileShape, INSTANT, Key, MapKey, MapShape, Noun, TEXT, TableShape, Type, Words, formats};

pub(super) const PRODUCTS: FileShape = FileShape {
    path: "products/*.toml",
    schema: "products.schema.json",
    doc: "Component types with their capability sheets (4-2) for a firmware range.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("products", Type::Map(&MAP), "Products and what they can do.")];

const MAP: MapShape =
    MapShape { key: MapKey::Declares(Noun::Product), value: Type::Table(&TableShape { groups: &[PRODUCT] }) };

const PRODUCT: &[Key] = &[
    Key::new("vendor", TEXT, "Who makes it.").required(),
    Key::new("model", TEXT, "Model.").required(),
    Key::new("component_types", Type::OneOrMany(&Type::Word(Words::of::<ComponentType>())), "Component types of 4-2."),
    Key::new("firmware_from", TEXT, "First firmware the sheet holds for; default the first."),
    Key::new("firmware_below", TEXT, "Firmware from which it no longer holds; default no end."),
    Key::new("as_of", INSTANT, "When the sheet was made."),
    Key::new("capabilities", Type::Tables(&TableShape { groups: &[CAPABILITY] }), "Lines of the sheet."),
];

const CAPABILITY: &[Key] = &[
    Key::new("requirement", Type::Formatted(&formats::REQUIREMENT), "Requirement of 3-3 or 4-2.").required(),
    Key::new("criteria", Type::OneOrMany(&Type::Formatted(&formats::CRITERION)), "Criteria of it; default all."),
    Key::new(
        "able",
        Type::Word(Words::of::<Able>()),
        "Whether it can; whether it is switched on here is another question. Not applicable where the row's condition does not hold for it.",
    )
    .required(),
    Key::new("source", TEXT, "Manual, certificate or data sheet, and page.").required(),
];
