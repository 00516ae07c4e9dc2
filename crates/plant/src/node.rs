//! The checked tree: only keys the shape knows, only values that fit, only references that lead somewhere.

use std::net::IpAddr;

use ringwall_model::{Foreign, Id, Instant, SlVector};
use serde::Deserialize;

use crate::{shape::parse_word, source::At};

/// A value that fits its key.
#[derive(Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Vector(SlVector),
    List(Vec<Item>),
    Node(Node),
}

/// A value and its place.
#[derive(Debug)]
pub(crate) struct Item {
    pub at: At,
    pub value: Value,
}

/// A checked table.
#[derive(Debug)]
pub(crate) struct Node {
    /// The key or header that opens it.
    pub at: At,
    /// Something in it, or under it, was wrong and is left out.
    pub flawed: bool,
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_at: At,
    pub item: Item,
}

impl Node {
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.entries.iter().find(|e| e.key == key).map(|e| &e.item)
    }

    pub fn has(&self, key: &str) -> bool {
        self.item(key).is_some()
    }

    /// Where the value of a key stands, or the table where it is not given.
    pub fn at(&self, key: &str) -> At {
        self.item(key).map_or(self.at, |item| item.at)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.item(key).and_then(Item::text)
    }

    /// Text that may be missing, which says as much as empty text.
    pub fn foreign(&self, key: &str) -> Foreign {
        self.maybe_foreign(key).unwrap_or_default()
    }

    pub fn maybe_foreign(&self, key: &str) -> Option<Foreign> {
        self.text(key).map(Foreign::from)
    }

    pub fn foreigns(&self, key: &str) -> Vec<Foreign> {
        self.texts(key).map(Foreign::from).collect()
    }

    pub fn boolean(&self, key: &str) -> Option<bool> {
        match self.item(key)?.value {
            Value::Boolean(yes) => Some(yes),
            _ => None,
        }
    }

    pub fn number<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        self.item(key).and_then(Item::number)
    }

    pub fn numbers<T: TryFrom<i64>>(&self, key: &str) -> Vec<T> {
        self.list(key).iter().filter_map(Item::number).collect()
    }

    pub fn instant(&self, key: &str) -> Option<Instant> {
        self.text(key).and_then(Instant::parse)
    }

    pub fn vector(&self, key: &str) -> Option<SlVector> {
        match self.item(key)?.value {
            Value::Vector(vector) => Some(vector),
            _ => None,
        }
    }

    pub fn word<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        self.text(key).and_then(parse_word)
    }

    pub fn words<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Vec<T> {
        self.texts(key).filter_map(parse_word).collect()
    }

    pub fn address(&self, key: &str) -> Option<IpAddr> {
        self.text(key).and_then(|text| text.parse().ok())
    }

    pub fn id<K>(&self, key: &str) -> Option<Id<K>> {
        self.text(key).and_then(Id::parse)
    }

    pub fn ids<K>(&self, key: &str) -> Vec<Id<K>> {
        self.texts(key).filter_map(Id::parse).collect()
    }

    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.list(key).iter().filter_map(Item::text)
    }

    pub fn list(&self, key: &str) -> &[Item] {
        match self.item(key).map(|item| &item.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    pub fn node(&self, key: &str) -> Option<&Self> {
        self.item(key).and_then(Item::node)
    }

    /// The tables of a list of tables.
    pub fn nodes(&self, key: &str) -> impl Iterator<Item = &Self> {
        self.list(key).iter().filter_map(Item::node)
    }

    /// The entries of a table whose keys the user chose.
    pub fn under(&self, key: &str) -> &[Entry] {
        self.node(key).map_or(&[], |node| &node.entries)
    }
}

impl Item {
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn node(&self) -> Option<&Node> {
        match &self.value {
            Value::Node(node) => Some(node),
            _ => None,
        }
    }

    fn number<T: TryFrom<i64>>(&self) -> Option<T> {
        match self.value {
            Value::Integer(number) => T::try_from(number).ok(),
            _ => None,
        }
    }
}
