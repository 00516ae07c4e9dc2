//! `ringwall catalogue show ID --json` of an entry of another framework.

use serde::Serialize;

use ringwall_catalogue::{Link, Outside};

/// Entries of other frameworks that have one id.
#[derive(Serialize)]
pub struct OutsideDocument<'a> {
    format: &'static str,
    version: u32,
    entries: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    framework: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tactics: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    requirements: Vec<LinkView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mitigations: Vec<MitigationView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    against: Vec<&'a str>,
    notice: &'a str,
}

#[derive(Serialize)]
struct MitigationView<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    requirements: Vec<LinkView<'a>>,
}

#[derive(Serialize)]
struct LinkView<'a> {
    requirement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    authority: &'a str,
}

impl<'a> OutsideDocument<'a> {
    /// The document over them.
    pub fn new(entries: &'a [Outside<'a>]) -> Self {
        Self { format: "ringwall-framework-entry", version: 1, entries: entries.iter().map(view).collect() }
    }
}

fn view<'a>(entry: &'a Outside<'a>) -> EntryView<'a> {
    let mitigation = |(id, title, links): &'a (&'a str, Option<&'a str>, Vec<Link<'a>>)| MitigationView {
        id,
        title: *title,
        requirements: links.iter().map(link).collect(),
    };
    EntryView {
        framework: entry.framework,
        id: entry.id,
        title: entry.title,
        tactics: entry.tactics,
        requirements: entry.links.iter().map(link).collect(),
        mitigations: entry.mitigations.iter().map(mitigation).collect(),
        against: entry.against.iter().map(|technique| technique.id.as_str()).collect(),
        notice: entry.notice,
    }
}

fn link<'a>(link: &'a Link<'a>) -> LinkView<'a> {
    LinkView { requirement: link.requirement.as_str(), relation: link.relation, authority: &link.source.authority }
}
