//! Which address space a frame belongs to: data, not knowledge of the engine.

use std::collections::BTreeMap;

use ringwall_model::NetworkId;

use crate::link::VlanPath;

/// A network of this run, by its place in [`Networks`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkNumber(pub u16);

/// Networks of a run, and for each capture the network of each VLAN path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    ids: Vec<NetworkId>,
    captures: Vec<CaptureNetworks>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct CaptureNetworks {
    default: NetworkNumber,
    vlans: BTreeMap<VlanPath, NetworkNumber>,
}

impl Networks {
    /// Adds the next capture: the network of its frames, except those of the VLAN paths given (outermost id first).
    /// A run has at most 65,536 networks; frames of what is beyond count to the last.
    pub fn add_capture(&mut self, default: &NetworkId, vlans: &[(Vec<u16>, NetworkId)]) {
        let default = self.number(default);
        let vlans = vlans.iter().map(|(path, id)| (VlanPath::of(path), self.number(id))).collect();
        self.captures.push(CaptureNetworks { default, vlans });
    }

    fn number(&mut self, id: &NetworkId) -> NetworkNumber {
        let at = self.ids.iter().position(|known| known == id).unwrap_or_else(|| {
            if self.ids.len() <= usize::from(u16::MAX) {
                self.ids.push(id.clone());
            }
            self.ids.len().saturating_sub(1)
        });
        NetworkNumber(u16::try_from(at).unwrap_or(u16::MAX))
    }

    /// The network of a frame of a capture.
    #[inline]
    pub fn of(&self, capture: u32, vlans: VlanPath) -> NetworkNumber {
        let Some(capture) = usize::try_from(capture).ok().and_then(|at| self.captures.get(at)) else {
            return NetworkNumber::default();
        };
        if capture.vlans.is_empty() {
            return capture.default;
        }
        capture.vlans.get(&vlans).copied().unwrap_or(capture.default)
    }

    /// The ids of all, by number.
    pub(super) fn ids(&self) -> &[NetworkId] {
        &self.ids
    }

    /// Its id.
    pub fn id(&self, number: NetworkNumber) -> NetworkId {
        self.ids.get(usize::from(number.0)).cloned().unwrap_or_else(|| NetworkId::from_foreign("capture"))
    }
}
