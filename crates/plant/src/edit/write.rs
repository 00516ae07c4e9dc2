//! Nouns of the model as TOML keys and values. Text goes through the model's own safe writer.

use ringwall_model::{
    Allowance, ApprovedService, Artefact, Asset, AssetInterface, Foreign, FoundationalRequirement, Id, Instant, Party,
    ScopeId, SlTarget, Statement, Transport,
};
use serde::Serialize;
use toml_edit::{Array, InlineTable, Value};

/// Keys and values in the order they are written.
pub(crate) type Fields = Vec<(&'static str, Value)>;

/// Text as a TOML value: controls and invisible characters stand as escapes.
pub(crate) fn text(text: &str) -> Value {
    let written = Foreign::from(text).toml().to_string();
    written.parse().unwrap_or_else(|_| Value::from(text))
}

/// An allowance, without its place.
pub(crate) fn allowance(from: &Allowance) -> Result<Fields, String> {
    let wire = from.transport.map(|transport| carrier(transport, from.port));
    let (protocol, transport) = match (&from.protocol, wire) {
        (Some(protocol), wire) => (protocol.to_string(), wire),
        (None, Some(wire)) => (wire, None),
        (None, None) => return Err("an allowance names a protocol or a transport".to_owned()),
    };
    let mut fields = vec![("protocol", text(&protocol))];
    fields.extend(transport.map(|t| ("transport", text(&t))));
    fields.push(("operations", list(from.operations.iter().map(|o| Value::from(o.word())))));
    many(&mut fields, "initiator", from.initiator.iter().map(party));
    many(&mut fields, "responder", from.responder.iter().map(party));
    many(&mut fields, "functions", from.functions.iter().map(|f| Value::from(i64::from(*f))));
    many(
        &mut fields,
        "objects",
        from.objects.iter().map(|range| {
            let bounds = [("first", Value::from(i64::from(range.first))), ("last", Value::from(i64::from(range.last)))];
            inline([("kind", text(&range.kind))].into_iter().chain(bounds))
        }),
    );
    fields.extend(from.when.as_ref().map(|when| ("when", text(when.raw()))));
    fields.extend(from.rate_per_minute.map(|rate| ("rate_per_minute", Value::from(i64::from(rate)))));
    fields.extend(from.essential.as_ref().map(|e| ("essential", id(e))));
    foreign(&mut fields, "purpose", &from.purpose);
    foreign(&mut fields, "information_class", &from.information_class);
    Ok(fields)
}

fn carrier(transport: Transport, port: Option<u16>) -> String {
    match port {
        Some(port) => transport.wire(port),
        None => transport.to_string(),
    }
}

/// A statement, without its place.
pub(crate) fn statement(from: &Statement) -> Result<Fields, String> {
    let mut fields = vec![match &from.scope {
        ScopeId::Zone(zone) => ("zone", id(zone)),
        ScopeId::Conduit(conduit) => ("conduit", id(conduit)),
    }];
    fields.push(("requirement", text(from.requirement.as_str())));
    many(&mut fields, "criteria", from.criteria.iter().map(|c| text(c.as_str())));
    many(&mut fields, "units", from.units.iter().map(id));
    if let Some(rating) = from.rating {
        fields.push(("rating", word(rating)?));
    }
    if from.not_applicable {
        fields.push(("not_applicable", Value::from(true)));
    }
    fields.push(("kind", word(from.kind)?));
    fields.extend(from.artefact.as_ref().map(|a| ("artefact", artefact(a))));
    foreign(&mut fields, "result", &from.result);
    fields.push(("made_by", id(&from.made_by)));
    fields.push(("made_at", instant(from.made_at)));
    fields.extend(from.valid_until.map(|at| ("valid_until", instant(at))));
    fields.extend(from.approved_by.as_ref().map(|by| ("approved_by", id(by))));
    fields.extend(from.accepted_by.as_ref().map(|by| ("accepted_by", id(by))));
    fields.extend(from.accepted_at.map(|at| ("accepted_at", instant(at))));
    foreign(&mut fields, "remark", &from.remark);
    Ok(fields)
}

/// An asset, without its place and the conduits that own it.
pub(crate) fn asset(from: &Asset) -> Result<Fields, String> {
    let mut fields = Fields::new();
    foreign(&mut fields, "name", &from.name);
    match from.zones.as_slice() {
        [] => {}
        [zone] => fields.push(("zone", id(zone))),
        zones => fields.push(("zone", list(zones.iter().map(id)))),
    }
    many(&mut fields, "component_types", from.component_types.iter().map(|t| Value::from(t.word())));
    many(&mut fields, "interfaces", from.interfaces.iter().map(interface));
    if let Some(behind) = &from.behind {
        let keys = [("gateway", id(&behind.gateway)), ("native", text(behind.native.raw()))];
        fields.push(("behind", inline(keys)));
    }
    fields.extend(from.hosted_on.as_ref().map(|host| ("hosted_on", id(host))));
    maybe(&mut fields, "redundancy_group", from.redundancy_group.as_ref());
    maybe(&mut fields, "role", from.role.as_ref());
    maybe(&mut fields, "level", from.level.as_ref());
    many(&mut fields, "lacks", from.lacks.iter().map(|unit| Value::from(unit.word())));
    fields.push(("criticality", word(from.criticality)?));
    for (key, yes) in [("business", from.business), ("safety", from.safety), ("temporary", from.temporary)] {
        fields.extend(yes.then(|| (key, Value::from(true))));
    }
    fields.extend(from.owner.as_ref().map(|owner| ("owner", id(owner))));
    foreign(&mut fields, "lifecycle", &from.lifecycle);
    fields.extend(from.product.as_ref().map(|product| ("product", id(product))));
    maybe(&mut fields, "serial", from.serial.as_ref());
    maybe(&mut fields, "firmware", from.firmware.as_ref());
    many(&mut fields, "pinned_certificates", from.pinned_certificates.iter().map(|hash| text(hash)));
    // An empty baseline approves of nothing; none says nothing.
    fields.extend(from.services.as_ref().map(|services| ("services", list(services.iter().filter_map(service)))));
    Ok(fields)
}

/// A protocol word, or a transport with its port.
fn service(from: &ApprovedService) -> Option<Value> {
    let word = from.protocol.as_deref().map(str::to_owned);
    word.or_else(|| from.transport.map(|transport| carrier(transport, from.port))).map(|written| text(&written))
}

/// A target as a list of seven.
pub(crate) fn vector(from: &SlTarget) -> Result<Value, String> {
    let levels = FoundationalRequirement::ALL.map(|fr| from.0.level(fr));
    let numbers: Option<Vec<Value>> =
        levels.iter().map(|l| l.map(|level| Value::from(i64::from(level.get())))).collect();
    numbers.map(list).ok_or_else(|| "a target needs a level for each foundational requirement".to_owned())
}

/// An interface in a line.
pub(crate) fn interface(from: &AssetInterface) -> Value {
    let mut fields = vec![("network", id(&from.network))];
    fields.extend(from.mac.map(|mac| ("mac", Value::from(mac.to_string()))));
    match from.ips.as_slice() {
        [] => {}
        [ip] => fields.push(("ip", Value::from(ip.to_string()))),
        ips => fields.push(("ip", list(ips.iter().map(|ip| Value::from(ip.to_string()))))),
    }
    fields.extend(from.station.map(|number| ("station", Value::from(i64::from(number)))));
    inline(fields)
}

fn artefact(from: &Artefact) -> Value {
    let mut fields = vec![("reference", text(from.reference.raw()))];
    foreign(&mut fields, "at", &from.at);
    fields.extend(from.sha256.as_ref().map(|hash| ("sha256", text(hash))));
    inline(fields)
}

fn party(from: &Party) -> Value {
    match from {
        Party::Zone(zone) => Value::from(format!("zone:{zone}")),
        Party::Asset(asset) if asset.as_str().starts_with("zone:") || asset.as_str().starts_with("asset:") => {
            Value::from(format!("asset:{asset}"))
        }
        Party::Asset(asset) => id(asset),
    }
}

fn id<K>(from: &Id<K>) -> Value {
    Value::from(from.as_str())
}

/// A day where it is the first instant of one.
fn instant(from: Instant) -> Value {
    let written = from.to_string();
    let short = written.strip_suffix("T00:00:00Z").unwrap_or(&written);
    short.parse().unwrap_or_else(|_| Value::from(written.as_str()))
}

/// The word of an enumeration.
pub(crate) fn word(from: impl Serialize) -> Result<Value, String> {
    match serde_json::to_value(from) {
        Ok(serde_json::Value::String(word)) => Ok(Value::from(word)),
        _ => Err("a value has no word".to_owned()),
    }
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(Array::from_iter(items))
}

fn inline(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::InlineTable(InlineTable::from_iter(fields))
}

fn many(fields: &mut Fields, key: &'static str, items: impl IntoIterator<Item = Value>) {
    let items: Vec<Value> = items.into_iter().collect();
    if !items.is_empty() {
        fields.push((key, list(items)));
    }
}

fn foreign(fields: &mut Fields, key: &'static str, from: &Foreign) {
    maybe(fields, key, Some(from).filter(|text| !text.is_empty()));
}

fn maybe(fields: &mut Fields, key: &'static str, from: Option<&Foreign>) {
    fields.extend(from.map(|value| (key, text(value.raw()))));
}
