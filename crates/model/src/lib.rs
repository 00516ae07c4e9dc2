//! The nouns of Ringwall and their invariants. This crate knows no other.
//!
//! # Glossary
//!
//! - **Zone**: assets that share security requirements. **Conduit**: the communication that joins two or more zones, with its own assets.
//! - **SL-T, SL-C, SL-A**: target, capability and achieved security level, each a vector over the seven foundational requirements.
//! - **Network**: an address space; addresses are unique within one only.
//! - **Conversation**: all exchanges between an initiator and a responder (or a publisher and a group) over one protocol.
//! - **Operation**: what a message does, in one vocabulary for every protocol ([`Operation`]).
//! - **Fact**: something proved by the wire ([`Security`], [`Identity`], [`Binding`]).
//! - **Evidence**: what speaks for or against a **criterion** of a **requirement**, for a **unit**, with a place to look.
//! - **Statement**: what a person attests. **Rating**: how far. **Grade**: how much evidence weighs.
//! - **Process requirement**: a row on how people work ([`ProcessRequirement`]); it has a maturity, never a security level.
//! - **Demonstrated**: highest level at which every row is met. **Ceiling**: highest level at which no row is not met. **Claimed**: from statements alone.
//! - **Ruleset**: what one firewall's configuration permits, every rule with its line ([`Ruleset`]). What was not understood makes packets *unknown*.
//! - **Setting**: what a device's own configuration says of the device itself, with its line ([`DeviceSetting`]).
//! - **Witness**: a concrete exchange that disagrees with the declaration.
//! - **Foreign** text: whatever a wire, a file or a person said; it has no `Display`.

mod address;
mod assessment;
mod capability;
mod conversation;
mod diagnostic;
mod difference;
mod disagreement;
mod evidence;
mod explanation;
mod foreign;
mod hops;
mod id;
mod inventory;
mod level;
mod operation;
mod operation_counts;
mod place;
mod plant;
mod process;
mod reach;
mod reading;
mod requirement;
mod ruleset;
mod settings;
mod time;
mod whereabouts;

pub use address::{Address, EVERY_STATION, Mac, Transport};
pub use assessment::{
    Assessment, Compensated, Constraint, CriterionVerdict, Finding, Input, METHOD, NOTICE, PerRequirement, RowVerdict,
    ScopeAssessment, Sight, Units, Verdict, Witness, WitnessKind,
};
pub use capability::{
    CapabilityAnswer, CapabilityRow, ComponentAssessment, LeaningCell, RowIn, SharedService, SheetAssessment,
    SheetLine, SheetStanding,
};
pub use conversation::{
    BySide, Coarse, Conversation, ConversationKey, FirstFrames, FunctionUse, Joining, MessageKind, OBJECT_RANGES_MAX,
    ObjectRange, Parties, PeerProof, PresentedCertificate, Rhythm, RolesBy, SecretKind, Security, SecurityFact,
    ServiceKind, Side, Soundness, Stage,
};
pub use diagnostic::{Diagnostic, Severity};
pub use difference::{
    Cause, DeclarationChange, Difference, EvidenceChange, FindingChange, InputChange, LevelChange, Presence, RowChange,
    TimeChange, WhichLevel, WitnessChange,
};
pub use disagreement::{Disagreement, Permitted, PermittedBy, PermittedView, View};
pub use evidence::{
    CompensationRef, ConditionSeen, Evidence, EvidenceId, EvidenceSet, Grade, Maker, NotApplicableClaim, Outcome,
    ScopeId, UnitId,
};
pub use explanation::{
    Answerer, Asked, Bearing, CompensationReason, Explanation, Means, Question, RowReason, Step, Watch,
};
pub use foreign::{Foreign, is_unsafe_to_show};
pub use hops::HopCounts;
pub use id::{
    AccessPointId, AssetId, ConduitId, CountermeasureId, EssentialFunctionId, ID_BYTES_MAX, Id, NetworkId,
    ObservationPointId, PersonId, ProductId, ScenarioId, StatementId, ZoneId, kind,
};
pub use inventory::{AttributeEvidence, Event, EventKind, Inventory, Neighbour, ObservedAsset, ObservedInterface};
pub use level::{FoundationalRequirement, SecurityLevel, SlAchieved, SlCapability, SlTarget, SlVector};
pub use operation::{Operation, Operations};
pub use operation_counts::OperationCounts;
pub use place::{CaptureIndex, FrameRef, Place, Span};
pub use plant::{
    Able, AccessPoint, AccessPointKind, AddressMapping, Allocation, Allowance, ApprovedService, Artefact, Asset,
    AssetInterface, Behind, Capability, Compensation, Conduit, ConfigurationSource, Countermeasure, CountermeasureKind,
    Criticality, DataDirection, Drawing, Enforcement, EssentialConsole, EssentialFlow, EssentialFunction,
    EssentialService, EssentialServiceKind, Failure, Lock, Method, Network, NetworkKind, ObservationPoint, Party,
    Person, PersonRole, Pin, Plant, PositiveCheck, Prefix, Product, Rating, STATEMENT_VALID_DAYS, Scenario, Statement,
    Window, Zone, ZoneKind,
};
pub use process::{
    Heading, LookAt, MaturityLevel, PrincipalRole, ProcessCheck, ProcessConfidence, ProcessKind, ProcessRequirement,
};
pub use reach::{Crossing, Reach, ReachAnswer, ReachQuestion, Reachability};
pub use reading::{Attribute, Binding, BindingBy, Capture, Confidence, Identity, PacketCounts, Reading};
pub use requirement::{
    ComponentType, Criterion, CriterionId, EvidenceKind, Requirement, RequirementId, RowConfidence, Unit, VerifiedBy,
};
pub use ruleset::{
    Action, Addresses, Chain, ChainEnd, ConfigurationKind, ConnectionState, FirewallInterface, FlagTest, Forwarding,
    ICMP_PROTOCOLS, LineAccount, NamePattern, Names, PORT_PROTOCOLS, PacketMatch, Point, Ranges, Route, Rule, Ruleset,
    States, Taken, Unread, Way, address_number, address_v4, address_v6, highest,
};
pub use settings::{DeviceFact, DeviceSetting, DeviceSettings, Door, Kept, LoginCheck};
pub use time::{DAY_US, Instant};
pub use whereabouts::{Whereabouts, Whose};
