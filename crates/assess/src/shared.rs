//! Shared services: the components that other scopes or units lean on, and what falls with them.

use std::collections::BTreeMap;

use ringwall_model::{AssetId, LeaningCell, SharedService, Verdict};

use crate::{assemble::Verdicts, index::Index};

/// Every component that provides a row for a unit which is not its own, with the cells that lean on it.
pub(crate) fn services(index: &Index, verdicts: &Verdicts<'_>) -> Vec<SharedService> {
    let mut services: BTreeMap<&AssetId, Vec<LeaningCell>> = BTreeMap::new();
    for cell in index.cell_indices().filter(|cell| !cell.providers.is_empty()) {
        let key = &cell.key;
        let mut units: BTreeMap<&AssetId, u32> = BTreeMap::new();
        for provider in cell.all_providers() {
            let count = units.entry(&provider.asset).or_default();
            *count = count.saturating_add(1);
        }
        let verdict = verdicts.get(key).map_or(Verdict::Unknown, |answer| answer.verdict);
        for (asset, units) in units {
            let (scope, requirement) = (key.scope.clone(), key.requirement.clone());
            services.entry(asset).or_default().push(LeaningCell { scope, requirement, units, verdict });
        }
    }
    let service = |(asset, cells): (&AssetId, Vec<LeaningCell>)| SharedService { asset: asset.clone(), cells };
    services.into_iter().map(service).collect()
}
