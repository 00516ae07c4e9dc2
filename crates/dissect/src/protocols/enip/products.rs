//! What a product is called: facts of devices that told code and name together in foreign captures, of electronic data sheets, and of
//! modules as Logix projects list them. A code that is not here has no name.

/// Vendor, type of device, product code, name and where it is from, a line each behind the names of the columns.
static PRODUCTS: &str = include_str!("../../../data/cip-products.tsv");

/// The name of a product.
pub fn name(vendor: u16, kind: u16, code: u16) -> Option<&'static str> {
    rows().find(|(key, ..)| *key == [vendor, kind, code]).map(|(_, name, _)| name)
}

fn rows() -> impl Iterator<Item = ([u16; 3], &'static str, &'static str)> {
    PRODUCTS.lines().skip(1).filter_map(|line| {
        let mut columns = line.split('\t');
        let [Some(vendor), Some(kind), Some(code), Some(name), Some(source)] = [(); 5].map(|()| columns.next()) else {
            return None;
        };
        Some(([vendor.parse().ok()?, kind.parse().ok()?, code.parse().ok()?], name, source))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::numbered::CIP_VENDORS;

    #[test]
    fn every_row_names_a_product_of_a_known_vendor_once() {
        assert_eq!(rows().count(), PRODUCTS.lines().count() - 1);
        assert!(rows().map(|(key, ..)| key).is_sorted_by(|a, b| a < b));
        for (key @ [vendor, kind, code], product, source) in rows() {
            assert!(CIP_VENDORS.name(vendor.into()).is_some() && code != 0, "{key:?}");
            assert!(!product.is_empty() && product == product.trim() && !source.is_empty(), "{key:?}");
            assert_eq!(name(vendor, kind, code), Some(product));
        }
        assert_eq!(name(1, 14, 0), None);
    }
}
