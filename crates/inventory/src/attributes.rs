//! The attributes of a device: the best value of each, and every value with its frame.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ringwall_model::{Attribute, AttributeEvidence, Confidence, Foreign, Identity};

use crate::{devices::Device, oui};

/// Most values of one attribute that are kept as evidence.
const VALUES_MAX: usize = 16;

/// What is told of one device, best first for each attribute.
#[derive(Debug, Default)]
pub struct Attributes {
    told: BTreeMap<Attribute, Vec<AttributeEvidence>>,
}

impl Attributes {
    /// From what was told of its addresses, and the maker of its MAC address.
    pub fn of(device: &Device, identities: &[&Identity]) -> Self {
        let mut this = Self::default();
        for identity in identities {
            let told = this.told.entry(identity.attribute).or_default();
            if !told.iter().any(|t| t.value == identity.value && t.protocol == identity.protocol) {
                told.push(evidence(identity));
            }
        }
        for ((_, mac), interface) in &device.interfaces {
            let maker = mac.and_then(oui::maker).zip(interface.at);
            this.told.entry(Attribute::Vendor).or_default().extend(maker.map(|(maker, at)| AttributeEvidence {
                attribute: Attribute::Vendor.into(),
                value: Foreign::from(maker),
                protocol: Cow::Borrowed("ethernet"),
                at,
                confidence: Confidence::Low,
                reason: Some("the first three bytes of its MAC address are assigned to this maker".to_owned()),
            }));
        }
        for told in this.told.values_mut() {
            told.sort_by(|a, b| {
                b.confidence.cmp(&a.confidence).then_with(|| a.at.cmp(&b.at)).then_with(|| a.value.cmp(&b.value))
            });
            told.truncate(VALUES_MAX);
        }
        this
    }

    /// The value to show: the surest, then the earliest.
    pub fn best(&self, attribute: Attribute) -> Option<&AttributeEvidence> {
        self.told.get(&attribute).and_then(|t| t.first())
    }

    /// The value to show, as text.
    pub fn value(&self, attribute: Attribute) -> Option<Foreign> {
        self.best(attribute).map(|t| t.value.clone())
    }

    /// All values of an attribute.
    pub fn all(&self, attribute: Attribute) -> &[AttributeEvidence] {
        self.told.get(&attribute).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everything, as evidence.
    pub fn into_evidence(self) -> impl Iterator<Item = AttributeEvidence> {
        self.told.into_values().flatten()
    }
}

fn evidence(identity: &Identity) -> AttributeEvidence {
    AttributeEvidence {
        attribute: identity.attribute.into(),
        value: identity.value.clone(),
        protocol: identity.protocol.clone(),
        at: identity.at,
        confidence: identity.confidence,
        reason: None,
    }
}
