//! What stands in other frameworks, looked up from their side: which rows belong to it, and who says so.

use std::collections::BTreeMap;

use crate::{Catalogue, Link, Technique, Techniques, nearest::key};

/// An entry of another framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside<'c> {
    /// Its id, as the framework writes it.
    pub id: &'c str,
    /// Its title, where known.
    pub title: Option<&'c str>,
    /// The framework.
    pub framework: &'c str,
    /// What must be printed beside it.
    pub notice: &'c str,
    /// Rows that belong to it.
    pub links: Vec<Link<'c>>,
    /// For a technique: what it is done for.
    pub tactics: &'c [String],
    /// For a technique: the mitigations named against it, with their titles, and with the rows that belong to each.
    pub mitigations: Vec<(&'c str, Option<&'c str>, Vec<Link<'c>>)>,
    /// For a mitigation: the techniques it is named against.
    pub against: Vec<&'c Technique>,
}

impl Catalogue {
    /// Every entry of other frameworks that has this id; case and spacing do not matter. Two frameworks may write one alike.
    pub fn outside(&self, id: &str) -> Vec<Outside<'_>> {
        let techniques = Techniques::embedded();
        let technique = techniques.technique(id).map(|technique| self.of_technique(techniques, technique));
        technique.into_iter().chain(self.of_targets(techniques, id)).collect()
    }

    fn of_technique<'c>(&'c self, techniques: &'c Techniques, technique: &'c Technique) -> Outside<'c> {
        let mitigation = |id: &'c String| {
            let links = self.crosswalk().of_target(&techniques.mitigations_of, id);
            (id.as_str(), links.first().and_then(|link| link.title), links)
        };
        Outside {
            id: &technique.id,
            title: Some(&technique.name),
            framework: &techniques.title,
            notice: &techniques.notice,
            links: Vec::new(),
            tactics: &technique.tactics,
            mitigations: technique.mitigations.iter().map(mitigation).collect(),
            against: Vec::new(),
        }
    }

    fn of_targets<'c>(&'c self, techniques: &'c Techniques, id: &str) -> Vec<Outside<'c>> {
        let wanted = key(id);
        let mut found: BTreeMap<&str, Outside<'c>> = BTreeMap::new();
        let links = self.crosswalk().links().chain(self.processes().crosswalk().links());
        for link in links.filter(|link| key(link.target) == wanted) {
            let is_mitigation = link.source.id == techniques.mitigations_of;
            let against = || techniques.against(link.target).collect();
            let outside = found.entry(&link.source.id).or_insert_with(|| Outside {
                id: link.target,
                title: link.title,
                framework: &link.source.title,
                notice: &link.source.notice,
                links: Vec::new(),
                tactics: &[],
                mitigations: Vec::new(),
                against: if is_mitigation { against() } else { Vec::new() },
            });
            outside.links.push(link);
        }
        found.into_values().collect()
    }
}
