//! A command of one line that sets several things beside each other: `set … source any destination any`.

/// Words behind which things stand beside each other, and what they begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside {
    /// How many words of a path name the place under which they stand; none where there is no such place.
    pub(crate) under: fn(&[String]) -> Option<usize>,
    /// What is set there.
    pub(crate) keys: &'static [&'static [&'static str]],
}

/// A part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Word(String),
    List(Vec<String>),
}

/// A path, and the words of a list behind it.
pub(crate) type Setting = (Vec<String>, Vec<String>);

/// What a command sets. None where words stand behind a list, and do not begin anything.
pub(crate) fn settings(parts: &[Part], beside: &Beside) -> Option<Vec<Setting>> {
    let is_key = |word: &str| beside.keys.iter().any(|keys| keys.contains(&word));
    let path: Vec<String> = parts.iter().map_while(word).collect();
    let under = (beside.under)(&path).unwrap_or(path.len());
    let (place, rest) = (path.get(..under)?, parts.get(under..)?);
    let mut found: Vec<Setting> = vec![(place.to_vec(), Vec::new())];
    for part in rest {
        let (path, list) = found.last_mut()?;
        match part {
            Part::Word(word) if is_key(word) && path.len().saturating_add(list.len()) > under.saturating_add(1) => {
                found.push((place.iter().chain([word]).cloned().collect(), Vec::new()));
            }
            Part::Word(word) if list.is_empty() => path.push(word.clone()),
            Part::List(words) if list.is_empty() => list.clone_from(words),
            _ => return None,
        }
    }
    Some(found)
}

fn word(part: &Part) -> Option<String> {
    match part {
        Part::Word(word) => Some(word.clone()),
        Part::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Option<String> {
        let of = |words: &str| words.split('+').map(str::to_owned).collect();
        let part = |word: &str| match word.strip_prefix('[') {
            Some(list) => Part::List(of(list)),
            None => Part::Word(word.to_owned()),
        };
        let parts: Vec<Part> = text.split(' ').map(part).collect();
        let under = |path: &[String]| path.iter().position(|word| word == "rule").map(|at| at + 2);
        let found = settings(&parts, &Beside { under, keys: &[&["from", "to"]] })?;
        Some(
            found
                .iter()
                .map(|(path, list)| format!("{} [{}]", path.join(" "), list.join(" ")))
                .collect::<Vec<_>>()
                .join("; "),
        )
    }

    #[test]
    fn what_stands_beside_is_set_at_its_place_and_what_stands_behind_a_list_is_not_guessed() {
        assert_eq!(cut("set rule r from a to b").unwrap(), "set rule r from a []; set rule r to b []");
        assert_eq!(cut("set rule r from [a+b to [c+d").unwrap(), "set rule r from [a b]; set rule r to [c d]");
        // A value may be named like what begins.
        assert_eq!(cut("set rule to from to").unwrap(), "set rule to from to []");
        assert_eq!(cut("set other from a to b").unwrap(), "set other from a to b []");
        assert_eq!(cut("set other [a+b").unwrap(), "set other [a b]");
        assert_eq!(cut("set other [a to b"), None);
        assert_eq!(cut("set rule r from [a wonder"), None);
    }
}
