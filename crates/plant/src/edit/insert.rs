//! Edits that add, set or remove one entry.

use ringwall_model::{Allowance, ConduitId, Foreign, ScopeId, SlTarget};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use crate::edit::{
    folder::Folder,
    write::{self, Fields},
};

/// Adds an allowance to a conduit.
pub(super) fn allowance(
    folder: &mut Folder,
    conduit: &ConduitId,
    allowance: &Allowance,
    remark: &[String],
) -> Result<(), String> {
    let fields = write::allowance(allowance)?;
    let remarked = |indent: &str| {
        let lines = remark.iter().map(|line| format!("{indent}# {}\n", Foreign::from(line.as_str()).terminal()));
        format!("\n{}", lines.collect::<String>())
    };
    let above = |fields| {
        let mut table = to_table(fields);
        table.decor_mut().set_prefix(remarked(""));
        table
    };
    let within = |fields| {
        let mut table = to_inline(fields);
        if !remark.is_empty() {
            table.decor_mut().set_prefix(format!("{}  ", remarked("  ")));
        }
        table
    };
    folder.edit("plant.toml", |document| {
        let conduit = entry_mut(document, "conduits", conduit.as_str())
            .ok_or_else(|| format!("conduit `{conduit}` is not declared in plant.toml"))?;
        let is_inline = conduit.is_inline_table();
        let table = conduit.as_table_like_mut().ok_or("the conduit is no table")?;
        match table.get_mut("allow") {
            Some(Item::ArrayOfTables(list)) => list.push(above(fields)),
            Some(Item::Value(Value::Array(list))) => list.push_formatted(within(fields).into()),
            Some(_) => return Err("`allow` of the conduit is no list".to_owned()),
            None if is_inline => drop(table.insert("allow", Item::Value(Array::from_iter([within(fields)]).into()))),
            None => drop(table.insert("allow", Item::ArrayOfTables(ArrayOfTables::from_iter([above(fields)])))),
        }
        Ok(())
    })
}

/// Sets the target of a zone or conduit; a comment behind the old one stays.
pub(super) fn target(folder: &mut Folder, scope: &ScopeId, target: &SlTarget) -> Result<(), String> {
    let value = write::vector(target)?;
    let (kind, id) = match scope {
        ScopeId::Zone(id) => ("zones", id.as_str()),
        ScopeId::Conduit(id) => ("conduits", id.as_str()),
    };
    let own_file = format!("zones/{id}.toml");
    if kind == "zones" && folder.has(&own_file) {
        return folder.edit(&own_file, |document| set(document.as_table_mut(), "sl_target", value));
    }
    folder.edit("plant.toml", |document| {
        let item = entry_mut(document, kind, id).ok_or_else(|| format!("{scope} is not declared in plant.toml"))?;
        set(item.as_table_like_mut().ok_or_else(|| format!("{scope} is no table"))?, "sl_target", value)
    })
}

/// Pins a zone or conduit, or moves its pin.
pub(super) fn pin(folder: &mut Folder, scope: &ScopeId, (x, y): (i32, i32)) -> Result<(), String> {
    let (table, id) = match scope {
        ScopeId::Zone(id) => ("pinned_zones", id.as_str()),
        ScopeId::Conduit(id) => ("pinned_conduits", id.as_str()),
    };
    folder.edit("drawing.toml", |document| {
        let pins = document.entry(table).or_insert(Item::Table(Table::new()));
        let pins = pins.as_table_like_mut().ok_or_else(|| format!("`{table}` in drawing.toml is no table"))?;
        if let Some(pin) = pins.get_mut(id).and_then(Item::as_table_like_mut) {
            set(pin, "x", i64::from(x).into())?;
            return set(pin, "y", i64::from(y).into());
        }
        let place = InlineTable::from_iter([("x", i64::from(x)), ("y", i64::from(y))]);
        pins.insert(id, Item::Value(place.into()));
        Ok(())
    })
}

/// Adds a table under a new id.
pub(super) fn entry(
    folder: &mut Folder,
    (path, table): (&str, &str),
    id: &str,
    fields: Result<Fields, String>,
) -> Result<(), String> {
    let fields = fields?;
    folder.edit(path, |document| {
        let position = last_position(document.as_table());
        let is_first = !document.contains_key(table);
        let mut parent = Table::new();
        parent.set_implicit(true);
        let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
        let entries = document.entry(table).or_insert(Item::Table(parent));
        let is_inline = entries.is_inline_table();
        let entries = entries.as_table_like_mut().ok_or_else(|| format!("`{table}` in {path} is no table"))?;
        if entries.contains_key(id) {
            return Err(format!("`{id}` is declared already"));
        }
        if is_inline {
            entries.insert(id, Item::Value(to_inline(fields).into()));
            return Ok(());
        }
        let mut new = to_table(fields);
        let is_last = is_first || entries.iter().any(|(_, item)| last_of(item) == position);
        if is_last {
            new.decor_mut().set_prefix(after(&trailing));
        }
        new.set_position(is_last.then_some(position + 1));
        entries.insert(id, Item::Table(new));
        if is_last {
            document.set_trailing("");
        }
        Ok(())
    })
}

/// Removes a table with the comment that stands directly above it; what stands further above stays.
pub(super) fn remove(folder: &mut Folder, (path, table): (&str, &str), id: &str) -> Result<(), String> {
    if !folder.has(path) {
        return Err(format!("there is no {path}, so no `{id}` in it"));
    }
    folder.edit(path, |document| {
        let entries = document.get_mut(table).and_then(Item::as_table_like_mut);
        let entries = entries.ok_or_else(|| format!("there is no `{id}` in {path}"))?;
        let removed = entries.remove(id).ok_or_else(|| format!("there is no `{id}` in {path}"))?;
        let Item::Table(removed) = removed else { return Ok(()) };
        let prefix = removed.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default();
        let kept = prefix.rfind("\n\n").and_then(|end| prefix.get(..=end)).unwrap_or_default().to_owned();
        if !kept.trim().is_empty() {
            keep_above_next(document, table, removed.position().unwrap_or(0), &kept);
        }
        Ok(())
    })
}

/// Puts text above the table that follows, else at the end of the document.
fn keep_above_next(document: &mut DocumentMut, table: &str, position: isize, kept: &str) {
    let entries = document.get_mut(table).and_then(Item::as_table_mut);
    let following = entries.and_then(|entries| {
        let tables = entries.iter_mut().filter_map(|(_, item)| item.as_table_mut());
        tables.filter(|t| t.position().is_some_and(|p| p > position)).min_by_key(|t| t.position())
    });
    match following {
        Some(next) => {
            let prefix = next.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default();
            let joined = format!("{kept}{prefix}");
            next.decor_mut().set_prefix(joined);
        }
        None => {
            let joined = format!("{kept}{}", document.trailing().as_str().unwrap_or_default());
            document.set_trailing(joined);
        }
    }
}

fn entry_mut<'d>(document: &'d mut DocumentMut, table: &str, id: &str) -> Option<&'d mut Item> {
    document.get_mut(table)?.as_table_like_mut()?.get_mut(id)
}

fn set(table: &mut dyn TableLike, key: &str, mut value: Value) -> Result<(), String> {
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => drop(table.insert(key, Item::Value(value))),
    }
    Ok(())
}

/// A table of its own with a blank line above.
pub(super) fn to_table(fields: Fields) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    for (key, value) in fields {
        table.insert_formatted(&Key::new(key), Item::Value(value));
    }
    table
}

fn to_inline(fields: Fields) -> InlineTable {
    fields.into_iter().collect()
}

/// What stands above a table that is added behind the end of a document.
fn after(trailing: &str) -> String {
    match trailing {
        "" => "\n".to_owned(),
        text if text.ends_with("\n\n") => text.to_owned(),
        text if text.ends_with('\n') => format!("{text}\n"),
        text => format!("{text}\n\n"),
    }
}

/// The position of the last table under and including a table.
fn last_position(table: &Table) -> isize {
    let inner = table.iter().map(|(_, item)| last_of(item)).max().unwrap_or(0);
    table.position().unwrap_or(0).max(inner)
}

fn last_of(item: &Item) -> isize {
    match item {
        Item::Table(table) => last_position(table),
        Item::ArrayOfTables(list) => list.iter().map(last_position).max().unwrap_or(0),
        _ => 0,
    }
}
