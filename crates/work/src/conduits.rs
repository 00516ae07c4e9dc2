//! What firewall configurations permit.

use std::fs;
use std::io::{BufRead, Read as _, Write};
use std::path::Path;

use ringwall_firewall::{Answer, Judge, Query, Read};
use ringwall_report::exchange::DecisionLine;

use crate::WorkError;

/// Longest question.
const QUESTION_BYTES_MAX: u64 = 64 << 10;

/// Reads the configuration of one firewall; the file is called by its name alone in what is said about it.
pub fn read(path: &Path) -> Result<Read, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let limit = u64::try_from(ringwall_firewall::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(ringwall_firewall::read(&name, &bytes))
}

/// Decides one packet a line; `answer` is given one decision a line, in the same order.
pub fn decide(
    read: &Read,
    mut questions: impl BufRead,
    mut answer: impl FnMut(&DecisionLine) -> std::io::Result<()>,
) -> Result<(), WorkError> {
    let mut judge = Judge::new(&read.ruleset, &[]);
    loop {
        let mut line = Vec::new();
        let taken = questions.by_ref().take(QUESTION_BYTES_MAX).read_until(b'\n', &mut line)?;
        if taken == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            answer(&decision(&mut judge, text.trim()))?;
        }
    }
}

fn decision(judge: &mut Judge<'_>, question: &str) -> DecisionLine {
    match Query::parse(question) {
        Ok(query) => {
            let Answer { decision, rules, reason } = judge.decide(&query);
            DecisionLine {
                decision: decision.word(),
                rules: rules.iter().map(|rule| (&rule.place).into()).collect(),
                reason,
            }
        }
        Err(reason) => DecisionLine { decision: "unknown", rules: Vec::new(), reason },
    }
}

/// Writes one decision as a line of JSON.
pub fn write_line(out: &mut impl Write, line: &DecisionLine) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
