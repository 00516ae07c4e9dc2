//! Free texts between lines of a configuration.

/// What ends a text that begins behind these words: the character it begins with, or a control character written as two. None
/// where it ends on the same line. Without such a character it lasts until a line of its own (as EOS writes it).
pub(crate) fn end_of_text(words: &[&str]) -> Option<String> {
    let Some(first) = words.first() else { return Some("EOF".to_owned()) };
    let length = if first.starts_with('^') { 2 } else { 1 };
    let end: String = first.chars().take(length).collect();
    let behind: String = first.chars().skip(length).collect();
    let more = words.get(1..).unwrap_or_default();
    let is_over = behind.contains(end.as_str()) || more.iter().any(|word| word.contains(end.as_str()));
    Some(end).filter(|_| !is_over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_lasts_until_what_it_begins_with() {
        assert_eq!(end_of_text(&["^C"]).as_deref(), Some("^C"));
        assert_eq!(end_of_text(&["#", "one", "line", "#"]), None);
        assert_eq!(end_of_text(&["*one*"]), None);
        assert_eq!(end_of_text(&[]).as_deref(), Some("EOF"));
    }
}
