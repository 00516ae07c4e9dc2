//! Who devices say they are in foreign captures, beside what another program read.
//!
//! Each line of `<capture>.oracle/tshark/identity.tsv` names a sender, a field and a value: the asset with the sender's address
//! must have the value, in the attribute or address that the field is about. A difference is a fault or explained in
//! `identities-explained.tsv`, with a reason somebody checked in the bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How a value of the oracle's stands in ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is, in an attribute.
    Text,
    /// In hexadecimal, as the text it stands for.
    Hex,
    /// A MAC address of the asset.
    Mac,
    /// An IP address of the asset.
    Ip,
    /// The first, or the second, part of a version.
    Major,
    Minor,
    /// Both parts in one number.
    Version,
    /// A number that is printed as eight hexadecimal digits.
    Serial,
    /// A number that is printed as four hexadecimal digits.
    Id,
    /// Behind the version of the protocol (RFC 4253, section 4.2).
    Banner,
}

/// Fields that say who the sender is.
const COMPARED: [(&str, Form); 35] = [
    ("ams.ads_devicename", Form::Text),
    ("arp.src.hw_mac", Form::Mac),
    ("arp.src.proto_ipv4", Form::Ip),
    ("bacapp.object_name", Form::Text),
    ("browser.server", Form::Text),
    ("cdp.deviceid", Form::Text),
    ("cdp.nrgyz.ip_address", Form::Ip),
    ("cdp.platform", Form::Text),
    ("cdp.software_version", Form::Text),
    ("cip.id.major_rev", Form::Major),
    ("cip.id.minor_rev", Form::Minor),
    ("cip.id.product_name", Form::Text),
    ("cip.id.serial_number", Form::Serial),
    ("dhcp.option.hostname", Form::Text),
    ("enip.lir.name", Form::Text),
    ("enip.lir.revision", Form::Version),
    ("enip.lir.serial", Form::Serial),
    ("http.server", Form::Text),
    ("http.user_agent", Form::Text),
    ("lldp.chassis.id", Form::Hex),
    ("lldp.chassis.id.mac", Form::Mac),
    ("lldp.tlv.system.desc", Form::Text),
    ("lldp.tlv.system.name", Form::Text),
    ("mms.modelName", Form::Text),
    ("mms.revision", Form::Text),
    ("mms.vendorName", Form::Text),
    ("modbus.object_str_value", Form::Text),
    ("omron.controller.model", Form::Text),
    ("omron.controller.version", Form::Text),
    ("pn_dcp.suboption_device_devicevendorvalue", Form::Text),
    ("pn_dcp.suboption_device_id", Form::Id),
    ("pn_dcp.suboption_device_nameofstation", Form::Text),
    ("pn_dcp.suboption_ip_ip", Form::Ip),
    ("pn_dcp.suboption_vendor_id", Form::Id),
    ("ssh.protocol", Form::Banner),
];

/// More of them, whose names say which list of the station they stand in.
const COMPARED_PREFIX: [(&str, Form); 5] = [
    ("s7comm.szl.001c.0001.", Form::Text),
    ("s7comm.szl.001c.0002.", Form::Text),
    ("s7comm.szl.001c.0005.", Form::Text),
    ("s7comm.szl.001c.0007.", Form::Text),
    ("opcua.", Form::Text),
];

/// An asset: its addresses and what is known of it, in lower case.
#[derive(Debug, Default)]
struct Known {
    addresses: BTreeSet<String>,
    values: Vec<String>,
}

/// A line of the oracle's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    capture: String,
    field: String,
    source: String,
    value: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    agree: u64,
    differ: u64,
    explained: u64,
}

/// What was compared so far.
#[derive(Debug)]
pub struct Identities {
    explained: BTreeSet<Said>,
    sums: BTreeMap<String, Sums>,
    not_compared: BTreeMap<String, u64>,
    /// Lines about addresses that stay in one machine: both ends are the same, and no asset.
    own: u64,
}

impl Identities {
    /// With the explanations of the project.
    pub fn new() -> Result<Self> {
        let table = fs::read_to_string(crate::tidy::root().join("xtask/identities-explained.tsv"))?;
        let mut explained = BTreeSet::new();
        for line in table.lines().skip(1) {
            let [capture, field, source, value, reason] = crate::corpus::columns(line)?;
            ensure!(!reason.is_empty(), "no reason: {line}");
            let [capture, field, source, value] = [capture, field, source, value].map(str::to_owned);
            ensure!(explained.insert(Said { capture, field, source, value }), "twice: {line}");
        }
        Ok(Self { explained, sums: BTreeMap::new(), not_compared: BTreeMap::new(), own: 0 })
    }

    /// Compares what the program answered for a capture.
    pub fn compare(&mut self, file: &Path, answer: &Value) -> Result<()> {
        let mut table = file.as_os_str().to_owned();
        table.push(".oracle/tshark/identity.tsv");
        let Ok(bytes) = fs::read(&table) else { return Ok(()) };
        let capture = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let known = known(answer).with_context(|| capture.clone())?;
        for line in String::from_utf8_lossy(&bytes).lines().skip(1) {
            // Some values hold line ends and tabs of their own.
            let Ok([source, mac, field, value, _]) = crate::corpus::columns::<5>(line) else { continue };
            let Some(form) = form(field) else {
                *self.not_compared.entry(field.to_owned()).or_default() += 1;
                continue;
            };
            if source == "::1" || source.starts_with("127.") {
                self.own += 1;
                continue;
            }
            let said = |text: &str| text.to_owned();
            let line = Said { capture: capture.clone(), field: said(field), source: said(source), value: said(value) };
            let agrees = known
                .iter()
                .filter(|k| k.addresses.contains(source) || k.addresses.contains(mac))
                .any(|k| has(k, form, value));
            self.count(line, agrees);
        }
        Ok(())
    }

    fn count(&mut self, line: Said, agrees: bool) {
        let sums = self.sums.entry(line.field.clone()).or_default();
        if agrees {
            sums.agree += 1;
        } else if self.explained.remove(&line) {
            sums.explained += 1;
        } else {
            sums.differ += 1;
            let Said { capture, field, source, value } = line;
            println!("identities: {capture}: {field} of {source}: not ours: {value}");
        }
    }

    /// Prints the sums; false where a difference is not explained.
    pub fn print(&self) -> bool {
        println!("\n{:<42} {:>7} {:>7} {:>9}", "identity", "agree", "differ", "explained");
        let mut total = Sums::default();
        for (field, Sums { agree, differ, explained }) in &self.sums {
            println!("{field:<42} {agree:>7} {differ:>7} {explained:>9}");
            total.agree += agree;
            total.differ += differ;
            total.explained += explained;
        }
        let Sums { agree, differ, explained } = total;
        println!("{:<42} {agree:>7} {differ:>7} {explained:>9}", "together");
        let fields: Vec<String> = self.not_compared.iter().map(|(field, n)| format!("{field} ({n})")).collect();
        println!(
            "not compared, for they are numbers without a name or do not say who sent them: {}; {} lines of a machine to itself",
            fields.join(", "),
            self.own
        );
        for Said { capture, field, source, value } in &self.explained {
            println!("identities: {capture}: the explanation of {field} of {source}, {value}, explains nothing");
        }
        differ == 0 && self.explained.is_empty()
    }
}

fn form(field: &str) -> Option<Form> {
    let whole = COMPARED.iter().find(|(name, _)| *name == field);
    whole.or_else(|| COMPARED_PREFIX.iter().find(|(prefix, _)| field.starts_with(prefix))).map(|(_, form)| *form)
}

fn known(answer: &Value) -> Result<Vec<Known>> {
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut known = Vec::new();
    for asset in answer.get("assets").and_then(Value::as_array).context("no assets")? {
        let mut this = Known::default();
        for interface in list(asset, "interfaces") {
            let mac = interface.get("mac").and_then(Value::as_str).map(str::to_owned);
            this.addresses.extend(mac);
            this.addresses.extend(list(&interface, "ips").iter().filter_map(Value::as_str).map(str::to_owned));
        }
        for evidence in list(asset, "evidence") {
            let text = |key: &str| evidence.get(key).and_then(Value::as_str).unwrap_or_default();
            if !matches!(text("attribute"), "role" | "level" | "component-type" | "mac") {
                this.values.push(plain(text("value")));
            }
        }
        known.push(this);
    }
    Ok(known)
}

/// Without case, and without what one program prints for line ends and the other does not.
fn plain(text: &str) -> String {
    let text = text.replace("\\n", " ").replace("\\r", " ");
    let folded = text.chars().map(|c| if c == '\n' || c == '\r' || c == ',' { ' ' } else { c.to_ascii_lowercase() });
    folded.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(known: &Known, form: Form, value: &str) -> bool {
    let any = |wanted: &str| {
        let wanted = plain(wanted);
        !wanted.is_empty() && known.values.iter().any(|v| v.contains(&wanted))
    };
    let number = crate::corpus::number(value.split(',').next().unwrap_or_default()).unwrap_or(u64::MAX);
    match form {
        // The oracle joins what one message says several times.
        Form::Text => any(value) || value.split(',').all(any),
        Form::Hex => {
            let digits: Vec<char> = value.chars().collect();
            let bytes =
                digits.chunks(2).filter_map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok());
            any(&String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()))
        }
        Form::Mac => known.addresses.contains(value),
        Form::Ip => value.split(',').all(|ip| ip == "0.0.0.0" || known.addresses.contains(ip)),
        Form::Major => known.values.iter().any(|v| v.contains(&format!("{number}."))),
        Form::Minor => known.values.iter().any(|v| v.contains(&format!(".{number}"))),
        Form::Version => any(&format!("{}.{}", number >> 8, number & 0xff)),
        Form::Serial => any(&format!("{number:08x}")),
        Form::Banner => value.splitn(3, '-').nth(2).is_some_and(any),
        Form::Id => any(&format!("{number:04x}")),
    }
}
