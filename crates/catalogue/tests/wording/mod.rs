//! The wording rule: texts are ours, and none is a template of another.

use std::collections::BTreeSet;

/// Turns of phrase by which standards speak. Ours are statements about a plant.
pub const STANDARDESE: [&str; 9] = [
    "shall",
    "capability to",
    "capability of",
    "control system shall",
    "the control system",
    "provide the",
    "support the ability",
    "commonly accepted",
    "industry practices",
];

/// Words that join others and say nothing by themselves.
const JOINERS: &str = "a an and any are as at be but by each every for from has have in into is it its no none not of on one only or \
                       other own so than that the their them there they this to what when where which who with without";

/// What a text says, without ids, numbers, case, joiners and punctuation.
pub fn content(text: &str) -> BTreeSet<String> {
    let joiners: BTreeSet<&str> = JOINERS.split_whitespace().collect();
    let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    words.filter(|w| w.len() > 1 && !joiners.contains(w.as_str())).collect()
}

/// Pairs of texts that share at least so large a part of their words.
pub fn alike(texts: &[(&str, &str)], percent_max: usize) -> Vec<String> {
    let contents: Vec<_> = texts.iter().map(|(id, text)| (*id, content(text))).collect();
    let mut found = Vec::new();
    for (at, (id, a)) in contents.iter().enumerate() {
        for (other, b) in contents.iter().skip(at + 1) {
            let percent = 100 * a.intersection(b).count() / a.union(b).count().max(1);
            if percent >= percent_max {
                found.push(format!("{id} and {other}: {percent} %"));
            }
        }
    }
    found
}
