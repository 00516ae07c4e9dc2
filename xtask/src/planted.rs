//! What is planted in an example plant (`planted.toml`), held against what an assessment of it raised.
//!
//! Raised is whatever a reader would have to act on: a contradiction made by a rule, an answered exchange against a declared
//! conduit, a frame against a diode, a finding or diagnostic graver than a note. An exchange within a declared permit is
//! undecided by a capture alone and no alarm, here as for `--fail-on violation`. Each must be told beforehand: as (part of) a planted fault, or as known,
//! which is true of the plant without having been planted. Anything else is a false alarm. Pure: contents come in as values.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use toml_edit::{DocumentMut, TableLike};

/// A plant's `planted.toml`.
pub struct Planted {
    /// The instant to judge for.
    pub at: String,
    faults: Vec<Entry>,
    known: Vec<Entry>,
    look_alikes: Vec<LookAlike>,
}

/// A fault, or what is known, with everything it must raise.
struct Entry {
    id: String,
    raises: Vec<Alarm>,
}

/// What one entry of `raises` names.
enum Alarm {
    /// A contradiction of a rule on a unit or scope; of these criteria, where they are told.
    Rule { rule: String, on: String, criteria: Vec<String> },
    /// A witness, by kind, parties and operation.
    Witness { kind: String, from: String, to: String, operation: String },
    /// A finding or diagnostic, by code, with a word of its message.
    Finding { code: String, names: String },
}

/// An exchange that looks wrong and is not: it must be in the captures, and raise nothing.
struct LookAlike {
    id: String,
    protocol: String,
    initiator: String,
    responder: String,
}

/// One thing that an assessment raised.
struct Raised {
    alarm: Shape,
    text: String,
}

enum Shape {
    Rule { rule: String, on: Vec<String>, criteria: Vec<String> },
    Witness { kind: String, from: Vec<String>, to: Vec<String>, operation: String },
    Finding { code: String },
}

/// What the comparison gave.
#[derive(Default)]
pub struct Outcome {
    /// Planted faults.
    pub faults: usize,
    /// What a planted fault should have raised and did not; by fault.
    pub missed: Vec<String>,
    /// Faults of which nothing is missing.
    pub found: usize,
    /// Raised by planted faults.
    pub raised: usize,
    /// Raised, true of the plant, not planted.
    pub known: usize,
    /// Known, and no longer raised: the list is out of date.
    pub stale: Vec<String>,
    /// Raised, and neither planted nor known.
    pub false_alarms: Vec<String>,
    /// Look-alikes.
    pub look_alikes: usize,
    /// Look-alikes that the captures do not show.
    pub unseen: Vec<String>,
}

impl Outcome {
    /// Everything planted was found, and nothing else was raised.
    pub fn is_right(&self) -> bool {
        self.missed.is_empty() && self.stale.is_empty() && self.false_alarms.is_empty() && self.unseen.is_empty()
    }

    /// A paragraph for people.
    pub fn text(&self, plant: &str) -> String {
        let mut text = format!(
            "{plant}: recall {} ({} of {} planted faults found), precision {} ({} alarms raised by them, {} false); \
             {} of {} look-alikes seen, {} known alarms besides\n",
            ratio(self.found, self.faults),
            self.found,
            self.faults,
            ratio(self.raised, self.raised.saturating_add(self.false_alarms.len())),
            self.raised,
            self.false_alarms.len(),
            self.look_alikes.saturating_sub(self.unseen.len()),
            self.look_alikes,
            self.known,
        );
        let lists = [
            ("missed", &self.missed),
            ("false alarm", &self.false_alarms),
            ("known, but not raised", &self.stale),
            ("look-alike not in the captures", &self.unseen),
        ];
        for (what, list) in lists {
            for item in list {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "  {what}: {item}");
            }
        }
        text
    }
}

/// Three digits, cut off: 1.000 is said only where nothing is wrong.
fn ratio(part: usize, whole: usize) -> String {
    let thousandths = part.saturating_mul(1000).checked_div(whole).unwrap_or(1000);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

impl Planted {
    /// Parses `planted.toml`.
    pub fn parse(text: &str) -> Result<Self> {
        let document: DocumentMut = text.parse()?;
        let at = word(document.as_table(), "at")?;
        let look_alikes = tables(document.as_table(), "look_alikes")?
            .into_iter()
            .map(|(id, table)| LookAlike::parse(id, table))
            .collect::<Result<_>>()?;
        let entries = |key| -> Result<Vec<Entry>> {
            tables(document.as_table(), key)?.into_iter().map(|(id, table)| Entry::parse(id, table)).collect()
        };
        Ok(Self { at, faults: entries("faults")?, known: entries("known")?, look_alikes })
    }

    /// Holds an assessment, and what discovery saw in the same captures, against what is planted.
    pub fn compare(&self, assessment: &Value, discovered: &Value) -> Outcome {
        let raised = raised(assessment);
        let by = |entries: &[Entry], item: &Raised| entries.iter().any(|e| e.raises.iter().any(|a| a.is(item)));
        let missing = |entries: &[Entry]| -> Vec<String> { entries.iter().flat_map(|e| e.missing(&raised)).collect() };
        let whole = |entry: &&Entry| entry.missing(&raised).is_empty();
        let unseen = self.look_alikes.iter().filter(|l| !l.is_seen(discovered)).map(|l| l.id.clone());
        let planted = raised.iter().filter(|r| by(&self.faults, r)).count();
        let false_alarms = raised.iter().filter(|r| !by(&self.faults, r) && !by(&self.known, r));
        Outcome {
            faults: self.faults.len(),
            found: self.faults.iter().filter(whole).count(),
            missed: missing(&self.faults),
            raised: planted,
            known: raised.iter().filter(|r| by(&self.known, r)).count(),
            stale: missing(&self.known),
            false_alarms: false_alarms.map(|r| self.attributed(r)).collect(),
            look_alikes: self.look_alikes.len(),
            unseen: unseen.collect(),
        }
    }

    fn attributed(&self, item: &Raised) -> String {
        let both = |l: &&LookAlike| item.text.contains(&l.initiator) && item.text.contains(&l.responder);
        match self.look_alikes.iter().find(both) {
            Some(look_alike) => format!("{} (look-alike {})", item.text, look_alike.id),
            None => item.text.clone(),
        }
    }
}

impl Entry {
    fn parse(id: String, table: &dyn TableLike) -> Result<Self> {
        let list = table.get("raises").and_then(|r| r.as_array()).with_context(|| format!("{id}: no list `raises`"))?;
        let mut raises = Vec::new();
        for value in list {
            let table = value.as_inline_table().with_context(|| format!("{id}: not a table"))?;
            raises.extend(Alarm::parse(table).with_context(|| id.clone())?);
        }
        ensure!(!raises.is_empty(), "{id} raises nothing");
        Ok(Self { id, raises })
    }

    fn missing(&self, raised: &[Raised]) -> Vec<String> {
        let absent = self.raises.iter().filter(|alarm| !raised.iter().any(|item| alarm.is(item)));
        absent.map(|alarm| format!("{}: {}", self.id, alarm.text())).collect()
    }
}

impl Alarm {
    /// One, or a rule's on each unit of a list.
    fn parse(table: &dyn TableLike) -> Result<Vec<Self>> {
        let has = |key: &str| table.contains_key(key);
        Ok(match (has("rule"), has("witness"), has("finding")) {
            (true, false, false) => {
                let rule = word(table, "rule")?;
                let criteria = if has("criteria") { words(table, "criteria")? } else { Vec::new() };
                let one = |on| Ok(Self::Rule { rule: rule.clone(), on, criteria: criteria.clone() });
                return words(table, "on")?.into_iter().map(one).collect();
            }
            (false, true, false) => vec![Self::Witness {
                kind: word(table, "witness")?,
                from: word(table, "from")?,
                to: word(table, "to")?,
                operation: word(table, "operation")?,
            }],
            (false, false, true) => {
                vec![Self::Finding { code: word(table, "finding")?, names: word(table, "names")? }]
            }
            _ => bail!("one of rule, witness, finding"),
        })
    }

    fn is(&self, item: &Raised) -> bool {
        match (self, &item.alarm) {
            (Self::Rule { rule, on, criteria }, Shape::Rule { rule: r, on: units, criteria: of }) => {
                rule == r && units.contains(on) && (criteria.is_empty() || criteria == of)
            }
            (Self::Witness { kind, from, to, operation }, Shape::Witness { kind: k, from: f, to: t, operation: o }) => {
                kind == k && f.contains(from) && t.contains(to) && operation == o
            }
            (Self::Finding { code, names }, Shape::Finding { code: c }) => code == c && item.text.contains(names),
            _ => false,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Rule { rule, on, criteria } if criteria.is_empty() => format!("{rule} on {on}"),
            Self::Rule { rule, on, criteria } => format!("{rule} on {on} about {}", criteria.join(", ")),
            Self::Witness { kind, from, to, operation } => format!("witness {kind} of {operation} from {from} to {to}"),
            Self::Finding { code, names } => format!("finding {code} that names {names}"),
        }
    }
}

impl LookAlike {
    fn parse(id: String, table: &dyn TableLike) -> Result<Self> {
        let seen = table.get("seen").and_then(|s| s.as_table_like()).with_context(|| format!("{id}: no `seen`"))?;
        Ok(Self {
            protocol: word(seen, "protocol")?,
            initiator: word(seen, "initiator")?,
            responder: word(seen, "responder")?,
            id,
        })
    }

    fn is_seen(&self, discovered: &Value) -> bool {
        let conversations = list(discovered, "conversations");
        conversations.iter().any(|c| {
            // What was not recognised is named by its transport and port, as a witness does.
            let wire = format!("{}/{}", text(c, "transport"), c.get("port").unwrap_or(&Value::Null));
            let protocol = c.get("protocol").and_then(Value::as_str).unwrap_or(&wire);
            protocol == self.protocol
                && first(c, &["initiator", "publisher"]) == self.initiator
                && first(c, &["responder", "group"]) == self.responder
        })
    }
}

fn raised(assessment: &Value) -> Vec<Raised> {
    let mut all: Vec<Raised> = list(assessment, "evidence").iter().filter_map(contradiction).collect();
    let scopes = list(assessment, "conduits").iter().chain(list(assessment, "zones"));
    let witnesses = scopes.flat_map(|s| list(s, "witnesses")).chain(list(assessment, "witnesses"));
    all.extend(witnesses.filter(|w| is_violation(w)).map(witness));
    all.extend(["findings", "diagnostics"].iter().flat_map(|key| list(assessment, key)).filter_map(finding));
    all
}

/// What a rule made; statements that rate a row low are what somebody said, not an alarm.
fn contradiction(evidence: &Value) -> Option<Raised> {
    let maker = evidence.get("maker")?;
    if text(evidence, "outcome") != "contradicts" || text(maker, "maker") != "rule" {
        return None;
    }
    let texts = |key| list(evidence, key).iter().filter_map(|u| u.as_str().map(str::to_owned)).collect::<Vec<String>>();
    let (mut on, criteria) = (texts("units"), texts("criteria"));
    on.push(text(evidence, "scope").to_owned());
    let rule = text(maker, "id").to_owned();
    let text = format!("{rule} on {}: {}", on.join(", "), text(evidence, "text"));
    Some(Raised { alarm: Shape::Rule { rule, on, criteria }, text })
}

fn is_violation(witness: &Value) -> bool {
    let answered = witness.get("answered").and_then(Value::as_bool).unwrap_or_default();
    match text(witness, "kind") {
        "return-path" => true,
        "undecided" => false,
        _ => answered,
    }
}

fn witness(witness: &Value) -> Raised {
    let party = |side: &str| vec![text(witness, side).to_owned(), text(witness, &format!("{side}_asset")).to_owned()];
    Raised {
        alarm: Shape::Witness {
            kind: text(witness, "kind").to_owned(),
            from: party("initiator"),
            to: party("responder"),
            operation: text(witness, "operation").to_owned(),
        },
        text: format!("witness {}: {}", text(witness, "kind"), text(witness, "text")),
    }
}

fn finding(finding: &Value) -> Option<Raised> {
    let (code, severity) = (text(finding, "code"), text(finding, "severity"));
    (severity != "note").then(|| Raised {
        alarm: Shape::Finding { code: code.to_owned() },
        text: format!("{severity} {code}: {}", text(finding, "message")),
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn first<'a>(value: &'a Value, keys: &[&str]) -> &'a str {
    keys.iter().map(|key| text(value, key)).find(|t| !t.is_empty()).unwrap_or_default()
}

fn word(table: &dyn TableLike, key: &str) -> Result<String> {
    Ok(table.get(key).and_then(|v| v.as_str()).with_context(|| format!("no text `{key}`"))?.to_owned())
}

/// One text, or a list of them.
fn words(table: &dyn TableLike, key: &str) -> Result<Vec<String>> {
    let Some(list) = table.get(key).and_then(|v| v.as_array()) else { return Ok(vec![word(table, key)?]) };
    list.iter().map(|v| Ok(v.as_str().with_context(|| format!("a text of `{key}`"))?.to_owned())).collect()
}

fn tables<'a>(document: &'a dyn TableLike, key: &str) -> Result<Vec<(String, &'a dyn TableLike)>> {
    let Some(item) = document.get(key) else { return Ok(Vec::new()) };
    let table = item.as_table_like().with_context(|| format!("`{key}` is no table"))?;
    let one = |(id, item): (&str, &'a toml_edit::Item)| {
        Ok((id.to_owned(), item.as_table_like().with_context(|| format!("{key}.{id} is no table"))?))
    };
    table.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]
    use super::*;
    use serde_json::json;

    const PLANTED: &str = r#"
        at = "2026-12-01"
        [faults.write]
        raises = [
            { rule = "undeclared", on = ["zone:sis", "asset:logic"] },
            { witness = "not-allowed", from = "ews", to = "10.0.0.1", operation = "write" },
        ]
        [known.open]
        raises = [{ finding = "late", names = "pump" }]
        [look_alikes.refused]
        seen = { protocol = "tcp/23", initiator = "10.0.0.9", responder = "10.0.0.1" }
    "#;

    fn assessment() -> Value {
        json!({
            "evidence": [
                { "outcome": "contradicts", "scope": "zone:sis", "units": ["asset:logic"], "text": "seen",
                  "maker": { "maker": "rule", "id": "undeclared" } },
                { "outcome": "contradicts", "scope": "zone:sis", "units": [], "text": "said",
                  "maker": { "maker": "statement", "id": "s-1" } },
            ],
            "conduits": [{ "witnesses": [{ "kind": "not-allowed", "initiator": "10.0.0.2", "initiator_asset": "ews",
                "answered": true, "responder": "10.0.0.1", "operation": "write", "text": "t" }] }],
            "findings": [{ "code": "late", "severity": "warning", "message": "the pump is late" },
                         { "code": "late", "severity": "note", "message": "the fan is late" }],
        })
    }

    fn discovered() -> Value {
        json!({ "conversations": [{ "transport": "tcp", "port": 23, "protocol": null, "initiator": "10.0.0.9",
            "responder": "10.0.0.1" }] })
    }

    fn compare(assessment: &Value) -> Outcome {
        Planted::parse(PLANTED).unwrap().compare(assessment, &discovered())
    }

    #[test]
    fn what_was_planted_and_nothing_else_is_right() {
        let outcome = compare(&assessment());
        assert!(outcome.is_right(), "{}", outcome.text("p"));
        assert_eq!((outcome.found, outcome.raised, outcome.known), (1, 2, 1));
        assert!(outcome.text("p").contains("recall 1.000") && outcome.text("p").contains("precision 1.000"));
    }

    #[test]
    fn a_rule_that_is_told_with_its_criteria_is_of_no_other() {
        let told = PLANTED.replace("[\"zone:sis\", \"asset:logic\"] }", "\"zone:sis\", criteria = [\"SR 1.5/a\"] }");
        let planted = Planted::parse(&told).unwrap();
        let mut with = assessment();
        with["evidence"][0]["criteria"] = json!(["SR 1.5/a"]);
        assert!(planted.compare(&with, &discovered()).is_right());
        with["evidence"][0]["criteria"] = json!(["SR 2.5/b"]);
        let outcome = planted.compare(&with, &discovered());
        assert_eq!((outcome.missed.len(), outcome.false_alarms.len()), (1, 1));
    }

    #[test]
    fn a_fault_of_which_one_alarm_is_missing_is_missed() {
        let mut less = assessment();
        less["conduits"] = json!([]);
        let outcome = compare(&less);
        assert_eq!((outcome.found, outcome.missed.len()), (0, 1));
        assert!(!outcome.is_right() && outcome.text("p").contains("recall 0.000"));
    }

    #[test]
    fn an_alarm_nobody_told_of_is_false_and_named_after_its_look_alike() {
        let mut more = assessment();
        more["witnesses"] = json!([{ "kind": "not-allowed", "initiator": "10.0.0.9", "responder": "10.0.0.1",
            "answered": true, "operation": "session", "text": "10.0.0.9 to 10.0.0.1" }]);
        let outcome = compare(&more);
        assert_eq!(outcome.false_alarms.len(), 1);
        assert!(outcome.false_alarms[0].contains("(look-alike refused)"));
        assert!(outcome.text("p").contains("precision 0.666"));
    }

    #[test]
    fn an_attempt_and_an_exchange_within_a_permit_are_no_alarm() {
        let mut more = assessment();
        more["witnesses"] =
            json!([{ "kind": "no-conduit", "answered": false }, { "kind": "undecided", "answered": true }]);
        assert!(compare(&more).is_right());
    }

    #[test]
    fn a_known_alarm_that_is_no_longer_raised_is_out_of_date() {
        let mut less = assessment();
        less["findings"] = json!([]);
        assert_eq!(compare(&less).stale.len(), 1);
    }

    #[test]
    fn a_look_alike_must_be_in_the_captures() {
        let outcome = Planted::parse(PLANTED).unwrap().compare(&assessment(), &json!({}));
        assert_eq!(outcome.unseen, ["refused"]);
        assert!(!outcome.is_right());
    }

    #[test]
    fn an_alarm_that_names_nothing_in_particular_is_refused() {
        for bad in
            ["{ rule = \"x\" }", "{ witness = \"x\" }", "{ finding = \"x\" }", "{ rule = \"x\", finding = \"y\" }"]
        {
            let text = format!("at = \"2026-12-01\"\n[faults.f]\nraises = [{bad}]\n");
            assert!(Planted::parse(&text).is_err(), "{bad}");
        }
    }
}
