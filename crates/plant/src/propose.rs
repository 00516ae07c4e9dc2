//! A proposed plant as text. Everything in it carries its reason as a comment, and what was observed between zones
//! stands commented out: observed is never silently intended.

use ringwall_model::{
    Allowance, AssetId, AssetInterface, ComponentType, ConduitId, Foreign, Id, NetworkId, Prefix, ZoneId, ZoneKind,
};
use toml_edit::{Array, Key, Value};

use crate::edit::{allowance, interface, text, word};

/// A plant as it could be declared, from what was seen.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// What to call it.
    pub name: Foreign,
    /// What it was made from and what to mind, a line each.
    pub remarks: Vec<String>,
    /// Networks.
    pub networks: Vec<ProposedNetwork>,
    /// Zones.
    pub zones: Vec<ProposedZone>,
    /// Assets.
    pub assets: Vec<ProposedAsset>,
    /// Conduits, written as comments only.
    pub conduits: Vec<ProposedConduit>,
}

/// A network.
#[derive(Clone, Debug)]
pub struct ProposedNetwork {
    /// Id.
    pub id: NetworkId,
    /// Prefixes.
    pub prefixes: Vec<Prefix>,
    /// Why.
    pub reasons: Vec<String>,
}

/// A zone.
#[derive(Clone, Debug)]
pub struct ProposedZone {
    /// Id.
    pub id: ZoneId,
    /// Kind.
    pub kind: ZoneKind,
    /// Why.
    pub reasons: Vec<String>,
}

/// An asset.
#[derive(Clone, Debug)]
pub struct ProposedAsset {
    /// Id.
    pub id: AssetId,
    /// Zone; without one a reader has to decide.
    pub zone: Option<ZoneId>,
    /// Name.
    pub name: Option<Foreign>,
    /// Role word.
    pub role: Option<Foreign>,
    /// Purdue level word.
    pub level: Option<Foreign>,
    /// Component types.
    pub component_types: Vec<ComponentType>,
    /// Serial number.
    pub serial: Option<Foreign>,
    /// Firmware.
    pub firmware: Option<Foreign>,
    /// Interfaces; their places are not written.
    pub interfaces: Vec<AssetInterface>,
    /// Why.
    pub reasons: Vec<String>,
}

/// A conduit.
#[derive(Clone, Debug)]
pub struct ProposedConduit {
    /// Id.
    pub id: ConduitId,
    /// Zones it would join.
    pub zones: Vec<ZoneId>,
    /// Why.
    pub reasons: Vec<String>,
    /// What was seen, each with its reason; places are not written.
    pub seen: Vec<(Allowance, String)>,
}

/// The text of the proposed `plant.toml`.
pub fn plant_toml(proposal: &Proposal) -> String {
    let mut page = Page::default();
    page.comment(["A proposal. Nothing in it is declared until somebody who knows the plant has read it."]);
    page.comment(&proposal.remarks);
    page.blank();
    page.field("name", &text(proposal.name.raw()));
    proposal.networks.iter().for_each(|n| page.network(n));
    proposal.zones.iter().for_each(|z| page.zone(z));
    proposal.assets.iter().for_each(|a| page.asset(a));
    if !proposal.conduits.is_empty() {
        page.blank();
        page.comment([
            "Conduits. What was seen between zones stands commented out: take the # away from what is meant to happen.",
        ]);
    }
    proposal.conduits.iter().for_each(|c| page.conduit(c));
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    /// What every line begins with: nothing, or a bare `#`.
    sign: &'static str,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(self.sign);
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Comments are foreign text too: each stays on its line and shows no control character.
    fn comment<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        for line in lines {
            let safe = Foreign::from(line.as_ref()).terminal().to_string();
            self.out.push_str(format!("# {safe}").trim_end());
            self.out.push('\n');
        }
    }

    fn header<K>(&mut self, table: &str, id: &Id<K>, reasons: &[String]) {
        self.blank();
        self.comment(reasons);
        self.line(&format!("[{table}.{}]", Key::new(id.as_str())));
    }

    fn field(&mut self, key: &str, value: &Value) {
        let value = value.to_string();
        self.line(&format!("{key} = {}", value.trim()));
    }

    fn texts(&mut self, key: &str, items: impl IntoIterator<Item = String>) {
        let list: Array = items.into_iter().map(|item| text(&item)).collect();
        if !list.is_empty() {
            self.field(key, &Value::Array(list));
        }
    }

    fn network(&mut self, network: &ProposedNetwork) {
        self.header("networks", &network.id, &network.reasons);
        self.texts("prefixes", network.prefixes.iter().map(ToString::to_string));
    }

    fn zone(&mut self, zone: &ProposedZone) {
        self.header("zones", &zone.id, &zone.reasons);
        if let Ok(kind) = word(zone.kind) {
            self.field("kind", &kind);
        }
    }

    fn asset(&mut self, asset: &ProposedAsset) {
        self.header("assets", &asset.id, &asset.reasons);
        match &asset.zone {
            Some(zone) => self.field("zone", &text(zone.as_str())),
            None => self.comment(["Its zone could not be told: add `zone`, or name it in a conduit's `assets`."]),
        }
        let texts = [("name", &asset.name), ("role", &asset.role), ("level", &asset.level)];
        for (key, value) in texts.into_iter().chain([("serial", &asset.serial), ("firmware", &asset.firmware)]) {
            value.iter().for_each(|value| self.field(key, &text(value.raw())));
        }
        self.texts("component_types", asset.component_types.iter().map(|t| t.word().to_owned()));
        if !asset.interfaces.is_empty() {
            self.line("interfaces = [");
            for one in &asset.interfaces {
                self.line(&format!("  {},", interface(one).to_string().trim()));
            }
            self.line("]");
        }
    }

    fn conduit(&mut self, conduit: &ProposedConduit) {
        self.sign = "#";
        self.header("conduits", &conduit.id, &conduit.reasons);
        self.texts("zones", conduit.zones.iter().map(ToString::to_string));
        for (seen, reason) in &conduit.seen {
            let Ok(fields) = allowance(seen) else { continue };
            self.line("");
            self.comment([reason]);
            self.line(&format!("[[conduits.{}.allow]]", Key::new(conduit.id.as_str())));
            fields.iter().for_each(|(key, value)| self.field(key, value));
        }
        self.sign = "";
    }
}
