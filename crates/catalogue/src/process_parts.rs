//! The table of embedded parts on processes. To add one: a data file, its crosswalk a row here.

/// One part on processes as it is embedded.
#[derive(Clone, Copy, Debug)]
pub struct ProcessFile {
    /// Name of the data file, as it stands in `data/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Name of the crosswalk file, as it stands in `data/`.
    pub crosswalk_file: &'static str,
    /// Its text.
    pub crosswalk: &'static str,
    /// How many rows the part numbers, groups included; the data must agree.
    pub rows: usize,
}

/// Every embedded part on processes, in the order their rows are listed.
pub static PROCESS_PARTS: [ProcessFile; 5] = [
    ProcessFile {
        file: "iec62443-3-2.toml",
        text: include_str!("../data/iec62443-3-2.toml"),
        crosswalk_file: "crosswalks-3-2.toml",
        crosswalk: include_str!("../data/crosswalks-3-2.toml"),
        rows: 39,
    },
    ProcessFile {
        file: "iec62443-4-1.toml",
        text: include_str!("../data/iec62443-4-1.toml"),
        crosswalk_file: "crosswalks-4-1.toml",
        crosswalk: include_str!("../data/crosswalks-4-1.toml"),
        rows: 47,
    },
    ProcessFile {
        file: "iec62443-2-1-2024.toml",
        text: include_str!("../data/iec62443-2-1-2024.toml"),
        crosswalk_file: "crosswalks-2-1-2024.toml",
        crosswalk: include_str!("../data/crosswalks-2-1-2024.toml"),
        rows: 87,
    },
    ProcessFile {
        file: "iec62443-2-4.toml",
        text: include_str!("../data/iec62443-2-4.toml"),
        crosswalk_file: "crosswalks-2-4.toml",
        crosswalk: include_str!("../data/crosswalks-2-4.toml"),
        rows: 123,
    },
    ProcessFile {
        file: "iec62443-2-1-2009.toml",
        text: include_str!("../data/iec62443-2-1-2009.toml"),
        crosswalk_file: "crosswalks-2-1-2009.toml",
        crosswalk: include_str!("../data/crosswalks-2-1-2009.toml"),
        rows: 145,
    },
];
