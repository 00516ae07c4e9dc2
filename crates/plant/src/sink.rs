//! Collects diagnostics, with their places and excerpts.

use ringwall_model::{Diagnostic, Place, Severity};

use crate::{
    codes::{self, Code},
    limits::DIAGNOSTICS_MAX,
    source::{At, Sources},
};

/// Every diagnostic of a run, in the order found; sorted by place at the end.
pub(crate) struct Sink<'s> {
    pub sources: &'s Sources,
    list: Vec<Diagnostic>,
    flaws: usize,
    unlisted: usize,
}

impl<'s> Sink<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, list: Vec::new(), flaws: 0, unlisted: 0 }
    }

    /// A diagnostic at a place in a file, still to be pushed.
    pub fn draft(&self, code: &Code, at: At, message: impl Into<String>) -> Diagnostic {
        let span = self.sources.span(at);
        let excerpt = if self.is_full() { None } else { self.sources.excerpt(&span) };
        let mut diagnostic = Diagnostic::new(code.name, code.severity, Place::File(span), message);
        diagnostic.excerpt = excerpt;
        diagnostic
    }

    /// Adds a diagnostic; beyond the limit it is only counted.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.flaws += usize::from(diagnostic.severity >= Severity::Error);
        if self.is_full() {
            self.unlisted += 1;
        } else {
            self.list.push(diagnostic);
        }
    }

    /// True when further diagnostics are only counted, so that no help need be worked out for them.
    pub fn is_full(&self) -> bool {
        self.list.len() >= DIAGNOSTICS_MAX
    }

    /// Errors and silent omissions so far: two readings tell whether what was read between them is sound.
    pub fn flaws(&self) -> usize {
        self.flaws
    }

    /// Something is left out because of an error that is reported elsewhere.
    pub fn count_flaw(&mut self) {
        self.flaws += 1;
    }

    /// Everything, by file and line.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| (&a.place, &a.code, &a.message).cmp(&(&b.place, &b.code, &b.message)));
        if self.unlisted > 0 {
            let message = format!("{} further diagnostics are not listed", self.unlisted);
            let mut more = Diagnostic::new(codes::TOO_MANY.name, codes::TOO_MANY.severity, Place::Whole, message);
            more.help = Some("repair what is listed and read again".to_owned());
            self.list.push(more);
        }
        self.list
    }
}
