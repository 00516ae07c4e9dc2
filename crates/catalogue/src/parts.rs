//! The table of embedded parts with rows that have a level. To add a standard: a data file, its crosswalk, a row here.

/// One part of the standard as it is embedded.
#[derive(Clone, Copy, Debug)]
pub struct PartFile {
    /// Name of the data file, as it stands in `data/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Name of the crosswalk file, as it stands in `data/`.
    pub crosswalk_file: &'static str,
    /// Its text.
    pub crosswalk: &'static str,
    /// How many rows the part asks at SL 1, 2, 3 and 4; the data must agree.
    pub rows_up_to: [usize; 4],
}

/// Every embedded part, in the order their rows are listed.
pub static PARTS: [PartFile; 2] = [
    PartFile {
        file: "iec62443-3-3.toml",
        text: include_str!("../data/iec62443-3-3.toml"),
        crosswalk_file: "crosswalks-3-3.toml",
        crosswalk: include_str!("../data/crosswalks-3-3.toml"),
        rows_up_to: [37, 60, 90, 100],
    },
    PartFile {
        file: "iec62443-4-2.toml",
        text: include_str!("../data/iec62443-4-2.toml"),
        crosswalk_file: "crosswalks-4-2.toml",
        crosswalk: include_str!("../data/crosswalks-4-2.toml"),
        rows_up_to: [50, 93, 116, 122],
    },
];
