//! `ringwall discover --json`: frames, assets and conversations, with capture names in place of indices.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeSeq};

use ringwall_model::{
    AttributeEvidence, BySide, Coarse, Conversation, ConversationKey, Diagnostic, Event, EventKind, Foreign, FrameRef,
    FunctionUse, Instant, MessageKind, Neighbour, ObjectRange, ObservedAsset, ObservedInterface, OperationCounts,
    Operations, PacketCounts, Reading, Rhythm, RolesBy, Security, SecurityFact, Severity, Side,
};

use crate::Assets;

/// The whole document. Lists are written one by one: memory does not grow with them.
#[derive(Serialize)]
pub struct Discovery<'a> {
    format: &'static str,
    version: u32,
    packets: &'a PacketCounts,
    #[serde(serialize_with = "assets")]
    assets: (&'a Reading, Assets<'a>),
    #[serde(serialize_with = "conversations")]
    conversations: &'a Reading,
    neighbours: Vec<NeighbourView<'a>>,
    events: Vec<EventView<'a>>,
    diagnostics: Vec<&'a Diagnostic>,
}

impl<'a> Discovery<'a> {
    /// The document over what was read.
    pub fn new(reading: &'a Reading, assets: Assets<'a>) -> Self {
        Self {
            format: "ringwall-discovery",
            version: 1,
            packets: &reading.packets,
            assets: (reading, assets),
            conversations: reading,
            neighbours: assets.neighbours.iter().map(|told| neighbour_view(reading, told)).collect(),
            events: assets.events.iter().map(|event| event_view(reading, event)).collect(),
            diagnostics: reading.diagnostics.iter().chain(assets.diagnostics).collect(),
        }
    }
}

#[derive(Serialize)]
struct NeighbourView<'a> {
    asset: &'a ringwall_model::AssetId,
    network: &'a ringwall_model::NetworkId,
    sender: ringwall_model::Address,
    port: &'a Foreign,
    protocol: &'a str,
    #[serde(flatten)]
    at: FrameView<'a>,
}

fn neighbour_view<'a>(reading: &'a Reading, told: &'a Neighbour) -> NeighbourView<'a> {
    let Neighbour { asset, network, sender, port, protocol, at } = told;
    NeighbourView { asset, network, sender: *sender, port, protocol, at: frame(reading, *at) }
}

#[derive(Serialize)]
struct EventView<'a> {
    first_seen: Instant,
    last_seen: Instant,
    network: &'a ringwall_model::NetworkId,
    by: ringwall_model::Address,
    #[serde(flatten)]
    kind: &'a EventKind,
    first: FrameView<'a>,
}

fn event_view<'a>(reading: &'a Reading, event: &'a Event) -> EventView<'a> {
    let Event { first_seen, last_seen, network, by, at, kind } = event;
    EventView { first_seen: *first_seen, last_seen: *last_seen, network, by: *by, kind, first: frame(reading, *at) }
}

/// `ringwall discover --summary --json`: counts only.
#[derive(Serialize)]
pub struct DiscoverySummary<'a> {
    format: &'static str,
    version: u32,
    packets: &'a PacketCounts,
    assets: usize,
    conversations: usize,
    protocols: BTreeMap<Cow<'static, str>, ProtocolSummary>,
    warnings: usize,
}

#[derive(Default, Serialize)]
struct ProtocolSummary {
    conversations: u64,
    packets: u64,
    bytes: u64,
}

impl<'a> DiscoverySummary<'a> {
    /// The counts of what was read.
    pub fn new(reading: &'a Reading, assets: Assets<'_>) -> Self {
        let mut protocols: BTreeMap<Cow<'static, str>, ProtocolSummary> = BTreeMap::new();
        for conversation in &reading.conversations {
            let word = conversation.key.protocol.clone().unwrap_or(Cow::Borrowed("unrecognised"));
            let sum = protocols.entry(word).or_default();
            sum.conversations = sum.conversations.saturating_add(1);
            sum.packets = sum.packets.saturating_add(total(conversation.packets));
            sum.bytes = sum.bytes.saturating_add(total(conversation.bytes));
        }
        let diagnostics = reading.diagnostics.iter().chain(assets.diagnostics);
        Self {
            format: "ringwall-discovery-summary",
            version: 1,
            packets: &reading.packets,
            assets: assets.count,
            conversations: reading.conversations.len(),
            protocols,
            warnings: diagnostics.filter(|d| d.severity >= Severity::Warning).count(),
        }
    }
}

fn total(by_side: BySide) -> u64 {
    by_side.from_initiator.saturating_add(by_side.from_responder)
}

fn assets<S: Serializer>((reading, assets): &(&Reading, Assets<'_>), s: S) -> Result<S::Ok, S::Error> {
    let mut out = s.serialize_seq(Some(assets.count))?;
    let mut written = Ok(());
    (assets.each)(&mut |asset| {
        if written.is_ok() {
            written = out.serialize_element(&asset_view(reading, asset));
        }
    });
    written?;
    out.end()
}

fn conversations<S: Serializer>(reading: &&Reading, s: S) -> Result<S::Ok, S::Error> {
    let mut out = s.serialize_seq(Some(reading.conversations.len()))?;
    for conversation in &reading.conversations {
        out.serialize_element(&conversation_view(reading, conversation))?;
    }
    out.end()
}

#[derive(Serialize)]
struct FrameView<'a> {
    capture: &'a Foreign,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<u64>,
    /// Of a log, in place of a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
}

fn frame(reading: &Reading, at: FrameRef) -> FrameView<'_> {
    let (frame, line) = if reading.is_line(at) { (None, Some(at.frame)) } else { (Some(at.frame), None) };
    FrameView { capture: reading.capture_name(at.capture), frame, line }
}

#[derive(Serialize)]
struct AssetView<'a> {
    id: &'a ringwall_model::AssetId,
    aliases: &'a [ringwall_model::AssetId],
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<&'a ringwall_model::AssetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matched_by: Option<&'a str>,
    interfaces: &'a [ObservedInterface],
    vendor: Option<&'a Foreign>,
    model: Option<&'a Foreign>,
    firmware: Option<&'a Foreign>,
    serial: Option<&'a Foreign>,
    order_number: Option<&'a Foreign>,
    hostname: Option<&'a Foreign>,
    role: Option<&'a str>,
    level: Option<&'a str>,
    component_types: &'a [ringwall_model::ComponentType],
    protocols: &'a [Cow<'static, str>],
    evidence: Vec<AttributeView<'a>>,
}

#[derive(Serialize)]
struct AttributeView<'a> {
    attribute: &'a str,
    value: &'a Foreign,
    protocol: &'a str,
    #[serde(flatten)]
    at: FrameView<'a>,
    confidence: ringwall_model::Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

fn asset_view<'a>(reading: &'a Reading, asset: &'a ObservedAsset) -> AssetView<'a> {
    let attribute = |e: &'a AttributeEvidence| AttributeView {
        attribute: &e.attribute,
        value: &e.value,
        protocol: &e.protocol,
        at: frame(reading, e.at),
        confidence: e.confidence,
        reason: e.reason.as_deref(),
    };
    AssetView {
        id: &asset.id,
        aliases: &asset.aliases,
        declared: asset.declared.as_ref(),
        matched_by: asset.matched_by.as_deref(),
        interfaces: &asset.interfaces,
        vendor: asset.vendor.as_ref(),
        model: asset.model.as_ref(),
        firmware: asset.firmware.as_ref(),
        serial: asset.serial.as_ref(),
        order_number: asset.order_number.as_ref(),
        hostname: asset.hostname.as_ref(),
        role: asset.role.as_deref(),
        level: asset.level.as_deref(),
        component_types: &asset.component_types,
        protocols: &asset.protocols,
        evidence: asset.evidence.iter().map(attribute).collect(),
    }
}

#[derive(Serialize)]
struct ConversationView<'a> {
    #[serde(flatten)]
    key: &'a ConversationKey,
    vlans: &'a [u16],
    /// It stands for several: how many bits of each address are meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    coarse: Option<Coarse>,
    roles_by: RolesBy,
    operations: &'a OperationCounts,
    functions: Vec<FunctionView<'a>>,
    packets: BySide,
    bytes: BySide,
    first_seen: Instant,
    last_seen: Instant,
    sessions: u64,
    answered_sessions: u64,
    cryptography: Vec<FactView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_industrial_looking: Option<Rhythm>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    remarks: &'a BTreeMap<Cow<'static, str>, u64>,
}

#[derive(Serialize)]
struct FunctionView<'a> {
    code: u32,
    space: &'a str,
    name: &'a str,
    operations: Operations,
    #[serde(skip_serializing_if = "Option::is_none")]
    technique: Option<&'a str>,
    from: Side,
    kind: MessageKind,
    count: u64,
    accepted: u64,
    refused: u64,
    unanswered: u64,
    first: FrameView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_accepted: Option<FrameView<'a>>,
    #[serde(skip_serializing_if = "<[ObjectRange]>::is_empty")]
    objects: &'a [ObjectRange],
    #[serde(skip_serializing_if = "Option::is_none")]
    objects_complete: Option<bool>,
}

#[derive(Serialize)]
struct FactView<'a> {
    #[serde(flatten)]
    security: &'a Security,
    #[serde(flatten)]
    first: FrameView<'a>,
    first_seen: Instant,
    last_seen: Instant,
    count: u64,
}

fn conversation_view<'a>(reading: &'a Reading, conversation: &'a Conversation) -> ConversationView<'a> {
    ConversationView {
        key: &conversation.key,
        vlans: &conversation.vlans,
        coarse: conversation.coarse,
        roles_by: conversation.roles_by,
        operations: &conversation.operations,
        functions: conversation.functions.iter().map(|f| function_view(reading, f)).collect(),
        packets: conversation.packets,
        bytes: conversation.bytes,
        first_seen: conversation.first_seen,
        last_seen: conversation.last_seen,
        sessions: conversation.sessions,
        answered_sessions: conversation.answered_sessions,
        cryptography: conversation.cryptography.iter().map(|f| fact_view(reading, f)).collect(),
        unknown_industrial_looking: conversation.rhythm,
        remarks: &conversation.remarks,
    }
}

fn function_view<'a>(reading: &'a Reading, function: &'a FunctionUse) -> FunctionView<'a> {
    FunctionView {
        code: function.code,
        space: &function.space,
        name: &function.name,
        operations: function.operations,
        technique: function.technique.as_deref(),
        from: function.from,
        kind: function.kind,
        count: function.count,
        accepted: function.accepted,
        refused: function.refused,
        unanswered: function.unanswered,
        first: frame(reading, function.first),
        first_accepted: function.first_accepted.map(|at| frame(reading, at)),
        objects: &function.objects,
        objects_complete: (!function.objects_complete).then_some(false),
    }
}

fn fact_view<'a>(reading: &'a Reading, fact: &'a SecurityFact) -> FactView<'a> {
    FactView {
        security: &fact.security,
        first: frame(reading, fact.first),
        first_seen: fact.first_seen,
        last_seen: fact.last_seen,
        count: fact.count,
    }
}
