//! Ids: the keys an engineer wrote. Ids of different nouns cannot be mixed.

use std::{borrow::Borrow, cmp::Ordering, fmt, marker::PhantomData, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An id of a `Kind`: one to 128 characters of `[A-Za-z0-9_.:-]`, so it may be shown anywhere.
///
/// A copy shares the text: an answer on a large plant names the same assets millions of times.
pub struct Id<Kind> {
    text: Arc<str>,
    kind: PhantomData<fn() -> Kind>,
}

/// Longest id in bytes.
pub const ID_BYTES_MAX: usize = 128;

impl<Kind> Id<Kind> {
    /// The id, or `None` where a character or the length is not allowed.
    pub fn parse(text: &str) -> Option<Self> {
        let good = !text.is_empty() && text.len() <= ID_BYTES_MAX && text.bytes().all(is_id_byte);
        good.then(|| Self { text: text.into(), kind: PhantomData })
    }

    /// An id from any text: characters that are not allowed become `_`, overlong text is cut, empty text is `_`.
    pub fn from_foreign(text: &str) -> Self {
        let mut kept: String =
            text.bytes().take(ID_BYTES_MAX).map(|b| if is_id_byte(b) { char::from(b) } else { '_' }).collect();
        if kept.is_empty() {
            kept.push('_');
        }
        Self { text: kept.into(), kind: PhantomData }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn is_id_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':')
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self { text: Arc::clone(&self.text), kind: PhantomData }
    }
}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.text, &other.text) { Ordering::Equal } else { self.text.cmp(&other.text) }
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}
impl<K> Borrow<str> for Id<K> {
    fn borrow(&self) -> &str {
        &self.text
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an id: use letters, digits, and _ . - :"))
    }
}

/// Names one kind of id; the types themselves carry nothing.
pub mod kind {
    /// A zone.
    #[derive(Debug)]
    pub enum Zone {}
    /// A conduit.
    #[derive(Debug)]
    pub enum Conduit {}
    /// An asset, declared or observed.
    #[derive(Debug)]
    pub enum Asset {}
    /// A network: an address space.
    #[derive(Debug)]
    pub enum Network {}
    /// A person or role.
    #[derive(Debug)]
    pub enum Person {}
    /// An access point.
    #[derive(Debug)]
    pub enum AccessPoint {}
    /// An essential function.
    #[derive(Debug)]
    pub enum EssentialFunction {}
    /// A risk scenario.
    #[derive(Debug)]
    pub enum Scenario {}
    /// A statement.
    #[derive(Debug)]
    pub enum Statement {}
    /// A countermeasure.
    #[derive(Debug)]
    pub enum Countermeasure {}
    /// A product.
    #[derive(Debug)]
    pub enum Product {}
    /// An observation point.
    #[derive(Debug)]
    pub enum ObservationPoint {}
}

/// Id of a zone.
pub type ZoneId = Id<kind::Zone>;
/// Id of a conduit.
pub type ConduitId = Id<kind::Conduit>;
/// Id of an asset.
pub type AssetId = Id<kind::Asset>;
/// Id of a network.
pub type NetworkId = Id<kind::Network>;
/// Id of a person or role.
pub type PersonId = Id<kind::Person>;
/// Id of an access point.
pub type AccessPointId = Id<kind::AccessPoint>;
/// Id of an essential function.
pub type EssentialFunctionId = Id<kind::EssentialFunction>;
/// Id of a risk scenario.
pub type ScenarioId = Id<kind::Scenario>;
/// Id of a statement.
pub type StatementId = Id<kind::Statement>;
/// Id of a countermeasure.
pub type CountermeasureId = Id<kind::Countermeasure>;
/// Id of a product.
pub type ProductId = Id<kind::Product>;
/// Id of an observation point.
pub type ObservationPointId = Id<kind::ObservationPoint>;
