//! Whether any packet may get another destination.

use std::collections::BTreeSet;

/// False where the table nat is there, and none of its rules gives packets another destination.
pub(super) fn translates(lines: &[(u32, &str)]) -> bool {
    let nat: Vec<&str> = lines
        .iter()
        .map(|(_, line)| line.trim())
        .skip_while(|line| *line != "*nat")
        .take_while(|line| *line != "COMMIT")
        .collect();
    let chains: BTreeSet<&str> = nat.iter().filter_map(|l| l.strip_prefix(':')?.split_whitespace().next()).collect();
    let target = |line: &str| -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| matches!(*word, "-j" | "-g" | "--jump" | "--goto"))?;
        words.get(at.saturating_add(1)).map(|word| (*word).to_owned())
    };
    nat.is_empty()
        || nat
            .iter()
            .filter_map(|line| target(line))
            .any(|name| !NO_DESTINATION.contains(&name.as_str()) && !chains.contains(name.as_str()))
}

/// Targets of the table nat that leave the destination alone.
const NO_DESTINATION: [&str; 9] =
    ["ACCEPT", "DROP", "RETURN", "LOG", "NFLOG", "MARK", "CONNMARK", "MASQUERADE", "SNAT"];
