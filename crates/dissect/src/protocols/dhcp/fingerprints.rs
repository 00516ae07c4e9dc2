//! What a list of wanted options (RFC 2132, section 9.8) or a class (9.13) tells of the client: each implementation asks for its own
//! options, in its order.
//!
//! Facts: of clients that `scripts/fingerprints.py` ran and recorded, and from captures in which the same client also said what it is
//! (its class, its name). A list of less than five options tells nothing: small devices ask for the same few. One that is not
//! here tells nothing either.

use std::{collections::BTreeMap, sync::LazyLock};

/// A row a line behind the names of the columns: the list or the beginning of a class, software, system (`*` is what follows in the
/// class), and where it is from.
static CLIENTS: &str = include_str!("../../../data/dhcp-clients.tsv");

/// Who a client seems to be. What is not known is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The program that asks.
    pub software: &'static str,
    /// What it runs on.
    pub system: &'static str,
}

/// Clients by the options they want, and systems by how classes begin.
static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

#[derive(Default)]
struct Tables {
    wanted: BTreeMap<Vec<u8>, Client>,
    classes: Vec<(&'static str, &'static str)>,
}

impl Tables {
    fn read() -> Self {
        let mut tables = Self::default();
        for line in CLIENTS.lines().skip(1) {
            let mut columns = line.split('\t').chain(std::iter::repeat(""));
            let mut next = || columns.next().unwrap_or_default();
            let (wanted, class, software, system) = (next(), next(), next(), next());
            if wanted.is_empty() {
                tables.classes.push((class, system));
            } else {
                let options = wanted.split(',').filter_map(|option| option.parse().ok()).collect();
                tables.wanted.insert(options, Client { software, system });
            }
        }
        tables
    }
}

/// The client that asks for exactly these options, in this order.
pub fn of_wanted(wanted: &[u8]) -> Option<Client> {
    TABLES.wanted.get(wanted).copied()
}

/// The system a client's class names.
pub fn system_of_class(class: &[u8]) -> Option<String> {
    let class = std::str::from_utf8(class).ok()?;
    let by_class = |(begins, system): &(&str, &str)| Some(system.replace('*', class.strip_prefix(begins)?));
    stated(class).or_else(|| TABLES.classes.iter().find_map(by_class))
}

/// dhcpcd says its version, its system, the machine and its processor, with colons between (dhcpcd.conf, `vendorclassid`).
fn stated(class: &str) -> Option<String> {
    let system = class.strip_prefix("dhcpcd-")?.split(':').nth(1)?;
    let (name, version) = system.split_once('-')?;
    Some(format!("{name} {version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = [&'static str; 5]> {
        CLIENTS.lines().skip(1).filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
    }

    #[test]
    fn every_row_says_one_thing_of_a_list_or_a_class_and_where_it_is_from() {
        assert_eq!(rows().count(), CLIENTS.lines().count() - 1);
        let keys: Vec<(&str, &str)> = rows().map(|[wanted, class, ..]| (wanted, class)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
        for [wanted, class, software, system, source] in rows() {
            assert!(wanted.is_empty() != class.is_empty() && !source.is_empty(), "{wanted}{class}");
            assert!(!software.is_empty() || !system.is_empty(), "{wanted}{class}");
            if !wanted.is_empty() {
                let options: Vec<u8> = wanted.split(',').map(|option| option.parse().unwrap()).collect();
                assert!(options.len() >= 5, "{wanted}");
                assert_eq!(of_wanted(&options), Some(Client { software, system }));
            }
        }
    }

    #[test]
    fn the_order_of_a_list_counts() {
        assert_eq!(of_wanted(&[1, 3, 6, 15, 44, 46, 47, 66, 67]).map(|client| client.system), Some("Windows CE"));
        assert_eq!(of_wanted(&[3, 1, 6, 15, 44, 46, 47, 66, 67]), None);
        assert_eq!(of_wanted(&[]), None, "a row of a class has no list");
    }
}
