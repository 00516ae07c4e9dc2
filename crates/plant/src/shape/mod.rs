//! The one description of every file of a plant folder. Reading, diagnostics and JSON Schemas come from it.

mod countermeasures;
mod devices;
mod drawing;
mod essential;
mod firewalls;
mod formats;
mod observation;
mod plant;
mod products;
mod risk;
mod statements;
mod words;

use ringwall_model::{FoundationalRequirement, ZoneKind};

use crate::codes::Code;
pub(crate) use formats::parse_wire;
pub use words::Words;
pub(crate) use words::parse_word;

/// A file of a plant folder.
#[derive(Debug)]
pub struct FileShape {
    /// Its path; `*` stands for any name.
    pub path: &'static str,
    /// File name of its JSON Schema.
    pub schema: &'static str,
    /// What it holds.
    pub doc: &'static str,
    /// Its keys.
    pub table: TableShape,
    /// What the name that `*` stands for declares.
    pub named: Option<Noun>,
}

/// Keys of a table, in groups so that tables can share them.
#[derive(Debug)]
pub struct TableShape {
    /// Groups of keys.
    pub groups: &'static [&'static [Key]],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What it says, in a line.
    pub doc: &'static str,
    /// What it takes.
    pub takes: Type,
    /// It must be given.
    pub required: bool,
    /// The requirement it serves, if one.
    pub serves: Option<&'static str>,
}

/// What a key takes.
#[derive(Debug)]
pub enum Type {
    /// Any text.
    Text,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer {
        /// Least.
        least: i64,
        /// Most.
        most: i64,
    },
    /// One of some words.
    Word(Words),
    /// Text of a form.
    Formatted(&'static Format),
    /// Seven security levels: a list, or the standard's writing.
    Vector,
    /// The id of something declared.
    Reference(Noun),
    /// An asset's id, or `zone:` and a zone's.
    Party,
    /// `a -> b`, both zones.
    Direction,
    /// A list.
    List(&'static Type),
    /// One, or a list.
    OneOrMany(&'static Type),
    /// A table.
    Table(&'static TableShape),
    /// A list of tables.
    Tables(&'static TableShape),
    /// A table whose keys the user chooses.
    Map(&'static MapShape),
}

/// A table whose keys the user chooses.
#[derive(Debug)]
pub struct MapShape {
    /// What a key is.
    pub key: MapKey,
    /// What each key takes.
    pub value: Type,
}

/// What the key of a [`MapShape`] is.
#[derive(Debug)]
pub enum MapKey {
    /// The id of something it declares.
    Declares(Noun),
    /// The id of something declared elsewhere.
    Reference(Noun),
    /// A foundational requirement.
    FoundationalRequirement,
    /// Text of a form.
    Formatted(&'static Format),
    /// Any id.
    Id,
}

/// Text of a form.
#[derive(Debug)]
pub struct Format {
    /// What it is (`a MAC address`).
    pub name: &'static str,
    /// One that is good.
    pub example: &'static str,
    /// True for one that is good.
    pub is_good: fn(&str) -> bool,
    /// Code of what is not.
    pub code: &'static Code,
    /// A date or instant, which TOML also writes without quotes.
    pub is_instant: bool,
}

/// What has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    /// A network.
    Network,
    /// A zone.
    Zone,
    /// A conduit.
    Conduit,
    /// An asset.
    Asset,
    /// An access point.
    AccessPoint,
    /// A person.
    Person,
    /// An essential function.
    EssentialFunction,
    /// A risk scenario.
    Scenario,
    /// A statement.
    Statement,
    /// A countermeasure.
    Countermeasure,
    /// A product.
    Product,
    /// An observation point.
    ObservationPoint,
}

impl Noun {
    /// What a user calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Zone => "zone",
            Self::Conduit => "conduit",
            Self::Asset => "asset",
            Self::AccessPoint => "access point",
            Self::Person => "person",
            Self::EssentialFunction => "essential function",
            Self::Scenario => "scenario",
            Self::Statement => "statement",
            Self::Countermeasure => "countermeasure",
            Self::Product => "product",
            Self::ObservationPoint => "observation point",
        }
    }
}

impl Key {
    const fn new(name: &'static str, takes: Type, doc: &'static str) -> Self {
        Self { name, doc, takes, required: false, serves: None }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn serves(mut self, requirement: &'static str) -> Self {
        self.serves = Some(requirement);
        self
    }
}

impl TableShape {
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The key of a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }
}

impl FileShape {
    /// The shape of the file at `path`, and the name `*` stands for.
    pub fn of(path: &str) -> Option<(&'static Self, &str)> {
        FILES.iter().find_map(|file| match file.path.split_once('*') {
            None => (file.path == path).then_some((file, "")),
            Some((before, after)) => {
                let name = path.strip_prefix(before)?.strip_suffix(after)?;
                (!name.is_empty() && !name.contains('/')).then_some((file, name))
            }
        })
    }
}

/// What the top-level table of a name declares, in whichever file.
pub(crate) fn noun_of(table: &str) -> Option<Noun> {
    FILES.iter().filter_map(|file| file.table.key(table)).find_map(|key| match key.takes {
        Type::Map(MapShape { key: MapKey::Declares(noun), .. }) => Some(*noun),
        _ => None,
    })
}

/// The file in which a top-level key belongs, other than `path`.
pub(crate) fn belongs_elsewhere(key: &str, path: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|file| file.path != path && !file.path.starts_with("zones/") && file.table.key(key).is_some())
        .map(|file| file.path)
}

/// Every file of a plant folder.
pub const FILES: &[FileShape] = &[
    plant::PLANT,
    plant::ZONE_FILE,
    essential::ESSENTIAL,
    risk::RISK,
    statements::STATEMENTS,
    countermeasures::COUNTERMEASURES,
    products::PRODUCTS,
    observation::OBSERVATION,
    drawing::DRAWING,
    firewalls::FIREWALLS,
    devices::DEVICES,
];

const TEXT: Type = Type::Text;
const TEXTS: Type = Type::List(&Type::Text);
const INSTANT: Type = Type::Formatted(&formats::INSTANT);
const PERSON: Type = Type::Reference(Noun::Person);
const ASSETS: Type = Type::List(&Type::Reference(Noun::Asset));
const LEVEL: Type = Type::Integer { least: 0, most: 4 };

/// The scope of a statement, compensation or allocation.
const SCOPE: &[Key] = &[
    Key::new("zone", Type::Reference(Noun::Zone), "The zone it speaks of; else name a conduit."),
    Key::new("conduit", Type::Reference(Noun::Conduit), "The conduit it speaks of; else name a zone."),
];

/// Zone kinds and foundational requirements as words, from the model.
const ZONE_KINDS: Type = Type::Word(Words::of::<ZoneKind>());
const FRS: Type = Type::List(&Type::Word(Words::of::<FoundationalRequirement>()));
