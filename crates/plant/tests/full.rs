//! Every key of the shapes reaches the model.
#![allow(clippy::unwrap_used)]

mod folder;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_plant::{Colour, FILES, FileShape, Key, MapShape, SourceFile, TableShape, Type, parse, render_all};
use serde_json::Value as Json;
use toml_edit::{DocumentMut, Item, TableLike, Value};

fn full() -> Vec<SourceFile> {
    folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/full"))
}

/// A key of the shapes, wherever tables share it.
type Named = (&'static str, &'static str);

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

fn all_keys(shape: &TableShape, into: &mut BTreeSet<Named>) {
    for key in shape.keys() {
        into.insert((key.name, key.doc));
        under(&key.takes, &mut |shape| all_keys(shape, into));
    }
}

fn under(takes: &Type, each: &mut impl FnMut(&'static TableShape)) {
    match takes {
        Type::Table(shape) | Type::Tables(shape) => each(shape),
        Type::Map(MapShape { value, .. }) => under(value, each),
        _ => {}
    }
}

/// Every key written in a table, with the way to it.
fn written(table: &dyn TableLike, shape: &'static TableShape, way: &[Step], into: &mut Vec<(&'static Key, Vec<Step>)>) {
    for (name, item) in table.iter() {
        let key = shape.key(name).unwrap();
        let way = [way, &[Step::Key(name.to_owned())]].concat();
        into.push((key, way.clone()));
        inside(item, &key.takes, &way, into);
    }
}

fn inside(item: &Item, takes: &'static Type, way: &[Step], into: &mut Vec<(&'static Key, Vec<Step>)>) {
    match takes {
        Type::Table(shape) => written(item.as_table_like().unwrap(), shape, way, into),
        Type::Map(map) => {
            for (name, item) in item.as_table_like().unwrap().iter() {
                inside(item, &map.value, &[way, &[Step::Key(name.to_owned())]].concat(), into);
            }
        }
        Type::Tables(shape) => {
            let count = item.as_array_of_tables().map_or_else(|| item.as_array().unwrap().len(), |list| list.len());
            for index in 0..count {
                let table: &dyn TableLike = match item {
                    Item::ArrayOfTables(list) => list.get(index).unwrap(),
                    item => item.as_array().unwrap().get(index).unwrap().as_inline_table().unwrap(),
                };
                written(table, shape, &[way, &[Step::Index(index)]].concat(), into);
            }
        }
        _ => {}
    }
}

fn remove(table: &mut dyn TableLike, way: &[Step]) {
    match way {
        [Step::Key(key)] => assert!(table.remove(key).is_some()),
        [Step::Key(key), Step::Index(index), rest @ ..] => match table.get_mut(key).unwrap() {
            Item::ArrayOfTables(list) => remove(list.get_mut(*index).unwrap(), rest),
            item => {
                let list = item.as_array_mut().unwrap();
                remove(list.get_mut(*index).and_then(Value::as_inline_table_mut).unwrap(), rest);
            }
        },
        [Step::Key(key), rest @ ..] => remove(table.get_mut(key).unwrap().as_table_like_mut().unwrap(), rest),
        _ => unreachable!("a way begins with a key"),
    }
}

/// The model without places: they move whenever a line goes.
fn model(files: &[SourceFile]) -> Json {
    let mut json = serde_json::to_value(parse(files).plant).unwrap();
    without_places(&mut json);
    json
}

fn without_places(json: &mut Json) {
    match json {
        Json::Object(object) => {
            object.remove("place");
            object.values_mut().for_each(without_places);
        }
        Json::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

#[test]
fn the_full_folder_has_nothing_wrong() {
    assert_eq!(render_all(&parse(&full()).diagnostics, Colour::Plain), "");
}

#[test]
fn every_key_of_the_shapes_stands_in_the_full_folder_and_changes_the_model() {
    let files = full();
    let whole = model(&files);
    let mut reached: BTreeMap<Named, bool> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let (shape, _) = FileShape::of(&file.path).unwrap();
        let document: DocumentMut = file.text.parse().unwrap();
        let mut keys = Vec::new();
        written(document.as_table(), &shape.table, &[], &mut keys);
        for (key, way) in keys {
            let mut without = document.clone();
            remove(without.as_table_mut(), &way);
            let mut changed = files.clone();
            changed[index].text = without.to_string();
            *reached.entry((key.name, key.doc)).or_default() |= model(&changed) != whole;
        }
    }
    let mut all = BTreeSet::new();
    FILES.iter().for_each(|file| all_keys(&file.table, &mut all));
    let missing: Vec<&Named> = all.iter().filter(|key| reached.get(*key) != Some(&true)).collect();
    assert_eq!(missing, Vec::<&Named>::new());
}

#[test]
fn order_of_files_does_not_matter() {
    let mut files = full();
    let forwards = model(&files);
    files.reverse();
    assert_eq!(model(&files), forwards);
}
