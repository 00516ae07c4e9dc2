//! Zeek: a script that raises notices on functions of industrial protocols, by the events that the program and its plug-ins raise
//! for them. It refuses nothing.
//!
//! One table holds what is watched for; an event looks it up by the function and by who asks whom. What a plain Zeek does not
//! know stands between `@ifdef` and `@endif`, so that it loads the script all the same.

mod names;
mod rows;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ringwall_model::Addresses;

use self::{
    names::{Sets, identifier},
    rows::ROWS,
};
use super::{
    inspection::{About, Alert, Inspection, Inspector},
    names::{mark, safe},
};

/// How the script is asked for.
pub(super) static INSPECTOR: Inspector = Inspector {
    name: "zeek",
    title: "Zeek",
    parsers: || ROWS.iter().map(|row| &row.parser).collect(),
    remarks: &[
        "a notice goes to notice.log, once an hour for the same pair of addresses; Zeek looks for a protocol at the ports, and by the signatures, it has for it",
        "such scripts were held against the grammar of Zeek and the sources of its events, and no Zeek has loaded one: try it with `zeek --parse-only` first",
        "a plug-in of another edition may give its events other arguments, and Zeek then refuses the script and says which",
    ],
    render,
};

/// What every script does, whatever it watches for.
const ENGINE: &str = include_str!("engine.zeek");
/// What is done where something is watched that comes against a one-way conduit.
const ONE_WAY: &str = include_str!("one_way.zeek");

/// Writes the script.
fn render(inspection: &Inspection) -> String {
    let mut sets = Sets::new(&inspection.objects);
    let watched: String = inspection.alerts.iter().map(|alert| watch(alert, &mut sets)).collect();
    let mut text = head(inspection);
    for (name, addresses) in sets.used() {
        let _ = writeln!(text, "const {name}: set[subnet] = {{ {} }};", listed(addresses));
    }
    text.push('\n');
    text.push_str(ENGINE);
    text.push_str(&codes(inspection));
    let _ = write!(text, "\nevent zeek_init()\n\t{{\n{watched}\t}}\n");
    let protocols: BTreeSet<&str> = inspection.alerts.iter().filter_map(|alert| alert.about.protocol()).collect();
    for row in ROWS.iter().filter(|row| protocols.contains(row.parser.protocol)) {
        text.push('\n');
        text.push_str(row.events);
    }
    if inspection.alerts.iter().any(|alert| alert.about == About::Anything) {
        text.push('\n');
        text.push_str(ONE_WAY);
    }
    text
}

/// The first lines, up to who is meant. Scripts of several enforcement points may be loaded together: each is a module of its own.
fn head(inspection: &Inspection) -> String {
    let device = &inspection.device;
    let mut text = format!(
        "# {}: raises notices on what its conduits do not declare, and refuses nothing\n# Written from the sources of Zeek 9.1, which tells of\n",
        safe(device, 100)
    );
    for row in ROWS {
        let _ = match row.parser.needs {
            None => writeln!(text, "#   {}: by Zeek itself", row.parser.protocol),
            Some(needs) => writeln!(text, "#   {}: where {needs} is installed", row.parser.protocol),
        };
    }
    let module = format!("Ringwall_{}_{}", identifier(&safe(device, 60)), mark(device));
    let _ = write!(
        text,
        "\n@load base/frameworks/notice\n@load base/protocols/modbus\n@load base/protocols/dnp3\n\nmodule {module};\n\n\
         export {{\n\tredef enum Notice::Type += {{\n\
         \t\t## A function of a protocol that no conduit declares from one to the other.\n\t\tUndeclared_Function,\n\
         \t\t## A protocol that no conduit declares from one to the other.\n\t\tUndeclared_Protocol,\n\
         \t\t## Something that comes against a one-way conduit.\n\t\tAgainst_One_Way,\n\t}};\n}}\n\n\
         # Who is meant, by the names of the plant; a name with a mark is a part of it.\n"
    );
    text
}

fn listed(addresses: &Addresses) -> String {
    let one = |prefix: &ringwall_model::Prefix| {
        let text = prefix.to_string();
        match text.split_once('/') {
            Some((address, length)) if address.contains(':') => format!("[{address}]/{length}"),
            _ => text,
        }
    };
    addresses.prefixes().iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Codes with a name of their own, where the others are watched for.
fn codes(inspection: &Inspection) -> String {
    let others = inspection.alerts.iter().filter_map(|alert| match alert.about {
        About::Function { protocol, space, code: u32::MAX, .. } => Some((protocol, space)),
        _ => None,
    });
    let others: BTreeSet<_> = others.collect();
    let mut text = String::new();
    for (protocol, space) in others {
        let codes = inspection.listed.get(&(protocol, space)).into_iter().flatten();
        let codes: Vec<String> = codes.map(ToString::to_string).collect();
        let _ = writeln!(text, "redef listed += {{ [\"{protocol}\", \"{space}\"] = set({}) }};", codes.join(", "));
    }
    text
}

/// The statement that has it watched for.
fn watch(alert: &Alert, sets: &mut Sets<'_>) -> String {
    let (source, destination) = (sets.name(&alert.source), sets.name(&alert.destination));
    let what = format!("Watch($message=\"{}\", $source={source}, $destination={destination})", alert.message());
    match alert.about {
        About::Anything => format!("\tone_way += {what};\n"),
        About::Protocol { protocol } => format!("\twatch_protocol(\"{protocol}\", {what});\n"),
        About::Function { protocol, space, code, .. } => {
            let code = if code == u32::MAX { "unlisted".to_owned() } else { code.to_string() };
            format!("\twatch_function(\"{protocol}\", \"{space}\", {code}, {what});\n")
        }
    }
}

#[cfg(test)]
mod tests;
