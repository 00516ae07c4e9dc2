//! What was seen and is declared nowhere, as a proposal; and one entry of it taken into the plant folder by somebody.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ringwall_conduit::{Hit, ProposedEntry, hits};
use ringwall_model::{Diagnostic, Foreign, Id, Instant, Party, PersonId, Plant, Reading};
use ringwall_plant::{Edit, apply, nearest};
use ringwall_report::exchange::{LoggedLine, ProposalDocument, ProposedLine, WatchedLine};

use crate::{WorkError, assess, files};

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The plant folder and its captures.
    pub plant: &'a assess::Request<'a>,
    /// Logs of devices that our rules ran on.
    pub logs: &'a [PathBuf],
}

/// Somebody takes over one entry.
#[derive(Clone, Copy, Debug)]
pub struct Acceptance<'a> {
    /// What it is called in the proposal.
    pub entry: &'a str,
    /// A person of the plant.
    pub by: &'a str,
    /// What it is for, in their words.
    pub purpose: &'a str,
    /// When.
    pub at: Instant,
}

/// A proposal.
#[derive(Debug)]
pub struct Answer {
    /// What is proposed, what was seen and is not, and how long that was watched.
    pub document: ProposalDocument,
    /// Remarks on the folder.
    pub diagnostics: Vec<Diagnostic>,
}

/// Proposes; changes nothing.
pub fn propose(request: &Request<'_>) -> Result<Answer, WorkError> {
    let (seen, proposed, logged) = proposed(request)?;
    let mut document = ProposalDocument::new();
    document.entries = proposed.iter().map(|one| line(one, &seen.reading)).collect();
    document.logged = logged.unmatched.into_iter().map(|(hit, count)| logged_line(&hit, count)).collect();
    document.logs_unread = logged.unread;
    document.watched = seen.reading.captures.iter().map(watched).collect();
    Ok(Answer { document, diagnostics: seen.diagnostics })
}

/// Writes one entry into the folder, with who and when above it. Comments and layout stay; gives the files that changed.
pub fn accept(request: &Request<'_>, acceptance: &Acceptance<'_>) -> Result<Vec<PathBuf>, WorkError> {
    let (seen, proposed, _) = proposed(request)?;
    let wanted = proposed.iter().find(|one| one.entry == acceptance.entry);
    let wanted = wanted.ok_or_else(|| no_proposal(&proposed, acceptance.entry))?;
    let refused = |why| WorkError::NotProposed { id: wanted.entry.clone(), why };
    let conduit = match (wanted.not_proposed, &wanted.conduit) {
        (Some(why), _) => return Err(refused(why)),
        (None, None) => return Err(refused("no conduit joins its zones")),
        (None, Some(conduit)) => conduit.clone(),
    };
    let person = person(&seen.plant, acceptance.by)?;
    let mut allowance = wanted.allowance.clone();
    allowance.purpose = Foreign::from(acceptance.purpose);
    let edit = Edit::AddAllowance { conduit, allowance, remark: remark(wanted, &seen.reading, &person, acceptance.at) };
    let changes = apply(&seen.files, &[edit]).map_err(WorkError::CannotAccept)?;
    let mut written = Vec::new();
    for change in changes {
        let before = seen.files.iter().find(|file| file.path == change.path).map_or("", |file| file.text.as_str());
        let path = request.plant.folder.join(&change.path);
        files::write_over(&path, before, change.text.as_deref().unwrap_or_default())?;
        written.push(path);
    }
    Ok(written)
}

/// Lines of logs that are about nothing in the proposal.
struct Logged {
    unmatched: BTreeMap<Hit, u64>,
    unread: usize,
}

fn proposed(request: &Request<'_>) -> Result<(assess::Seen, Vec<ProposedEntry>, Logged), WorkError> {
    let seen = assess::seen(request.plant)?;
    let mut proposed = ringwall_conduit::propose(&seen.plant, &seen.reading, &seen.inventory);
    let mut logged = Logged { unmatched: BTreeMap::new(), unread: 0 };
    for path in request.logs {
        let (found, unread) = hits(&files::text_of(path)?);
        logged.unread = logged.unread.saturating_add(unread);
        for hit in found {
            let matched = proposed.iter_mut().map(|one| one.count(&hit)).filter(|own| *own).count();
            if matched == 0 {
                let count = logged.unmatched.entry(hit).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    Ok((seen, proposed, logged))
}

fn no_proposal(proposed: &[ProposedEntry], id: &str) -> WorkError {
    let nearest = nearest(id, proposed.iter().map(|one| one.entry.as_str())).map(str::to_owned);
    WorkError::NoProposal { id: id.to_owned(), nearest }
}

fn person(plant: &Plant, id: &str) -> Result<PersonId, WorkError> {
    let known = PersonId::parse(id).filter(|id| plant.people.contains_key(id));
    let nearest = || nearest(id, plant.people.keys().map(Id::as_str)).map(str::to_owned);
    known.ok_or_else(|| WorkError::NoPerson { id: id.to_owned(), nearest: nearest() })
}

fn remark(one: &ProposedEntry, reading: &Reading, person: &PersonId, at: Instant) -> Vec<String> {
    let ((exchanges, frames), (first, last)) = (one.seen, one.between);
    let capture = reading.capture_name(one.first.capture).terminal();
    vec![
        format!("Proposed from what was seen, accepted by {person} on {at}."),
        format!(
            "Seen: {exchanges} exchanges, {frames} frames, {first} to {last}, first in {capture} frame {}; {} lines of logs.",
            one.first.frame, one.logged
        ),
    ]
}

fn line(one: &ProposedEntry, reading: &Reading) -> ProposedLine {
    let party = |parties: &[Party]| match parties.first() {
        Some(Party::Asset(id)) => Some(id.clone()),
        _ => None,
    };
    let ((exchanges, frames), (first, last)) = (one.seen, one.between);
    ProposedLine {
        entry: one.entry.clone(),
        conduit: one.conduit.clone(),
        from: one.from.clone(),
        to: one.to.clone(),
        initiator: party(&one.allowance.initiator),
        responder: party(&one.allowance.responder),
        operations: one.allowance.operations,
        exchanges,
        frames,
        logged: one.logged,
        first,
        last,
        capture: reading.capture_name(one.first.capture).clone(),
        frame: one.first.frame,
        captures: one.captures.iter().map(|capture| reading.capture_name(*capture).clone()).collect(),
        not_proposed: one.not_proposed,
    }
}

fn logged_line(hit: &Hit, count: u64) -> LoggedLine {
    LoggedLine { source: hit.source, destination: hit.destination, protocol: hit.protocol, port: hit.port, count }
}

fn watched(capture: &ringwall_model::Capture) -> WatchedLine {
    WatchedLine { capture: capture.name.clone(), first: capture.first, last: capture.last }
}
