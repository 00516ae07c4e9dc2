//! The words of the model's enumerations, asked of the enumerations themselves.

use serde::{
    Deserialize, Deserializer,
    de::{
        Visitor,
        value::{Error, StrDeserializer},
    },
    forward_to_deserialize_any,
};

/// The words a key takes.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    all: fn() -> &'static [&'static str],
    except: &'static [&'static str],
}

impl Words {
    /// The words of an enumeration of the model.
    pub(crate) const fn of<T: for<'de> Deserialize<'de>>() -> Self {
        Self { all: variants::<T>, except: &[] }
    }

    /// All but these.
    pub(crate) const fn except(mut self, words: &'static [&'static str]) -> Self {
        self.except = words;
        self
    }

    /// The words.
    pub fn list(&self) -> impl Iterator<Item = &'static str> {
        (self.all)().iter().copied().filter(|word| !self.except.contains(word))
    }
}

/// The value of a word.
pub(crate) fn parse_word<T: for<'de> Deserialize<'de>>(word: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(word)).ok()
}

/// The variants an enumeration names when it is asked to read itself.
fn variants<T: for<'de> Deserialize<'de>>() -> &'static [&'static str] {
    let mut found: &'static [&'static str] = &[];
    let _ = T::deserialize(Asks(&mut found));
    found
}

struct Asks<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asks<'_> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(serde::de::Error::custom("only asked for its words"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("not an enumeration"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use ringwall_model::{Operation, ZoneKind};

    use super::*;

    #[test]
    fn words_come_from_the_model() {
        assert!(Words::of::<Operation>().list().eq(Operation::ALL.into_iter().map(Operation::word)));
        assert!(!Words::of::<Operation>().except(&["other"]).list().any(|w| w == "other"));
        assert_eq!(parse_word("safety-combined"), Some(ZoneKind::SafetyCombined));
        assert_eq!(parse_word::<ZoneKind>("Safety"), None);
    }
}
