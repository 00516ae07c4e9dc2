//! From checked trees to the nouns of the model.
//!
//! Something that was wrong has been left out of the tree. Where leaving out would make the rest say more than was
//! written (an empty list means *all*), the whole is left out.

mod asset;
mod conduit;
mod configuration;
mod countermeasure;
mod criterion;
mod drawing;
mod essential;
mod network;
mod observation;
mod people;
mod product;
mod risk;
mod statement;
mod zone;

pub(crate) use conduit::{direction, party};

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{ConduitId, Id, Plant, ScopeId, Span, ZoneId, ZoneKind};

use crate::{
    check::CheckedFile,
    codes,
    node::{Entry, Node},
    sink::Sink,
    source::At,
};

/// What every builder may use: places, and a way to report.
pub(crate) struct Build<'b, 's> {
    pub sink: &'b mut Sink<'s>,
    /// Conduits that do not say whether they are trusted.
    trust_unsaid: BTreeSet<ConduitId>,
}

impl Build<'_, '_> {
    pub fn span(&self, at: At) -> Span {
        self.sink.sources.span(at)
    }

    /// The one zone or conduit a table names.
    pub fn scope(&mut self, node: &Node) -> Option<ScopeId> {
        let zone: Option<ZoneId> = node.id("zone");
        let conduit: Option<ConduitId> = node.id("conduit");
        match (zone, conduit) {
            (Some(zone), None) => Some(ScopeId::Zone(zone)),
            (None, Some(conduit)) => Some(ScopeId::Conduit(conduit)),
            (None, None) if node.flawed => None,
            (zone, _) => {
                let message = if zone.is_some() {
                    "both `zone` and `conduit` are given"
                } else {
                    "neither `zone` nor `conduit` is given"
                };
                let help = "say which one zone or conduit it holds for: zone = \"id\" or conduit = \"id\"";
                self.sink.push(self.sink.draft(&codes::SCOPE_NOT_SINGLE, node.at, message).help(help));
                None
            }
        }
    }
}

/// The plant that the files describe.
pub(crate) fn plant(files: &[CheckedFile], sink: &mut Sink<'_>) -> Plant {
    let mut plant = Plant::default();
    let mut build = Build { sink, trust_unsaid: BTreeSet::new() };
    for file in files {
        build.file(file, &mut plant);
    }
    settle(&mut plant, &build.trust_unsaid);
    plant
}

impl Build<'_, '_> {
    fn file(&mut self, file: &CheckedFile, plant: &mut Plant) {
        let root = &file.root;
        let zone: Option<ZoneId> = file.named.as_deref().and_then(Id::parse);
        if let Some(id) = zone.as_ref().filter(|_| file.counts) {
            plant.zones.insert(id.clone(), self.zone(root, At::top(file.file)));
        }
        match file.path {
            "plant.toml" => head(root, plant),
            "drawing.toml" => plant.drawing = self.drawing(root),
            _ => {}
        }
        fill(&mut plant.networks, root.under("networks"), |e, n| Some(self.network(e, n)));
        fill(&mut plant.zones, root.under("zones"), |e, n| Some(self.zone(n, e.key_at)));
        fill(&mut plant.conduits, root.under("conduits"), |e, n| Some(self.conduit(e, n)));
        fill(&mut plant.assets, root.under("assets"), |e, n| Some(self.asset(e, n, zone.as_ref())));
        fill(&mut plant.access_points, root.under("access_points"), |e, n| self.access_point(e, n, zone.as_ref()));
        fill(&mut plant.people, root.under("people"), |e, n| Some(self.person(e, n)));
        fill(&mut plant.essential_functions, root.under("essential_functions"), |e, n| Some(self.essential(e, n)));
        fill(&mut plant.scenarios, root.under("scenarios"), |e, n| self.scenario(e, n));
        fill(&mut plant.statements, root.under("statements"), |e, n| self.statement(e, n));
        fill(&mut plant.countermeasures, root.under("countermeasures"), |e, n| Some(self.countermeasure(e, n)));
        fill(&mut plant.products, root.under("products"), |e, n| Some(self.product(e, n)));
        fill(&mut plant.observation_points, root.under("observation_points"), |e, n| Some(self.point(e, n)));
        fill(&mut plant.firewalls, root.under("firewalls"), |e, n| self.configuration(e, n));
        fill(&mut plant.devices, root.under("devices"), |e, n| self.configuration(e, n));
        plant.allocations.extend(root.nodes("allocations").filter_map(|n| self.allocation(n)));
        let renamed = root.under("renamed").iter().filter_map(|e| Some((e.key.clone(), e.item.text()?.to_owned())));
        plant.renamed.extend(renamed);
    }
}

fn head(root: &Node, plant: &mut Plant) {
    plant.name = root.foreign("name");
    plant.site = root.foreign("site");
    plant.area = root.foreign("area");
    plant.unit = root.foreign("unit");
    plant.system_under_consideration = root.foreign("system_under_consideration");
}

fn fill<K, T>(into: &mut BTreeMap<Id<K>, T>, entries: &[Entry], mut one: impl FnMut(&Entry, &Node) -> Option<T>) {
    for entry in entries {
        if let Some(node) = entry.item.node()
            && let Some(id) = Id::parse(&entry.key)
            && let Some(value) = one(entry, node)
        {
            into.insert(id, value);
        }
    }
}

/// What one noun says of another, and defaults that depend on others.
fn settle(plant: &mut Plant, trust_unsaid: &BTreeSet<ConduitId>) {
    for (id, conduit) in &mut plant.conduits {
        for asset in &conduit.assets {
            if let Some(asset) = plant.assets.get_mut(asset) {
                asset.conduits.push(id.clone());
            }
        }
        let zones = &plant.zones;
        let external = |zone: &ZoneId| zones.get(zone).is_some_and(|z| z.kind == ZoneKind::External);
        if trust_unsaid.contains(id) {
            conduit.trusted = !conduit.zones.iter().any(external);
        }
    }
    plant
        .allocations
        .sort_by(|a, b| (&a.scope, &a.requirement, &a.provided_by).cmp(&(&b.scope, &b.requirement, &b.provided_by)));
}

/// Sorted, each once.
fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list.dedup();
    list
}
