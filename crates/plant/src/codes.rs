//! Every diagnostic code of the plant folder, with its severity and what it means. A code is for ever.

use ringwall_model::Severity;

/// A stable code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case name.
    pub name: &'static str,
    /// How grave it always is.
    pub severity: Severity,
    /// What it means and what happens to the text it points at.
    pub text: &'static str,
}

const fn error(name: &'static str, text: &'static str) -> Code {
    Code { name, severity: Severity::Error, text }
}

const fn warning(name: &'static str, text: &'static str) -> Code {
    Code { name, severity: Severity::Warning, text }
}

const fn note(name: &'static str, text: &'static str) -> Code {
    Code { name, severity: Severity::Note, text }
}

pub(crate) const TOML_SYNTAX: Code =
    error("toml-syntax", "The line is not TOML; the statement it belongs to is skipped.");
pub(crate) const DUPLICATE_KEY: Code =
    error("duplicate-key", "A key or table stands twice in one file; the first counts.");
pub(crate) const DUPLICATE_ID: Code = error("duplicate-id", "An id is declared twice; the first counts.");
pub(crate) const FILE_TOO_LARGE: Code =
    error("file-too-large", "The file is larger than a plant file may be; it is not read.");
pub(crate) const NESTED_TOO_DEEP: Code =
    error("nested-too-deep", "Values or keys are nested too deeply; the file is not read.");
pub(crate) const TOO_MANY: Code = note("too-many-diagnostics", "More was found than is listed.");
pub(crate) const MISSING_FILE: Code = error("missing-plant-file", "The folder has no plant.toml.");
pub(crate) const UNKNOWN_FILE: Code = note("unknown-file", "A TOML file that no plant folder has; it is not read.");
pub(crate) const BAD_FILE_NAME: Code =
    error("bad-file-name", "A file's name gives an id that no id may have; it is not read.");
pub(crate) const UNKNOWN_KEY: Code = error("unknown-key", "The key means nothing here; its value is not used.");
pub(crate) const MISSING_KEY: Code = error("missing-key", "A required key is missing.");
pub(crate) const EMPTY_VALUE: Code = error("empty-value", "A required key has an empty value.");
pub(crate) const WRONG_TYPE: Code =
    error("wrong-type", "The value is of another type than the key takes; it is not used.");
pub(crate) const UNKNOWN_WORD: Code = error("unknown-word", "The word is not one the key takes; it is not used.");
pub(crate) const OUT_OF_RANGE: Code = error("out-of-range", "The number is outside its range; it is not used.");
pub(crate) const BAD_ID: Code = error("bad-id", "An id has a character no id may have, or is too long.");
pub(crate) const BAD_ADDRESS: Code = error("bad-address", "Not an IPv4 or IPv6 address.");
pub(crate) const BAD_MAC: Code = error("bad-mac", "Not a MAC address.");
pub(crate) const BAD_PREFIX: Code = error("bad-prefix", "Not an IP prefix, or bits are set behind its length.");
pub(crate) const BAD_INSTANT: Code = error("bad-instant", "Not a date, and not an instant with its offset from UTC.");
pub(crate) const BAD_SL_VECTOR: Code = error("bad-sl-vector", "Not seven security levels from 0 to 4.");
pub(crate) const BAD_REQUIREMENT: Code = error("bad-requirement", "Not written like a requirement.");
pub(crate) const BAD_CRITERION: Code =
    error("bad-criterion", "Not written like a criterion, or of another requirement.");
pub(crate) const BAD_PROTOCOL: Code = error("bad-protocol", "Neither a protocol word nor a transport with its port.");
pub(crate) const BAD_HASH: Code = error("bad-hash", "Not a SHA-256 in 64 hexadecimal digits.");
pub(crate) const BAD_VLAN_PATH: Code =
    error("bad-vlan-path", "Not VLAN ids from 1 to 4094, outermost first, joined by dots.");
pub(crate) const BAD_DIRECTION: Code = error("bad-direction", "Not written as one zone, an arrow and another zone.");
pub(crate) const DANGLING: Code = error("dangling-reference", "Nothing of that kind is declared under this id.");
pub(crate) const DUPLICATE_ENTRY: Code = warning("duplicate-entry", "A list names the same thing twice.");

pub(crate) const DIRECTION_NOT_JOINED: Code =
    error("direction-not-joined", "Data goes to or from a zone the conduit does not join.");
pub(crate) const DIRECTION_TO_ITSELF: Code = error("direction-to-itself", "Data goes from a zone to the same zone.");
pub(crate) const JOINS_ONE_ZONE: Code = error("conduit-joins-one-zone", "A conduit joins two or more zones.");
pub(crate) const ENFORCED_NOTHING: Code = warning(
    "enforced-without-direction",
    "A direction is held by physics but none is given, so nothing can be held against it.",
);
pub(crate) const ENFORCER_ELSEWHERE: Code =
    error("enforcement-point-elsewhere", "An enforcement point is not among the conduit's own assets.");
pub(crate) const PARTY_NOT_JOINED: Code =
    error("party-not-joined", "An initiator or responder is neither in a joined zone nor an asset of the conduit.");
pub(crate) const ACCEPTED_BY_MAKER: Code =
    error("accepted-by-maker", "Who made a statement cannot accept it; the acceptance is not used.");
pub(crate) const ACCEPTED_EARLY: Code =
    error("accepted-before-made", "A statement is accepted before it was made; the acceptance is not used.");
pub(crate) const ACCEPTANCE_UNDATED: Code =
    warning("acceptance-incomplete", "An acceptance lacks its person or its date.");
pub(crate) const NOT_ASSESSOR: Code =
    warning("not-an-assessor", "Who accepted a statement does not have the role of assessor.");
pub(crate) const NOT_OWNER: Code = warning("not-an-asset-owner", "Who approved does not have the role of asset owner.");
pub(crate) const ENDS_BEFORE_MADE: Code =
    error("valid-until-before-made", "A statement ends before it was made; it supports nothing.");
pub(crate) const RATED_NOT_APPLICABLE: Code =
    error("rated-not-applicable", "A statement both rates a row and says it does not apply; the rating counts.");
pub(crate) const SAYS_NOTHING: Code =
    error("statement-says-nothing", "A statement has neither rating nor not_applicable.");
pub(crate) const UNAPPROVED: Code = warning(
    "unapproved-not-applicable",
    "Not applicable needs the approval of the asset owner; until then it does not count.",
);
pub(crate) const TEST_WITHOUT_RESULT: Code =
    warning("test-without-result", "A test without a recorded result is a claim.");
pub(crate) const SCOPE_NOT_SINGLE: Code = error("scope-not-single", "Name one zone or one conduit; it is left out.");
pub(crate) const UNIT_OUTSIDE: Code =
    error("unit-outside-scope", "A unit is not an asset of the scope it is named for.");
pub(crate) const PARENT_CYCLE: Code = error("parent-cycle", "Zones are each other's parents; the parent is not used.");
pub(crate) const HOST_CYCLE: Code = error("host-cycle", "An asset runs on or stands behind itself; that is not used.");
pub(crate) const OUTSIDE_PREFIXES: Code =
    warning("address-outside-prefixes", "An address is in none of the prefixes of its network.");
pub(crate) const RENAMED_DECLARED: Code =
    error("renamed-still-declared", "An old id is still declared: an id names one thing for ever.");
pub(crate) const RENAME_NOWHERE: Code =
    error("rename-goes-nowhere", "A new id is not declared, or ids are renamed in a circle.");
pub(crate) const EXTERNAL_IN_SUC: Code =
    error("external-in-suc", "An external zone is outside the system under consideration; kind counts.");
pub(crate) const ZONE_CONTRADICTS_FILE: Code =
    error("zone-contradicts-file", "An asset in a zone's own file names another zone; both are kept for the check.");
pub(crate) const COMPENSATES_NOTHING: Code =
    warning("compensates-nothing", "A compensating countermeasure does not say what it compensates.");
pub(crate) const COMPENSATION_MISPLACED: Code =
    error("compensation-misplaced", "Only a compensating countermeasure compensates; the compensation is not used.");
pub(crate) const COMPENSATION_INCOMPLETE: Code =
    warning("compensation-incomplete", "A compensation counts with acceptance, expiry, check and falsifier only.");
pub(crate) const ENDS_BEFORE_START: Code = error("ends-before-start", "An end lies before its start; it is not used.");
pub(crate) const UNIT_NOT_PER_ASSET: Code =
    error("unit-not-per-asset", "Only units that each asset has can be lacking; it is not used.");
pub(crate) const IN_FUTURE: Code =
    warning("instant-in-the-future", "Something is said to have happened later than now.");
pub(crate) const ACCEPTED_LATE: Code =
    error("accepted-after-end", "A statement is accepted when it no longer held; the acceptance is not used.");
pub(crate) const APPROVED_BY_MAKER: Code =
    error("approved-by-maker", "Who says that a row does not apply cannot approve it; the approval is not used.");
pub(crate) const ONE_FOR_BOTH: Code = warning(
    "approved-and-accepted-by-one",
    "One person approves as asset owner and accepts as assessor; until there are two it does not count.",
);
pub(crate) const STATEMENTS_DISAGREE: Code = warning(
    "statements-disagree",
    "Two statements of one time say opposite things of one row; the one that contradicts counts.",
);
pub(crate) const CHECKED_AFTER_END: Code =
    error("check-after-expiry", "The check of a compensation was passed when it had already ended.");
pub(crate) const NOT_ACCOUNTABLE: Code = warning(
    "not-the-accountable-owner",
    "Who accepted a residual risk is not the owner of the zone; the compensation does not count.",
);
pub(crate) const ALLOCATION_CIRCLE: Code =
    error("allocation-circle", "Components meet a row for each other, so nobody does; these allocations are not used.");
pub(crate) const COMPENSATION_CIRCLE: Code = error(
    "compensation-on-compensation",
    "A compensation rests on a row that is itself compensated; the compensation is not used.",
);
pub(crate) const NOT_SAFETY: Code = warning(
    "not-a-safety-person",
    "Who approved an essential function does not answer for process or functional safety.",
);
pub(crate) const EDIT_NOT_POSSIBLE: Code =
    error("edit-not-possible", "The edit does not fit the folder; nothing was changed.");

/// All codes, for reference pages and laws.
pub const CODES: &[Code] = &[
    TOML_SYNTAX,
    DUPLICATE_KEY,
    DUPLICATE_ID,
    FILE_TOO_LARGE,
    NESTED_TOO_DEEP,
    TOO_MANY,
    MISSING_FILE,
    UNKNOWN_FILE,
    BAD_FILE_NAME,
    UNKNOWN_KEY,
    MISSING_KEY,
    EMPTY_VALUE,
    WRONG_TYPE,
    UNKNOWN_WORD,
    OUT_OF_RANGE,
    BAD_ID,
    BAD_ADDRESS,
    BAD_MAC,
    BAD_PREFIX,
    BAD_INSTANT,
    BAD_SL_VECTOR,
    BAD_REQUIREMENT,
    BAD_CRITERION,
    BAD_PROTOCOL,
    BAD_HASH,
    BAD_VLAN_PATH,
    BAD_DIRECTION,
    DANGLING,
    DUPLICATE_ENTRY,
    DIRECTION_NOT_JOINED,
    DIRECTION_TO_ITSELF,
    JOINS_ONE_ZONE,
    ENFORCED_NOTHING,
    ENFORCER_ELSEWHERE,
    PARTY_NOT_JOINED,
    ACCEPTED_BY_MAKER,
    ACCEPTED_EARLY,
    ACCEPTANCE_UNDATED,
    NOT_ASSESSOR,
    NOT_OWNER,
    ENDS_BEFORE_MADE,
    RATED_NOT_APPLICABLE,
    SAYS_NOTHING,
    UNAPPROVED,
    TEST_WITHOUT_RESULT,
    SCOPE_NOT_SINGLE,
    UNIT_OUTSIDE,
    PARENT_CYCLE,
    HOST_CYCLE,
    OUTSIDE_PREFIXES,
    RENAMED_DECLARED,
    RENAME_NOWHERE,
    EXTERNAL_IN_SUC,
    ZONE_CONTRADICTS_FILE,
    COMPENSATES_NOTHING,
    COMPENSATION_MISPLACED,
    COMPENSATION_INCOMPLETE,
    ENDS_BEFORE_START,
    UNIT_NOT_PER_ASSET,
    IN_FUTURE,
    ACCEPTED_LATE,
    APPROVED_BY_MAKER,
    ONE_FOR_BOTH,
    STATEMENTS_DISAGREE,
    CHECKED_AFTER_END,
    NOT_ACCOUNTABLE,
    ALLOCATION_CIRCLE,
    COMPENSATION_CIRCLE,
    NOT_SAFETY,
    EDIT_NOT_POSSIBLE,
];
