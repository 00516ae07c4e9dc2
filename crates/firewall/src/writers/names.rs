//! Names that every dialect takes as they are.

use std::collections::BTreeSet;

use super::Intent;

/// For each name one of letters, digits, `_`, `.` and `-`, at most so many of them, no two alike: cut and numbered where they
/// would be.
pub(super) fn safe_names<'a>(names: impl Iterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    names.map(|name| unlike(&safe(name, most), most, &mut taken)).collect()
}

/// One name, as it may stand anywhere.
pub(super) fn safe(name: &str, most: usize) -> String {
    let is_safe = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let mut kept: String = name.chars().map(|c| if is_safe(&c) { c } else { '_' }).collect();
    if !kept.starts_with(|c: char| c.is_ascii_alphabetic()) {
        kept.insert(0, 'n');
    }
    kept.truncate(most);
    kept
}

fn unlike(name: &str, most: usize, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_u32..).map(|n| {
        let suffix = format!("-{n}");
        let kept: String = name.chars().take(most.saturating_sub(suffix.len())).collect();
        kept + &suffix
    });
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|one| !taken.contains(&one.to_ascii_lowercase()));
    let free = free.unwrap_or_default();
    taken.insert(free.to_ascii_lowercase());
    free
}

/// Six hexadecimal digits that change with a text (FNV-1a, 32 bits, folded to 24).
pub(super) fn mark(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{:06x}", (hash >> 24) ^ (hash & 0x00ff_ffff))
}

/// Names of the objects, each with a mark of what it holds: what is there under such a name holds the same.
pub(super) fn by_content(intent: &Intent, most: usize) -> Vec<String> {
    let marked = intent.objects.iter().map(|object| {
        let listed: String = object.addresses.prefixes().iter().map(|prefix| format!(" {prefix}")).collect();
        format!("{}.{}", safe(&object.name, most), mark(&format!("{}{listed}", object.name)))
    });
    let marked: Vec<String> = marked.collect();
    safe_names(marked.iter().map(String::as_str), most.saturating_add(NUMBERED))
}

/// Room for a mark, and for a number behind it.
const NUMBERED: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_apart_whatever_is_cut_or_replaced() {
        let names = safe_names(["plc:1", "plc 1", "PLC_1", "10.1", "longer-than-all"].into_iter(), 8);
        assert_eq!(names, ["plc_1", "plc_1-2", "PLC_1-3", "n10.1", "longer-t"]);
        assert_eq!(safe_names(["abcdefgh-1", "abcdefgh-2"].into_iter(), 8), ["abcdefgh", "abcdef-2"]);
    }

    #[test]
    fn a_mark_changes_with_the_text() {
        assert_eq!(mark("a").len(), 6);
        assert_ne!(mark("a"), mark("b"));
    }
}
