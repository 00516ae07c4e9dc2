//! What a capture is called in output.

use std::collections::BTreeMap;

use ringwall_model::Foreign;

use crate::Source;

const SUFFIXES: [&str; 6] = ["gz", "pcap", "pcapng", "cap", "ntar", "dmp"];

/// A file name without its capture suffixes; the whole name where nothing would be left.
pub fn stem(file_name: &str) -> &str {
    let mut name = file_name;
    while let Some((head, suffix)) = name.rsplit_once('.') {
        if head.is_empty() || !SUFFIXES.iter().any(|s| s.eq_ignore_ascii_case(suffix)) {
            break;
        }
        name = head;
    }
    name
}

/// Names of captures of one run: as short as tells them apart.
pub fn alike(sources: &[&Source]) -> Vec<Foreign> {
    let short: Vec<String> = sources.iter().map(|s| stem(&s.file_name()).to_owned()).collect();
    let full: Vec<String> = sources.iter().map(|s| s.file_name()).collect();
    let with_folder: Vec<String> = sources
        .iter()
        .map(|s| {
            let folder = s.path().parent().and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
            folder.map_or_else(|| s.file_name(), |folder| format!("{folder}/{}", s.file_name()))
        })
        .collect();
    let mut names = short;
    for longer in [full, with_folder] {
        let counts = counts(&names);
        names = names.iter().zip(longer).map(|(n, l)| if counts.get(n) == Some(&1) { n.clone() } else { l }).collect();
    }
    number(names)
}

fn counts(names: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        let count: &mut usize = counts.entry(name.clone()).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

fn number(names: Vec<String>) -> Vec<Foreign> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let numbered = names.into_iter().map(|name| {
        let count = seen.entry(name.clone()).or_default();
        *count = count.saturating_add(1);
        if *count == 1 { name } else { format!("{name} ({count})") }
    });
    numbered.map(Foreign::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;

    fn names(paths: &[&str]) -> Vec<String> {
        let sources: Vec<Source> = paths
            .iter()
            .map(|p| Source { stream: Stream::File(p.into()), named: true, within: None, size: None })
            .collect();
        alike(&sources.iter().collect::<Vec<_>>()).iter().map(|n| n.raw().to_owned()).collect()
    }

    #[test]
    fn names_lose_their_suffixes_unless_two_would_be_alike() {
        assert_eq!(names(&["d/control.pcapng", "sis.pcap.gz", "v1.2"]), ["control", "sis", "v1.2"]);
        assert_eq!(names(&["a.pcap", "a.pcapng", "b.cap"]), ["a.pcap", "a.pcapng", "b"]);
        assert_eq!(names(&["x/a.pcap", "y/a.pcap"]), ["x/a.pcap", "y/a.pcap"]);
        assert_eq!(names(&["p/x/a.pcap", "q/x/a.pcap"]), ["x/a.pcap", "x/a.pcap (2)"]);
    }
}
