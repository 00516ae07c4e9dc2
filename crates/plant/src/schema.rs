//! JSON Schemas (draft 2020-12) of every file, from the same description that reading uses.

use serde_json::{Map, Value, json};

use crate::shape::{FILES, FileShape, Format, Key, MapKey, TableShape, Type};

/// What an id looks like.
const ID_PATTERN: &str = "^[A-Za-z0-9_.:-]{1,128}$";

/// File name and JSON text of the schema of every file.
pub fn schemas() -> Vec<(String, String)> {
    FILES.iter().map(|file| (file.schema.to_owned(), schema(file))).collect()
}

fn schema(file: &FileShape) -> String {
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".to_owned(), json!(file.path));
    root.insert("description".to_owned(), json!(file.doc));
    root.extend(table(&file.table));
    format!("{:#}\n", in_order(Value::Object(root)))
}

/// Keys by name, however the JSON library is built to keep them.
fn in_order(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let sorted: std::collections::BTreeMap<String, Value> = object.into_iter().collect();
            Value::Object(sorted.into_iter().map(|(key, value)| (key, in_order(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        other => other,
    }
}

fn table(shape: &TableShape) -> Map<String, Value> {
    let properties: Map<String, Value> = shape.keys().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = shape.keys().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

fn property(key: &Key) -> Value {
    let mut value = of_type(&key.takes);
    let doc = match key.serves {
        Some(requirement) => format!("{} ({requirement})", key.doc),
        None => key.doc.to_owned(),
    };
    if let Value::Object(object) = &mut value {
        object.insert("description".to_owned(), json!(doc));
        match key.takes {
            Type::Text if key.required => object.insert("pattern".to_owned(), json!("\\S")),
            Type::List(_) if key.required => object.insert("minItems".to_owned(), json!(1)),
            _ => None,
        };
    }
    value
}

fn of_type(takes: &Type) -> Value {
    match takes {
        Type::Text => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Type::Word(words) => json!({ "enum": words.list().collect::<Vec<_>>() }),
        Type::Formatted(format) => formatted(format),
        Type::Vector => json!({ "oneOf": [
            { "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": 4 }, "minItems": 7, "maxItems": 7 },
            { "type": "string", "pattern": "^\\s*\\{\\s*[0-4](\\s+[0-4]){6}\\s*\\}\\s*$" },
        ] }),
        Type::Reference(noun) => {
            json!({ "type": "string", "pattern": ID_PATTERN, "$comment": format!("id of: {}", noun.word()) })
        }
        Type::Party => {
            json!({ "type": "string", "pattern": ID_PATTERN, "$comment": "id of an asset, or zone: and the id of a zone" })
        }
        Type::Direction => json!({ "type": "string", "pattern": "->|\u{2192}", "examples": ["bpcs -> historian"] }),
        Type::List(inner) => json!({ "type": "array", "items": of_type(inner) }),
        Type::OneOrMany(inner) => json!({ "anyOf": [of_type(inner), { "type": "array", "items": of_type(inner) }] }),
        Type::Table(shape) => Value::Object(table(shape)),
        Type::Tables(shape) => json!({ "type": "array", "items": table(shape) }),
        Type::Map(shape) => {
            json!({ "type": "object", "propertyNames": names(&shape.key), "additionalProperties": of_type(&shape.value) })
        }
    }
}

/// TOML editors show unquoted dates as strings, so instants are strings here too.
fn formatted(format: &Format) -> Value {
    json!({ "type": "string", "$comment": format.name, "examples": [format.example] })
}

fn names(key: &MapKey) -> Value {
    match key {
        MapKey::Declares(_) | MapKey::Reference(_) | MapKey::Id => json!({ "pattern": ID_PATTERN }),
        MapKey::FoundationalRequirement => {
            json!({ "enum": ringwall_model::FoundationalRequirement::ALL.map(|fr| fr.abbreviation()) })
        }
        MapKey::Formatted(format) => json!({ "$comment": format.name, "examples": [format.example] }),
    }
}
