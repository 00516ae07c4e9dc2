//! Words of a line, as the shell would cut them.

/// Cuts a line at blanks; quoted parts stay together. None where a quote is not closed.
pub(super) fn tokens(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut is_open) = (Vec::new(), String::new(), false);
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some('"'), '\\') | (None, '\\') => word.extend(characters.next()),
            (Some(end), c) if c == end => quote = None,
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => (quote, is_open) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if is_open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_open = false;
            }
            (None, c) => word.push(c),
        }
    }
    if is_open || !word.is_empty() {
        words.push(word);
    }
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_stay_together() {
        assert_eq!(
            tokens(r#"-m comment --comment "a \" b" -j X"#).unwrap(),
            ["-m", "comment", "--comment", "a \" b", "-j", "X"]
        );
        assert_eq!(tokens(r#"--comment "" -j X"#).unwrap(), ["--comment", "", "-j", "X"]);
        assert_eq!(tokens(r#"--comment "never closed"#), None);
    }
}
