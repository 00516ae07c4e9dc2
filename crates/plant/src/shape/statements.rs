//! `statements.toml`.

use ringwall_model::{EvidenceKind, Rating};

use super::{
    ASSETS, FileShape, INSTANT, Key, MapKey, MapShape, Noun, PERSON, SCOPE, TEXT, TableShape, Type, Words, formats,
};

pub(super) const STATEMENTS: FileShape = FileShape {
    path: "statements.toml",
    schema: "statements.schema.json",
    doc: "What people attest.",
    table: TableShape { groups: &[TABLES] },
    named: None,
};

const TABLES: &[Key] = &[Key::new("statements", Type::Map(&MAP), "Statements on requirements in a zone or conduit.")];

const MAP: MapShape = MapShape {
    key: MapKey::Declares(Noun::Statement),
    value: Type::Table(&TableShape { groups: &[SCOPE, STATEMENT] }),
};

const STATEMENT: &[Key] = &[
    Key::new("requirement", Type::Formatted(&formats::REQUIREMENT), "Requirement it speaks of: SR 1.1 RE 2.")
        .required(),
    Key::new("criteria", Type::OneOrMany(&Type::Formatted(&formats::CRITERION)), "Criteria of it; default all."),
    Key::new("units", ASSETS, "Assets it holds for; default every unit of the scope."),
    Key::new(
        "rating",
        Type::Word(Words::of::<Rating>()),
        "How far it is fulfilled; fully claims, the others contradict.",
    ),
    Key::new("not_applicable", Type::Boolean, "The row's condition is absent here; default false."),
    Key::new(
        "kind",
        Type::Word(Words::of::<EvidenceKind>().except(&["observed", "capability"])),
        "Attested, examined, configured or tested; default attested.",
    ),
    Key::new("artefact", Type::Table(&TableShape { groups: &[ARTEFACT] }), "What stands behind it."),
    Key::new("result", TEXT, "Recorded result of a test."),
    Key::new("made_by", PERSON, "Who says so.").required(),
    Key::new("made_at", INSTANT, "When.").required(),
    Key::new("valid_until", INSTANT, "Until when it holds; default a year."),
    Key::new("approved_by", PERSON, "Asset owner who approved it; needed for not_applicable."),
    Key::new("accepted_by", PERSON, "A second person who accepted it as assessor."),
    Key::new("accepted_at", INSTANT, "When it was accepted."),
    Key::new("remark", TEXT, "Remarks."),
];

const ARTEFACT: &[Key] = &[
    Key::new("reference", TEXT, "File, document number or place.").required(),
    Key::new("at", TEXT, "Page, section or line in it."),
    Key::new("sha256", Type::Formatted(&formats::SHA256), "SHA-256 of the file."),
];
