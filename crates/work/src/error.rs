//! Why a use case could not go on, with what to do about it.

use std::path::PathBuf;

use ringwall_model::{Diagnostic, Foreign};

/// What stops a use case. Each says what happened in the user's own terms; [`WorkError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", shown(.path))]
    CannotRead {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What should be a folder is none, or does not exist.
    #[error("{} is not a folder", shown(.0))]
    NotAFolder(PathBuf),
    /// There is no `plant.toml`.
    #[error("{} has no plant.toml", shown(.0))]
    NoPlant(PathBuf),
    /// There is no present configuration to hold a proposed one against.
    #[error("no present configuration is known for {}", shown(.0))]
    NoPresent(PathBuf),
    /// What would be written is there already.
    #[error("{} exists already; nothing was written", shown(.0))]
    OutputExists(PathBuf),
    /// Something could not be written.
    #[error("cannot write {}: {source}", shown(.path))]
    CannotWrite {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The plant folder has mistakes; all of them stand in the diagnostics.
    #[error("the plant folder has {} mistake{}; nothing was assessed", .errors, plural(*.errors))]
    PlantMistaken {
        /// How many of severity error.
        errors: usize,
        /// All diagnostics.
        diagnostics: Vec<Diagnostic>,
    },
    /// No requirement of that id.
    #[error("there is no requirement {}", Foreign::from(.id.as_str()).terminal())]
    UnknownRequirement {
        /// As asked.
        id: String,
        /// The nearest id there is.
        nearest: Option<String>,
    },
    /// No zone or conduit of that id is judged.
    #[error("there is no zone or conduit {}", Foreign::from(.id.as_str()).terminal())]
    UnknownScope {
        /// As asked.
        id: String,
        /// The nearest id there is.
        nearest: Option<String>,
    },
    /// A zone and a conduit have the same id.
    #[error("{} is a zone and a conduit", Foreign::from(.0.as_str()).terminal())]
    AmbiguousScope(String),
    /// It is declared, and not judged.
    #[error("{} is outside the system under consideration: it is drawn, not judged", Foreign::from(.0.as_str()).terminal())]
    OutsideScope(String),
    /// No foundational requirement of that abbreviation.
    #[error("there is no foundational requirement {}", Foreign::from(.id.as_str()).terminal())]
    UnknownFoundationalRequirement {
        /// As asked.
        id: String,
        /// The nearest abbreviation.
        nearest: Option<String>,
    },
    /// A file is not the JSON of an answer.
    #[error("{} is not an assessment: {}", shown(.path), Foreign::from(.why.as_str()).terminal())]
    NotAnAnswer {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file is no drawing that can be read back.
    #[error("{} is no drawing of a plant: {}", shown(.path), Foreign::from(.why.as_str()).terminal())]
    NotADrawing {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// An edit does not fit the folder.
    #[error("drawing.toml cannot be written")]
    CannotPin(Vec<Diagnostic>),
    /// No declared conduit has this enforcement point.
    #[error("no conduit has an enforcement point {}", Foreign::from(.id.as_str()).terminal())]
    NoEnforcementPoint {
        /// As asked.
        id: String,
        /// The nearest that one has.
        nearest: Option<String>,
    },
    /// Every conduit of an enforcement point is held by physics.
    #[error("physics holds the conduits of {}; no rules are written for it", Foreign::from(.0.as_str()).terminal())]
    HeldByPhysics(String),
    /// Rules of this dialect are bound to interfaces by name.
    #[error("{0} binds rules to interfaces, and none is named")]
    NeedsInterfaces(&'static str),
    /// Rules of this dialect cannot log without deciding.
    #[error("the rules of {0} cannot log what they let through without deciding about it; nothing was written")]
    CannotOnlyLog(&'static str),
    /// Rules of this dialect log without deciding only beside a present configuration that decides.
    #[error("{0} can only log beside its present configuration, whose rules go on deciding; nothing was written")]
    LogsOnlyBeside(&'static str),
    /// What is declared would cut what must go on.
    #[error("what is declared would cut {} flow{} that must go on; nothing was written", .0.len(), plural(.0.len()))]
    WouldCut(Vec<Diagnostic>),
    /// A file is not what it was when it was read.
    #[error("{} was changed meanwhile; nothing was written", shown(.0))]
    ChangedMeanwhile(PathBuf),
    /// Nothing of that name is proposed.
    #[error("there is no proposal {}", Foreign::from(.id.as_str()).terminal())]
    NoProposal {
        /// As asked.
        id: String,
        /// The nearest that is.
        nearest: Option<String>,
    },
    /// It was seen, and is not for accepting.
    #[error("{} is not proposed: {why}", Foreign::from(.id.as_str()).terminal())]
    NotProposed {
        /// As asked.
        id: String,
        /// Why.
        why: &'static str,
    },
    /// Who accepts is no person of the plant.
    #[error("there is no person {}", Foreign::from(.id.as_str()).terminal())]
    NoPerson {
        /// As asked.
        id: String,
        /// The nearest that is declared.
        nearest: Option<String>,
    },
    /// What was accepted does not fit the folder.
    #[error("what was accepted does not fit the plant folder; nothing was written")]
    CannotAccept(Vec<Diagnostic>),
    /// What was written does not say what was meant.
    #[error("what was written does not read back as it was meant, and was thrown away: {}", Foreign::from(.0.as_str()).terminal())]
    NotAsMeant(String),
    /// A catalogue file has mistakes.
    #[error("{} has mistakes; it was not used", shown(.path))]
    CatalogueMistaken {
        /// Which.
        path: PathBuf,
        /// All diagnostics.
        diagnostics: Vec<Diagnostic>,
    },
    /// No part of that number.
    #[error("there is no part {}", Foreign::from(.part.as_str()).terminal())]
    UnknownPart {
        /// As asked.
        part: String,
        /// Parts there are.
        known: Vec<String>,
    },
    /// A list to compare with has mistakes.
    #[error("{} has mistakes; it was not compared", shown(.path))]
    ListMistaken {
        /// Which.
        path: PathBuf,
        /// All diagnostics.
        diagnostics: Vec<Diagnostic>,
    },
    /// Reading captures could not go on.
    #[error(transparent)]
    Read(#[from] crate::read::ReadError),
    /// Watching an interface could not begin, or go on.
    #[error(transparent)]
    Watch(#[from] crate::watch::WatchError),
    /// A value could not be written as JSON.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
}

impl WorkError {
    /// What to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::CannotRead { .. } => Some("check that it exists and that you may read it".to_owned()),
            Self::NotAFolder(_) => {
                Some("name the folder that holds plant.toml; ringwall init DIR makes a new one".to_owned())
            }
            Self::NoPlant(path) => Some(format!("ringwall init {} writes a commented one to start from", shown(path))),
            Self::NoPresent(_) => Some(
                "name it for its asset, as the present one in firewalls/, or give the present one with --firewall"
                    .to_owned(),
            ),
            Self::OutputExists(_) => Some("name a path that does not exist, or move the old file away".to_owned()),
            Self::CannotWrite { .. } => Some("check that the folder exists and that you may write in it".to_owned()),
            Self::PlantMistaken { .. } => {
                Some("mend them, or run ringwall check on the folder to see them alone".to_owned())
            }
            Self::UnknownRequirement { nearest: Some(nearest), .. } => Some(format!("did you mean {nearest}?")),
            Self::UnknownRequirement { nearest: None, .. } => {
                Some("ids are written like SR 1.1 RE 2, CR 1.1 RE(1), ZCR 3.3, SM-1, ORG 1.1 or SP.01.01 BR".to_owned())
            }
            Self::UnknownScope { nearest: Some(nearest), .. }
            | Self::UnknownFoundationalRequirement { nearest: Some(nearest), .. } => {
                Some(format!("did you mean {nearest}?"))
            }
            Self::UnknownScope { nearest: None, .. } => Some(
                "name a zone or conduit as plant.toml does; ringwall assess lists those that are judged".to_owned(),
            ),
            Self::AmbiguousScope(id) => {
                Some(format!("say zone:{id} or conduit:{id}", id = Foreign::from(id.as_str()).terminal()))
            }
            Self::OutsideScope(_) => Some("set in_suc = true where it is part of the system".to_owned()),
            Self::UnknownFoundationalRequirement { nearest: None, .. } => {
                Some("they are IAC, UC, SI, DC, RDF, TRE and RA".to_owned())
            }
            Self::NotAnAnswer { .. } => {
                Some("name a plant folder, or a file that ringwall assess DIR --json wrote".to_owned())
            }
            Self::NotADrawing { .. } => {
                Some("name a file that ringwall draw DIR -o FILE.drawio wrote and draw.io saved".to_owned())
            }
            Self::CannotPin(_) | Self::WouldCut(_) | Self::CannotAccept(_) => None,
            Self::ChangedMeanwhile(_) => Some("run it again".to_owned()),
            Self::NoProposal { nearest: Some(nearest), .. } | Self::NoPerson { nearest: Some(nearest), .. } => {
                Some(format!("did you mean {nearest}?"))
            }
            Self::NoProposal { nearest: None, .. } => {
                Some("ringwall propose DIR lists what is; what is declared already is none".to_owned())
            }
            Self::NotProposed { .. } => {
                Some("where it is meant to be, whoever answers for it writes it into plant.toml".to_owned())
            }
            Self::NoPerson { nearest: None, .. } => Some("declare who accepts under [people] in plant.toml".to_owned()),
            Self::NoEnforcementPoint { nearest: Some(nearest), .. } => Some(format!("did you mean {nearest}?")),
            Self::NoEnforcementPoint { nearest: None, .. } => {
                Some("list the asset in assets or enforcement_points of its conduits".to_owned())
            }
            Self::HeldByPhysics(_) => {
                Some("name a firewall; what a diode lets through is not written in rules".to_owned())
            }
            Self::NeedsInterfaces(_) => {
                Some("name them with --interface, or give the present configuration with --present".to_owned())
            }
            Self::CannotOnlyLog(_) => Some("watch at a mirror port beside it instead, and add the captures".to_owned()),
            Self::LogsOnlyBeside(_) => Some(
                "give it with --present, as the device writes it, with at least one rule and of one virtual system"
                    .to_owned(),
            ),
            Self::NotAsMeant(_) => Some("please report it, with the conduits of this enforcement point".to_owned()),
            Self::CatalogueMistaken { .. } => {
                Some("a row that lost a criterion would be easier to meet, so the whole file is left out".to_owned())
            }
            Self::UnknownPart { known, .. } => Some(format!("the catalogue has {}", known.join(", "))),
            Self::ListMistaken { .. } => {
                Some("a line that cannot be read would show as missing; mend it or take it out".to_owned())
            }
            Self::Read(error) => error.help(),
            Self::Watch(error) => Some(error.help()),
            Self::Output(_) => None,
        }
    }

    /// Diagnostics to show with it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::PlantMistaken { diagnostics, .. }
            | Self::CatalogueMistaken { diagnostics, .. }
            | Self::ListMistaken { diagnostics, .. }
            | Self::CannotPin(diagnostics)
            | Self::WouldCut(diagnostics)
            | Self::CannotAccept(diagnostics) => diagnostics,
            _ => &[],
        }
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// A path on a terminal.
fn shown(path: &std::path::Path) -> String {
    Foreign::from(path.to_string_lossy().as_ref()).terminal().to_string()
}
