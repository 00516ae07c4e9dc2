//! Which library offers what a client offers: facts of programs that `scripts/fingerprints.py` ran and recorded.
//!
//! A fingerprint is of a library at a series of versions as a program sets it up, never of one program: others set it up alike. One that
//! is not here tells nothing.

/// A fingerprint, the library, and which programs were recorded, a line each behind the names of the columns.
static CLIENTS: &str = include_str!("../../../data/tls-clients.tsv");

/// The library with this JA4 fingerprint.
pub fn library(fingerprint: &str) -> Option<&'static str> {
    let behind = |line: &'static str| line.strip_prefix(fingerprint)?.strip_prefix('\t');
    let (library, _source) = CLIENTS.lines().skip(1).find_map(behind)?.split_once('\t')?;
    Some(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = [&'static str; 3]> {
        CLIENTS.lines().skip(1).filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
    }

    #[test]
    fn every_row_is_a_fingerprint_with_a_library_and_who_was_recorded() {
        assert_eq!(rows().count(), CLIENTS.lines().count() - 1);
        assert!(rows().map(|[ja4, ..]| ja4).is_sorted_by(|a, b| a < b));
        for [ja4, library, source] in rows() {
            let parts: Vec<usize> = ja4.split('_').map(str::len).collect();
            assert!(parts == [10, 12, 12] && ja4.starts_with('t'), "{ja4}");
            assert!(!library.is_empty() && source.starts_with("recorded: "), "{ja4}");
            assert_eq!(super::library(ja4), Some(library));
        }
    }

    #[test]
    fn what_nobody_recorded_is_of_nobody() {
        assert_eq!(library("t13d1516h2_8daaf6152771_e5627efa2ab1"), None);
        assert_eq!(library("ja4"), None, "the name of a column");
    }
}
