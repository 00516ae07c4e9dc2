//! Message counts of foreign captures, beside what another program counted.
//!
//! For each capture of a protocol's folder the built program's answer is compared with the oracle that lies beside it
//! (`<capture>.oracle/tshark/functions.tsv`, else logs of a second program), per sender, receiver, field and value. A difference is either a fault or
//! explained in `corpus-explained.tsv`, with a reason somebody checked in the bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::unverified::Unverified;

/// Folders of captures whose counts must agree.
const FOLDERS: [&str; 25] = [
    "modbus",
    "s7comm",
    "enip-cip",
    "mixed-plant",
    "opcua",
    "dnp3",
    "iec104",
    "bacnet",
    "iec61850",
    "profinet",
    "synchrophasor",
    "mqtt",
    "omron-fins",
    "hart-ip",
    "ethercat",
    "beckhoff-ads",
    "umas",
    "knx",
    "genisys",
    "roc-plus",
    "bsap",
    "c1222",
    "melsec",
    "niagara-fox",
    "other-ics",
];

/// Folders of captures of which only identities are compared.
const IDENTITY_FOLDERS: [&str; 2] = ["l2-discovery", "it-background"];

/// Folders besides in which devices present certificates.
const CERTIFICATE_FOLDERS: [&str; 2] = ["opcua", "mixed-plant"];

/// Largest share of the oracle's counts that may differ with an explanation, in percent. None may differ without.
const EXPLAINED_MAX_PERCENT: u64 = 2;

/// What is counted: a field of the oracle's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    ModbusFunction,
    S7Job,
    S7Group,
    S7Function,
    EnipCommand,
    CipService,
    OpcUaService,
    Dnp3Function,
    Iec104Type,
    Iec104Control,
    BacnetConfirmed,
    BacnetUnconfirmed,
    BacnetLink,
    MmsRequest,
    MmsResponse,
    GooseApplication,
    SampledValuesApplication,
    DcpService,
    ProfinetFrame,
    SynchrophasorFrame,
    MqttPacket,
    FinsCommand,
    HartCommand,
    HartMessage,
    EtherCatCommand,
    ProfinetCall,
    AdsCommand,
    KnxService,
    GenisysHeader,
    RocPlusOpcode,
    BsapHeader,
    BsapFunction,
    C1222Request,
    FetchWriteOpcode,
}

impl Field {
    const ALL: [(Self, &'static str, &'static str); 34] = [
        (Self::ModbusFunction, "modbus", "modbus.func_code"),
        (Self::S7Job, "s7comm", "s7comm.param.func"),
        (Self::S7Group, "s7comm", "s7comm.param.userdata.funcgroup"),
        (Self::S7Function, "s7comm", "s7comm.param.userdata.subfunc"),
        (Self::EnipCommand, "enip", "enip.command"),
        (Self::CipService, "enip", "cip.service"),
        (Self::OpcUaService, "opcua", "opcua.servicenodeid.numeric"),
        (Self::Dnp3Function, "dnp3", "dnp3.al.func"),
        (Self::Iec104Type, "iec104", "iec60870_asdu.typeid"),
        (Self::Iec104Control, "iec104", "iec60870_104.utype"),
        (Self::BacnetConfirmed, "bacnet", "bacapp.confirmed_service"),
        (Self::BacnetUnconfirmed, "bacnet", "bacapp.unconfirmed_service"),
        (Self::BacnetLink, "bacnet", "bvlc.function"),
        (Self::MmsRequest, "mms", "mms.confirmedServiceRequest"),
        (Self::MmsResponse, "mms", "mms.confirmedServiceResponse"),
        (Self::GooseApplication, "goose", "goose.appid"),
        (Self::SampledValuesApplication, "sampled-values", "sv.appid"),
        (Self::DcpService, "profinet", "pn_dcp.service_id"),
        (Self::ProfinetFrame, "profinet", "pn_rt.frame_id"),
        (Self::SynchrophasorFrame, "synchrophasor", "synphasor.frtype"),
        (Self::MqttPacket, "mqtt", "mqtt.msgtype"),
        (Self::FinsCommand, "fins", "omron.command"),
        (Self::HartCommand, "hart-ip", "hart_ip.pt.command"),
        (Self::HartMessage, "hart-ip", "hart_ip.message_id"),
        (Self::EtherCatCommand, "ethercat", "ecat.cmd"),
        (Self::ProfinetCall, "profinet-io", "pn_io.opnum"),
        (Self::AdsCommand, "ads", "ams.cmdid"),
        (Self::KnxService, "knxnet-ip", "knxip.service"),
        (Self::GenisysHeader, "genisys", "genisys.header"),
        (Self::RocPlusOpcode, "roc-plus", "roc_plus.opcode"),
        (Self::BsapHeader, "bsap", "bsap_ip_header.type_name"),
        (Self::BsapFunction, "bsap", "bsap_ip_rdb.func_code"),
        (Self::C1222Request, "c1222", "c1222.service_req"),
        (Self::FetchWriteOpcode, "fetch-write", "h1.opcode"),
    ];

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, _, field)| *field == name).map(|(field, _, _)| field)
    }

    fn protocol(self) -> &'static str {
        Self::ALL.into_iter().find(|(field, _, _)| *field == self).map_or("", |(_, protocol, _)| protocol)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(field, _, _)| *field == self).map_or("", |(_, _, name)| name)
    }

    /// The fields and values a message of ours counts under. A CIP reply has the high bit of its service set on the wire;
    /// a mode transition (group 0) has no function field in the oracle. FETCH/WRITE answers with the opcode behind that of the question.
    /// What one device publishes is counted by its application id, which is the last number of the native address.
    fn of(protocol: &str, native: &str, space: &str, code: u64, is_response: bool) -> Vec<(Self, u64)> {
        let number = || native.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        match (protocol, space) {
            ("modbus", "function") => vec![(Self::ModbusFunction, code)],
            ("s7comm", "job") => vec![(Self::S7Job, code)],
            ("s7comm", "userdata") if code >> 8 == 0 => vec![(Self::S7Group, 0)],
            ("s7comm", "userdata") => vec![(Self::S7Group, code >> 8), (Self::S7Function, code & 0xFF)],
            ("enip", "encapsulation") => vec![(Self::EnipCommand, code)],
            ("enip", "cip") => vec![(Self::CipService, if is_response { code | 0x80 } else { code })],
            ("opcua", "service") => vec![(Self::OpcUaService, code)],
            ("dnp3", "function") => vec![(Self::Dnp3Function, code)],
            ("iec104", "asdu") => vec![(Self::Iec104Type, code)],
            ("iec104", "control") => vec![(Self::Iec104Control, code)],
            ("bacnet", "confirmed") => vec![(Self::BacnetConfirmed, code)],
            ("bacnet", "unconfirmed") => vec![(Self::BacnetUnconfirmed, code)],
            ("bacnet", "link") => vec![(Self::BacnetLink, code)],
            ("mms", "confirmed") if is_response => vec![(Self::MmsResponse, code)],
            ("mms", "confirmed") => vec![(Self::MmsRequest, code)],
            ("profinet", "dcp") => vec![(Self::DcpService, code)],
            ("profinet", _) => vec![(Self::ProfinetFrame, code)],
            ("synchrophasor", "frame") => vec![(Self::SynchrophasorFrame, code)],
            ("mqtt", "packet") => vec![(Self::MqttPacket, code)],
            ("fins", "command") => vec![(Self::FinsCommand, code)],
            ("hart-ip", "command") => vec![(Self::HartCommand, code), (Self::HartMessage, 3)],
            ("hart-ip", "message") if code <= 3 => vec![(Self::HartMessage, code)],
            ("profinet-io", "call") => vec![(Self::ProfinetCall, code)],
            ("ethercat", "command") => vec![(Self::EtherCatCommand, code)],
            ("ads", "command") => vec![(Self::AdsCommand, code)],
            ("knxnet-ip", "service") => vec![(Self::KnxService, code)],
            ("genisys", _) => vec![(Self::GenisysHeader, code)],
            ("roc-plus", _) => vec![(Self::RocPlusOpcode, code)],
            ("bsap", "header") => vec![(Self::BsapHeader, code)],
            ("bsap", "data-base") => vec![(Self::BsapFunction, code)],
            ("c1222", "service") if !is_response => vec![(Self::C1222Request, code)],
            ("fetch-write", _) => vec![(Self::FetchWriteOpcode, if is_response { code + 1 } else { code })],
            ("goose", _) => vec![(Self::GooseApplication, number())],
            ("sampled-values", _) => vec![(Self::SampledValuesApplication, number())],
            _ => Vec::new(),
        }
    }

    /// Messages that only carry others, which are counted in their place.
    fn only_carries(self, value: u64) -> bool {
        match self {
            Self::BacnetLink => matches!(value, 4 | 9..=11),
            Self::ProfinetFrame => matches!(value, 0xFEFC..=0xFEFF),
            Self::KnxService => matches!(value, 0x310 | 0x420 | 0x530),
            _ => false,
        }
    }
}

/// What counts are kept by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) field: Field,
    pub(crate) value: u64,
    pub(crate) sender: String,
    pub(crate) receiver: String,
}

pub(crate) type Counts = BTreeMap<Key, u64>;

/// What the program counts in a capture: messages the oracle has a field for, and by protocol those it has none for.
#[derive(Debug, Default)]
struct Ours {
    counts: Counts,
    no_field: BTreeMap<String, u64>,
}

/// A difference, ours and the oracle's count.
type Difference = (u64, u64);

/// Sums of one protocol.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    agree: u64,
    differ: u64,
    explained: u64,
    no_oracle: u64,
}

/// Compares every capture and prints the sums; false where a difference is not explained, or too many are.
pub fn run(corpus: Option<&str>) -> Result<bool> {
    let captures = crate::corpus_folder(corpus).join("captures");
    if !captures.is_dir() {
        println!("corpus: skipped: no corpus");
        return Ok(true);
    }
    let program = program()?;
    let mut explained = explanations()?;
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    let mut unverified = Unverified::default();
    let mut identities = crate::identities::Identities::new()?;
    let mut certificates = crate::certificates::Compared::default();
    for file in IDENTITY_FOLDERS.iter().flat_map(|folder| files(&captures.join(folder)).unwrap_or_default()) {
        let answer = answer(&program, &file)?;
        identities.compare(&file, &answer)?;
        certificates.compare(&file, &answer)?;
        unverified.general(ours(&answer)?.no_field);
    }
    let mut described = true;
    for folder in FOLDERS {
        let (mut has_oracle, mut seen) = (false, BTreeMap::new());
        for file in files(&captures.join(folder))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let answer = answer(&program, &file).with_context(|| name.clone())?;
            identities.compare(&file, &answer)?;
            described &= crate::described::compare(&file, &answer).with_context(|| name.clone())?;
            if CERTIFICATE_FOLDERS.contains(&folder) {
                certificates.compare(&file, &answer)?;
            }
            let ours = ours(&answer).with_context(|| name.clone())?;
            let oracle = oracle(&file).with_context(|| name.clone())?;
            has_oracle |= oracle.as_ref().is_some_and(|counts| !counts.is_empty());
            compare(&name, &ours, oracle.as_ref(), &mut explained, &mut sums);
            for (protocol, count) in ours.no_field {
                *seen.entry(protocol).or_default() += count;
            }
        }
        if !has_oracle {
            unverified.folder(folder, seen);
        }
    }
    for (capture, key) in explained.keys() {
        println!(
            "corpus: {capture}: the explanation of {} {} {} to {} explains nothing",
            key.field.name(),
            key.value,
            key.sender,
            key.receiver
        );
    }
    print(&sums);
    let total = sums.values().fold(Sums::default(), |a, b| Sums {
        agree: a.agree + b.agree,
        differ: a.differ + b.differ,
        explained: a.explained + b.explained,
        no_oracle: a.no_oracle + b.no_oracle,
    });
    let counted = total.agree + total.differ + total.explained;
    let (identities_agree, decoded_by_hand) = (identities.print(), unverified.print()?);
    let certificates_agree = certificates.print();
    Ok(identities_agree
        && certificates_agree
        && decoded_by_hand
        && described
        && explained.is_empty()
        && total.differ == 0
        && total.explained * 100 <= counted * EXPLAINED_MAX_PERCENT)
}

/// The program, built beside this one.
fn program() -> Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("ringwall");
    ensure!(program.exists(), "build first: cargo build --release --package ringwall");
    Ok(program)
}

/// Captures of a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.is_file())
        .collect();
    files.sort();
    Ok(files)
}

/// What the program answers.
fn answer(program: &Path, file: &Path) -> Result<Value> {
    let out = Command::new(program).args(["discover", "--json"]).arg(file).output()?;
    ensure!(
        matches!(out.status.code(), Some(0 | 1)),
        "{}: {}",
        out.status,
        String::from_utf8_lossy(&out.stderr).trim()
    );
    serde_json::from_slice(&out.stdout).context("not JSON")
}

/// What the program counts.
fn ours(answer: &Value) -> Result<Ours> {
    let mut ours = Ours::default();
    for conversation in answer.get("conversations").and_then(Value::as_array).context("no conversations")? {
        let text = |key: &str| conversation.get(key).and_then(Value::as_str).map(str::to_owned);
        let first = text("initiator").or_else(|| text("publisher")).context("no initiator")?;
        let second = text("responder").or_else(|| text("group")).context("no responder")?;
        let (protocol, native) = (text("protocol").unwrap_or_default(), text("native").unwrap_or_default());
        for function in conversation.get("functions").and_then(Value::as_array).context("no functions")? {
            count(function, (&protocol, &native), (&first, &second), &mut ours)
                .with_context(|| format!("function {function}"))?;
        }
    }
    Ok(ours)
}

fn count(
    function: &Value,
    (protocol, native): (&str, &str),
    (first, second): (&str, &str),
    ours: &mut Ours,
) -> Result<()> {
    let text = |key: &str| function.get(key).and_then(Value::as_str).with_context(|| format!("no {key}"));
    let number = |key: &str| function.get(key).and_then(Value::as_u64).with_context(|| format!("no {key}"));
    let (sender, receiver) = if text("from")? == "initiator" { (first, second) } else { (second, first) };
    let fields = Field::of(protocol, native, text("space")?, number("code")?, text("kind")? == "response");
    if fields.is_empty() {
        *ours.no_field.entry(protocol.to_owned()).or_default() += number("count")?;
    }
    for (field, value) in fields {
        let key = Key { field, value, sender: sender.to_owned(), receiver: receiver.to_owned() };
        *ours.counts.entry(key).or_default() += number("count")?;
    }
    Ok(())
}

/// What the oracle counted; none where there is no oracle.
fn oracle(file: &Path) -> Result<Option<Counts>> {
    let mut folder = file.as_os_str().to_owned();
    folder.push(".oracle");
    let table = Path::new(&folder).join("tshark/functions.tsv");
    let logs = crate::zeek::counts(Path::new(&folder))?;
    if !table.exists() {
        return Ok(logs);
    }
    let mut counts = logs.unwrap_or_default();
    for line in fs::read_to_string(&table)?.lines().skip(1) {
        let [sender, receiver, field, value, count] = columns(line)?;
        if let Some(field) = Field::parse(field) {
            let key = Key { field, value: number(value)?, sender: sender.to_owned(), receiver: receiver.to_owned() };
            if !field.only_carries(key.value) {
                *counts.entry(key).or_default() += number(count)?;
            }
        }
    }
    Ok(Some(counts))
}

/// Explained differences, by capture and key.
type Explanations = BTreeMap<(String, Key), Difference>;

/// Columns: capture, protocol, field, value, sender, receiver, ours, oracle's, reason, frame.
fn explanations() -> Result<Explanations> {
    let table = fs::read_to_string(crate::tidy::root().join("xtask/corpus-explained.tsv"))?;
    let mut explanations = Explanations::new();
    for line in table.lines().skip(1) {
        let [capture, protocol, field, value, sender, receiver, ours, oracle, reason, frame] = columns(line)?;
        let field = Field::parse(field).with_context(|| format!("unknown field: {line}"))?;
        ensure!(field.protocol() == protocol, "{} is no field of {protocol}", field.name());
        ensure!(!reason.is_empty() && frame.parse::<u64>().is_ok(), "no reason or no frame: {line}");
        let key = Key { field, value: number(value)?, sender: sender.to_owned(), receiver: receiver.to_owned() };
        explanations.insert((capture.to_owned(), key), (number(ours)?, number(oracle)?));
    }
    Ok(explanations)
}

pub(crate) fn columns<const N: usize>(line: &str) -> Result<[&str; N]> {
    let columns: Vec<&str> = line.split('\t').collect();
    columns.try_into().ok().with_context(|| format!("not {N} columns: {line}"))
}

pub(crate) fn number(text: &str) -> Result<u64> {
    let parsed = text.strip_prefix("0x").map_or_else(|| text.parse(), |hex| u64::from_str_radix(hex, 16));
    parsed.with_context(|| format!("not a number: {text}"))
}

fn compare(
    capture: &str,
    ours: &Ours,
    oracle: Option<&Counts>,
    explained: &mut Explanations,
    sums: &mut BTreeMap<String, Sums>,
) {
    for (protocol, count) in &ours.no_field {
        sums.entry(protocol.clone()).or_default().no_oracle += count;
    }
    let keys: BTreeSet<&Key> = ours.counts.keys().chain(oracle.into_iter().flat_map(BTreeMap::keys)).collect();
    for key in keys {
        let sum = sums.entry(key.field.protocol().to_owned()).or_default();
        let mine = ours.counts.get(key).copied().unwrap_or(0);
        let Some(oracle) = oracle else {
            sum.no_oracle += mine;
            continue;
        };
        let theirs = oracle.get(key).copied().unwrap_or(0);
        sum.agree += mine.min(theirs);
        let difference = mine.abs_diff(theirs);
        if difference == 0 {
            continue;
        }
        match explained.remove(&(capture.to_owned(), key.clone())) {
            Some(told) if told == (mine, theirs) => sum.explained += difference,
            _ => {
                sum.differ += difference;
                let Key { field, value, sender, receiver } = key;
                println!(
                    "corpus: {capture}: {} {value} {sender} to {receiver}: ours {mine}, oracle {theirs}",
                    field.name()
                );
            }
        }
    }
}

fn print(sums: &BTreeMap<String, Sums>) {
    println!("{:<12} {:>9} {:>9} {:>9} {:>9}", "protocol", "agree", "differ", "explained", "no oracle");
    for (protocol, Sums { agree, differ, explained, no_oracle }) in sums {
        println!("{protocol:<12} {agree:>9} {differ:>9} {explained:>9} {no_oracle:>9}");
    }
}
