//! What a product is by its order number: facts of the system Siemens publishes its order numbers (MLFB) by. A number that is of no
//! family here tells nothing; of the numbers of other makers none is here.

use ringwall_model::{Attribute, FrameRef, Identity};

use crate::attributes::best;

/// The beginning of a number without blanks and hyphens (`?` stands for any one character), a tab and the family, a line each.
static FAMILIES: &str = include_str!("../data/order-numbers.tsv");

/// Whose numbers they are.
pub(crate) const MAKER: &str = "Siemens";

/// The family of products a device is of by the order number it told, and the frame that shows it.
pub(crate) fn of(told: &[&Identity]) -> Option<(FrameRef, &'static str)> {
    let number = best(told, Attribute::OrderNumber)?;
    Some((number.at, family(number.value.raw())?))
}

/// The family of products a number belongs to: the one that says most of it.
fn family(number: &str) -> Option<&'static str> {
    let number: Vec<u8> =
        number.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
    let of = FAMILIES.lines().filter_map(|line| line.split_once('\t')).filter(|(begins, _)| begin(&number, begins));
    of.max_by_key(|(begins, _)| begins.len()).map(|(_, family)| family)
}

fn begin(number: &[u8], begins: &str) -> bool {
    let matches = |(byte, wanted): (&u8, u8)| wanted == b'?' || *byte == wanted;
    number.len() > begins.len() && number.iter().zip(begins.bytes()).all(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_beginning_with_its_family_once() {
        let rows: Vec<(&str, &str)> = FAMILIES.lines().map(|line| line.split_once('\t').unwrap()).collect();
        assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
        let plain = |c: char| c == '?' || c.is_ascii_uppercase() || c.is_ascii_digit();
        assert!(rows.iter().all(|(begins, family)| begins.chars().all(plain) && !family.is_empty()));
    }

    #[test]
    fn a_number_is_of_the_family_that_says_most_of_it_however_it_is_written() {
        let cases = [
            ("6ES7 214-1AG40-0XB0", Some("S7-1200 CPU")),
            ("6ES7 212-1BG50-0XB0", Some("S7-1200 CPU")),
            ("6ES7 214-1AD23-0XB0", Some("S7-200 CPU")),
            ("6ES7315-2EH14-0AB0", Some("S7-300 CPU")),
            ("6ES7 416-2XK04-0AB0 ", Some("S7-400 CPU")),
            ("6ES7 515-2AM01-0AB0", Some("S7-1500 CPU")),
            ("6ES7 512-1CK00-0AB0", Some("S7-1500 CPU")),
            ("6ES7 512-1DK01-0AB0", Some("ET 200SP CPU")),
            ("6ES7 155-6AU01-0BN0", Some("ET 200SP")),
            ("6ES7 155-5AA00-0AB0", Some("ET 200MP")),
            ("6GK5 208-0BA10-2AA3", Some("SCALANCE X")),
            ("6gk5 788-1fc00-0aa0", Some("SCALANCE W")),
            ("6GK7 343-1EX30-0XE0", Some("SIMATIC NET CP for S7-300")),
            ("6AV2 124-0MC01-0AX0", Some("SIMATIC HMI panel")),
            ("6SL3244-0BB12-1FA0", Some("SINAMICS")),
            ("6ES7 000-0AA00-0AA0", None),
            ("6ES7", None),
            ("1756-L61", None),
            ("", None),
        ];
        for (number, of) in cases {
            assert_eq!(family(number), of, "{number}");
        }
    }
}
