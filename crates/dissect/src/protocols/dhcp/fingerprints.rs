//! What a list of wanted options tells of the client (RFC 2132, section 9.8): each implementation asks for its own, in its order.
//!
//! Facts from captures in which the same client also said what it is (its class, its name, its maker's address block). A list
//! that is not here tells nothing.

/// Lists and the system that sends them.
const LISTS: &[(&[u8], &str)] = &[
    (&[1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252], "Windows"),
    (&[1, 3, 6, 15, 44, 46, 47, 66, 67], "Windows CE"),
    (&[1, 15, 3, 6, 44, 46, 47, 31, 33, 43], "Windows"),
    (&[1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43], "Windows"),
    (&[1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43, 252], "Windows"),
    (&[1, 121, 33, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59, 100, 101, 119], "Linux"),
];

/// The system that asks for exactly these options.
pub fn system(wanted: &[u8]) -> Option<&'static str> {
    LISTS.iter().find(|(list, _)| *list == wanted).map(|(_, system)| *system)
}

#[cfg(test)]
#[test]
fn a_list_stands_once_and_its_order_counts() {
    assert!(LISTS.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(system(&[1, 3, 6, 15, 44, 46, 47, 66, 67]), Some("Windows CE"));
    assert_eq!(system(&[3, 1, 6, 15, 44, 46, 47, 66, 67]), None);
}
