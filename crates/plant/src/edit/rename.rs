//! Renaming: a declaration, everything that names it, and a note of the old id. The shapes say where an id may stand.

use ringwall_model::ZoneId;
use toml_edit::{DocumentMut, Item, Key, Table, TableLike, Value};

use super::{folder::Folder, text};
use crate::{FileShape, MapKey, MapShape, Noun, TableShape, Type};

/// Renames something in the whole folder.
pub(super) fn rename(folder: &mut Folder, noun: Noun, old: &str, new: &str) -> Result<(), String> {
    if ZoneId::parse(new).is_none() || ZoneId::parse(old).is_none() {
        return Err("an id is 1 to 128 letters, digits and _ . - :".to_owned());
    }
    let renaming = Renaming { noun, old, new };
    let (from, to) = (format!("zones/{old}.toml"), format!("zones/{new}.toml"));
    let has_file = noun == Noun::Zone && folder.has(&from);
    let mut declared = has_file;
    for path in folder.paths() {
        let Some((shape, _)) = FileShape::of(&path) else { continue };
        folder.edit(&path, |document| {
            declared |= renaming.declaration(document, &shape.table)?;
            renaming.table(document.as_table_mut(), &shape.table);
            Ok(())
        })?;
    }
    if !declared {
        return Err(format!("{} `{old}` is not declared", noun.word()));
    }
    if has_file {
        if folder.has(&to) {
            return Err(format!("{to} is there already"));
        }
        folder.move_file(&from, &to);
    }
    folder.edit("plant.toml", |document| renaming.note(document))
}

struct Renaming<'r> {
    noun: Noun,
    old: &'r str,
    new: &'r str,
}

impl Renaming<'_> {
    /// Renames the key that declares it; false where this file does not.
    fn declaration(&self, document: &mut DocumentMut, shape: &TableShape) -> Result<bool, String> {
        for key in shape.keys() {
            let declares =
                matches!(key.takes, Type::Map(MapShape { key: MapKey::Declares(noun), .. }) if *noun == self.noun);
            let table = document.get_mut(key.name).filter(|_| declares).and_then(Item::as_table_like_mut);
            let Some(table) = table.filter(|table| table.contains_key(self.old)) else { continue };
            if table.contains_key(self.new) {
                return Err(format!("{} `{}` is declared already", self.noun.word(), self.new));
            }
            rename_key(table, self.old, self.new);
            return Ok(true);
        }
        Ok(false)
    }

    fn table(&self, table: &mut dyn TableLike, shape: &TableShape) {
        for key in shape.keys() {
            if let Some(item) = table.get_mut(key.name) {
                self.item(item, &key.takes);
            }
        }
    }

    fn item(&self, item: &mut Item, takes: &Type) {
        match (takes, item) {
            (Type::Map(shape), item) => self.map(item, shape),
            (Type::Table(shape), item) => {
                if let Some(table) = item.as_table_like_mut() {
                    self.table(table, shape);
                }
            }
            (Type::Tables(shape), Item::ArrayOfTables(list)) => list.iter_mut().for_each(|t| self.table(t, shape)),
            (takes, Item::Value(value)) => self.value(value, takes),
            _ => {}
        }
    }

    fn value(&self, value: &mut Value, takes: &Type) {
        match (takes, value) {
            (Type::List(inner) | Type::OneOrMany(inner), Value::Array(list)) => {
                list.iter_mut().for_each(|item| self.value(item, inner));
            }
            (Type::OneOrMany(inner), value) => self.value(value, inner),
            (Type::Tables(shape), Value::Array(list)) => {
                for table in list.iter_mut().filter_map(Value::as_inline_table_mut) {
                    self.table(table, shape);
                }
            }
            (takes, Value::String(string)) => {
                if let Some(changed) = self.renamed(string.value(), takes) {
                    let mut written = text(&changed);
                    *written.decor_mut() = string.decor().clone();
                    if let Value::String(written) = written {
                        *string = written;
                    }
                }
            }
            _ => {}
        }
    }

    fn map(&self, item: &mut Item, shape: &MapShape) {
        let Some(table) = item.as_table_like_mut() else { return };
        if matches!(shape.key, MapKey::Reference(noun) if noun == self.noun) && table.contains_key(self.old) {
            rename_key(table, self.old, self.new);
        }
        for (_, item) in table.iter_mut() {
            self.item(item, &shape.value);
        }
    }

    /// What a text becomes, where it names what is renamed.
    fn renamed(&self, from: &str, takes: &Type) -> Option<String> {
        let swap = |id: &str| if id == self.old { self.new.to_owned() } else { id.to_owned() };
        match takes {
            Type::Reference(noun) if *noun == self.noun && from == self.old => Some(self.new.to_owned()),
            Type::Party => match (self.noun, from.split_once(':')) {
                (Noun::Zone, Some(("zone", id))) if id == self.old => Some(format!("zone:{}", self.new)),
                (Noun::Asset, Some(("asset", id))) if id == self.old => Some(format!("asset:{}", self.new)),
                (Noun::Asset, _) if from == self.old => Some(self.new.to_owned()),
                _ => None,
            },
            Type::Direction if self.noun == Noun::Zone => {
                let (a, b) = from.split_once("->").or_else(|| from.split_once('\u{2192}'))?;
                let changed = format!("{} -> {}", swap(a.trim()), swap(b.trim()));
                ([a.trim(), b.trim()].contains(&self.old)).then_some(changed)
            }
            _ => None,
        }
    }

    /// Keeps the old id; a renaming back takes the note away.
    fn note(&self, document: &mut DocumentMut) -> Result<(), String> {
        let table = document.entry("renamed").or_insert(Item::Table(Table::new()));
        let table = table.as_table_like_mut().ok_or("`renamed` in plant.toml is no table")?;
        table.remove(self.new);
        table.insert(self.old, Item::Value(text(self.new)));
        Ok(())
    }
}

fn rename_key(table: &mut dyn TableLike, old: &str, new: &str) {
    let decor = table.get_key_value(old).map(|(key, _)| key.leaf_decor().clone());
    let Some(item) = table.remove(old) else { return };
    let key = Key::new(new).with_leaf_decor(decor.unwrap_or_default());
    table.entry_format(&key).or_insert(item);
}
