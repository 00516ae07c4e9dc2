//! What Ringwall says about an input it read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Place, RequirementId};

/// How grave a diagnostic or finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know; nothing is weaker for it.
    Note,
    /// An answer is weaker for it, or soon will be.
    Warning,
    /// The input is wrong here; what it says at this place is not used.
    Error,
    /// An essential function is at stake: blocks sign-off.
    Stop,
}

/// One remark on an input: what, where, and what to do about it. Messages never contain unescaped foreign text:
/// who builds one writes foreign text through [`crate::Foreign::terminal`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable kebab-case code.
    pub code: Cow<'static, str>,
    /// How grave.
    pub severity: Severity,
    /// Where to look.
    pub place: Place,
    /// What is wrong, in lower case, with the user's own values.
    pub message: String,
    /// The line of text at the place, where there is one; control characters already escaped.
    pub excerpt: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The requirements it touches.
    pub requirements: Vec<RequirementId>,
}

impl Diagnostic {
    /// A diagnostic without excerpt, help or requirements.
    pub fn new(code: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            severity,
            place,
            message: message.into(),
            excerpt: None,
            help: None,
            requirements: Vec::new(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a requirement it touches (`"ZCR 3.3"`).
    #[must_use]
    pub fn requirement(mut self, id: &str) -> Self {
        self.requirements.push(RequirementId::new(id));
        self
    }
}
