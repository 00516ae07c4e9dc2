//! The page of a large plant: every link leads somewhere, nothing stands twice, and its size grows with what there is to
//! tell. `RINGWALL_PAGE_ZONES` asks for another size, `RINGWALL_PAGE` for the page itself, to be opened in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may stop where it stands"
)]

mod large;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_assess::{Context, Reasons, assess, index};
use ringwall_catalogue::Catalogue;
use ringwall_model::{Assessment, Explanation, FoundationalRequirement};

fn answered(zones: u64) -> (Assessment, Vec<Explanation>) {
    let plant = large::plant(zones);
    let set = large::evidence_of(&plant);
    let catalogue = Catalogue::embedded();
    let index = index(&plant, catalogue, &set);
    let assessment = assess(&plant, catalogue, set, Context::default(), large::NOW);
    let watchable = BTreeMap::new();
    let started = std::time::Instant::now();
    let reasons = Reasons::new(&plant, catalogue, &index, &assessment, &watchable);
    let of = |scope| FoundationalRequirement::ALL.map(|fr| reasons.explain(scope, fr));
    let explanations = reasons.scopes().flat_map(of).collect();
    eprintln!("explained in {:?}", started.elapsed());
    (assessment, explanations)
}

fn attribute<'p>(page: &'p str, lead: &str) -> Vec<&'p str> {
    page.split(lead).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_page_of_a_large_plant_is_whole_and_stays_small() {
    let asked = |name: &str| std::env::var(name).ok();
    let zones = asked("RINGWALL_PAGE_ZONES").and_then(|zones| zones.parse().ok()).unwrap_or(80);
    let (assessment, explanations) = answered(zones);
    let catalogue = Catalogue::embedded();
    let started = std::time::Instant::now();
    let document = ringwall_report::reports::assessment(catalogue, &assessment, &[], Some(&explanations));
    let page = ringwall_render::html(&document);
    eprintln!("written in {:?}", started.elapsed());
    let ids = attribute(&page, " id=\"");
    let places: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), places.len(), "an anchor stands twice");
    for link in attribute(&page, " href=\"#") {
        assert!(places.contains(link), "{link} leads nowhere");
    }
    for scope in assessment.zones.iter().chain(&assessment.conduits) {
        for row in &scope.verdicts {
            let fr = catalogue.requirement(row.requirement.as_str()).unwrap().fr;
            let anchor = format!("{}/{fr}/{}", scope.scope, row.requirement);
            assert!(places.contains(anchor.as_str()), "{anchor} has no place");
        }
    }
    let each = page.len() as u64 / zones;
    eprintln!("{zones} zones: {} bytes, {each} a zone, {} anchors", page.len(), ids.len());
    if let Some(path) = asked("RINGWALL_PAGE") {
        std::fs::write(path, page).unwrap();
    }
    assert!(each < 125_000, "{each} bytes for a zone with {} pieces of evidence", large::EVIDENCE_A_ZONE);
}
