//! Who has which number: facts of public registries, written by `scripts/vendors.py`; and what whose products are called by their
//! numbers: facts of the files by which makers describe them, and of captures, written by `scripts/products.py`.

use std::cmp::Ordering::{Equal, Greater, Less};

/// Vendors of CIP (ODVA).
pub(super) const CIP_VENDORS: Numbered = Numbered(include_str!("../../data/cip-vendors.tsv"));
/// Vendors of BACnet (ASHRAE).
pub(super) const BACNET_VENDORS: Numbered = Numbered(include_str!("../../data/bacnet-vendors.tsv"));
/// Private enterprise numbers (IANA) of those that make devices.
pub(super) const ENTERPRISES: Numbered = Numbered(include_str!("../../data/enterprises.tsv"));

/// Vendors of EtherCAT (EtherCAT Technology Group, list of 2022-07-25).
pub(super) const ETHERCAT_VENDORS: Numbered = Numbered(include_str!("../../data/ethercat-vendors.tsv"));
/// Product codes of EtherCAT, a type with its variants each.
pub(super) const ETHERCAT_PRODUCTS: Products =
    Products { lines: include_str!("../../data/ethercat-products.tsv"), digits: 8 };
/// Device ids of PROFINET, a family each.
pub(super) const PROFINET_PRODUCTS: Products =
    Products { lines: include_str!("../../data/profinet-products.tsv"), digits: 4 };

/// A number, a tab and a name a line, in order of the numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered(&'static str);

impl Numbered {
    /// The name of a number, by halving; none where nobody has it.
    pub(super) fn name(self, number: u32) -> Option<&'static str> {
        let mut lines = self.0;
        while let Some((before, from)) = halved(lines) {
            let (line, after) = from.split_once('\n')?;
            let (known, name) = line.split_once('\t')?;
            match known.parse::<u32>().ok()?.cmp(&number) {
                Equal => return Some(name),
                Less => lines = after,
                Greater => lines = before,
            }
        }
        None
    }
}

/// Vendor and product in hexadecimal digits, name and where it is from, a line each behind the names of the columns, in order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Products {
    lines: &'static str,
    digits: usize,
}

impl Products {
    /// What a product is called, by halving; none where no source tells.
    pub(super) fn name(self, vendor: u32, product: u32) -> Option<&'static str> {
        let wanted = format!("{vendor:0width$x}\t{product:0width$x}", width = self.digits);
        let (_, mut lines) = self.lines.split_once('\n')?;
        while let Some((before, from)) = halved(lines) {
            let (line, after) = from.split_once('\n')?;
            let (known, rest) = line.split_at_checked(wanted.len())?;
            match known.cmp(&wanted) {
                Equal => return rest.strip_prefix('\t')?.split('\t').next(),
                Less => lines = after,
                Greater => lines = before,
            }
        }
        None
    }
}

/// Lines before and from the one in the middle; none where there are no lines.
fn halved(lines: &str) -> Option<(&str, &str)> {
    // A line begins behind a line's end, which is no part of a longer character.
    let half = lines.as_bytes().get(..lines.len() / 2).filter(|_| !lines.is_empty())?;
    let start = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
    lines.split_at_checked(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_every_name_is_one_and_found() {
        let lists = [(CIP_VENDORS, 1_400), (BACNET_VENDORS, 1_400), (ENTERPRISES, 5_000), (ETHERCAT_VENDORS, 3_500)];
        for (list, least) in lists {
            let mut last = None;
            for line in list.0.lines() {
                let (number, name) = line.split_once('\t').unwrap();
                let number: u32 = number.parse().unwrap();
                assert!(last < Some(number), "{number} behind {last:?}");
                assert!(!name.is_empty() && name == name.trim() && !name.contains(char::is_control), "{line}");
                assert_eq!(list.name(number), Some(name));
                last = Some(number);
            }
            assert!(list.0.lines().count() > least && list.0.ends_with('\n'));
            assert_eq!(list.name(u32::MAX), None);
        }
    }

    #[test]
    fn a_number_of_nobody_has_no_name() {
        assert_eq!(CIP_VENDORS.name(1), Some("Rockwell Automation"));
        assert_eq!(CIP_VENDORS.name(0), None);
        assert_eq!(BACNET_VENDORS.name(7), Some("Siemens"));
        assert_eq!(ENTERPRISES.name(9), Some("Cisco"));
        assert_eq!(ENTERPRISES.name(8_072), None, "software");
        assert_eq!(ETHERCAT_VENDORS.name(2), Some("Beckhoff"));
    }

    #[test]
    fn every_product_has_a_name_and_a_source_once_and_is_found() {
        for (table, columns, least) in
            [(PROFINET_PRODUCTS, "vendor\tdevice", 330), (ETHERCAT_PRODUCTS, "vendor\tproduct", 900)]
        {
            let mut lines = table.lines.lines();
            assert_eq!(lines.next().unwrap(), format!("{columns}\tname\tsource"));
            assert!(table.lines.ends_with('\n') && table.lines.lines().count() > least);
            assert!(lines.clone().is_sorted_by(|a, b| a.get(..=2 * table.digits) < b.get(..=2 * table.digits)));
            for line in lines {
                let [vendor, product, name, source] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
                let number = |text: &str| u32::from_str_radix(text, 16).unwrap();
                assert!([vendor, product].iter().all(|key| key.len() == table.digits), "{line}");
                assert!(!name.is_empty() && name == name.trim() && !name.contains(char::is_control), "{line}");
                assert!(source.contains('/') && number(vendor) != 0, "{line}");
                assert_eq!(table.name(number(vendor), number(product)), Some(name));
            }
            for (vendor, product) in [(0, 0), (2, 0), (u32::MAX, u32::MAX)] {
                assert_eq!(table.name(vendor, product), None);
            }
        }
    }
}
