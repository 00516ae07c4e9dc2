//! What a list of wanted options (RFC 2132, section 9.8) or a class (9.13) tells of the client: each implementation asks for its own
//! options, in its order.
//!
//! Facts: of clients that `scripts/fingerprints.py` ran and recorded, and from captures in which the same client also said what it is
//! (its class, its name). A list of less than five options tells nothing: small devices ask for the same few. One that is not
//! here tells nothing either.

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

/// The client that asks for exactly these options, in this order.
pub fn of_wanted(wanted: &[u8]) -> Option<Client> {
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
    let behind = |line: &'static str| line.strip_prefix(&wanted)?.strip_prefix("\t\t");
    let (software, more) = CLIENTS.lines().skip(1).find_map(behind)?.split_once('\t')?;
    let (system, _source) = more.split_once('\t')?;
    Some(Client { software, system })
}

/// The system a client's class names.
pub fn system_of_class(class: &[u8]) -> Option<String> {
    let class = std::str::from_utf8(class).ok()?;
    stated(class).or_else(|| CLIENTS.lines().skip(1).find_map(|line| by_class(line, class)))
}

/// The system a row of a class names.
fn by_class(line: &str, class: &str) -> Option<String> {
    let (begins, more) = line.strip_prefix('\t')?.split_once('\t')?;
    let (_software, more) = more.split_once('\t')?;
    let (system, _source) = more.split_once('\t')?;
    Some(system.replace('*', class.strip_prefix(begins)?))
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
