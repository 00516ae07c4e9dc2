//! The words of the model's vocabularies, which `serde` already knows: they stand in one place only.

use std::fmt;

use serde::de::{DeserializeOwned, Error, value::StrDeserializer};

/// The value a word stands for, or the words that would have been right.
pub(crate) fn parse_word<T: DeserializeOwned>(word: &str) -> Result<T, &'static [&'static str]> {
    T::deserialize(StrDeserializer::<Rejected>::new(word)).map_err(|rejected| rejected.0)
}

/// Carries the right words out of `serde`.
#[derive(Debug)]
struct Rejected(&'static [&'static str]);

impl Error for Rejected {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected)
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl std::error::Error for Rejected {}

#[cfg(test)]
mod tests {
    use ringwall_model::{FoundationalRequirement, Unit};

    use super::*;

    #[test]
    fn a_wrong_word_names_the_right_ones() {
        assert_eq!(parse_word::<Unit>("boundary"), Ok(Unit::Boundary));
        assert!(parse_word::<Unit>("Boundary").unwrap_err().contains(&"boundary"));
        assert_eq!(parse_word::<FoundationalRequirement>("RDF"), Ok(FoundationalRequirement::Rdf));
    }
}
