//! `drawing.toml`.

use super::{FileShape, INSTANT, Key, MapKey, MapShape, Noun, PERSON, TEXT, TableShape, Type};

pub(super) const DRAWING: FileShape = FileShape {
    path: "drawing.toml",
    schema: "drawing.schema.json",
    doc: "How the zone-and-conduit drawing looks: what its title block says, and where people want boxes to stand.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[
    Key::new("revision", TEXT, "Revision, in your words."),
    Key::new("date", INSTANT, "Date of the revision."),
    Key::new("drawn_by", PERSON, "Who drew it."),
    Key::new("approved_by", PERSON, "Who approved it."),
    Key::new("approved_at", INSTANT, "When it was approved."),
    Key::new(
        "pinned_zones",
        Type::Map(&ZONES),
        "Places of zones; those of a zone in a zone are told from the corner of the outer one.",
    ),
    Key::new(
        "pinned_conduits",
        Type::Map(&CONDUITS),
        "Places of the plates of conduits; where one stands in a zone it is told from the corner of that.",
    ),
];

const ZONES: MapShape = MapShape { key: MapKey::Reference(Noun::Zone), value: PIN };
const CONDUITS: MapShape = MapShape { key: MapKey::Reference(Noun::Conduit), value: PIN };
const PIN: Type = Type::Table(&TableShape { groups: &[PIN_KEYS] });

const PLACE: Type = Type::Integer { least: 0, most: 100_000 };

const PIN_KEYS: &[Key] = &[
    Key::new(
        "x",
        PLACE,
        "Left edge in hundredths of an inch from the left of the sheet, at least 60, or of the zone it stands in; rounded to tens.",
    )
    .required(),
    Key::new(
        "y",
        PLACE,
        "Upper edge in hundredths of an inch from the top of the sheet, at least 40, or of the zone it stands in; rounded to tens.",
    )
    .required(),
];
