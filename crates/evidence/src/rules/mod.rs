//! Evidence rules: one file each, one row in [`RULES`].

use std::fmt::Write as _;

use ringwall_model::{Grade, Unit};
use sha2::{Digest, Sha256};

use crate::{out::Out, scene::Scene};

mod anonymous_change_accepted;
mod anonymous_human_session;
mod both_sides_certified;
mod business_service_for_control;
mod certificate_weak_or_expired;
mod change_from_undeclared_station;
mod channel_encrypted_throughout;
mod clear_text_login;
mod configuration_denies_by_default;
mod configuration_fails_open;
mod configuration_guards_access;
mod configuration_opens_beyond_baseline;
mod configuration_permits_messages;
mod configuration_permits_undeclared;
mod configuration_permits_untrusted_session;
mod configuration_weakens_access;
mod default_credential_accepted;
mod disturbance_on_network;
mod host_between_zones;
mod logs_delivered;
mod one_key_on_several_devices;
mod person_to_person_messages;
mod return_path_on_one_way_conduit;
mod service_outside_baseline;
mod session_token_exposed;
mod session_without_security;
mod shared_string_access;
mod switch_shared_with_business;
mod time_reply_accepted;
mod time_source_unauthenticated;
mod unauthenticated_change_accepted;
mod unauthorised_operation_refused;
mod undeclared_cross_zone_exchange;
mod untrusted_session_to_control;
mod weak_mechanism_negotiated;
mod wireless_joined_without_own_credentials;

/// What a rule can do to a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Decides it: yes.
    Sufficient,
    /// Is shown, never decides.
    Contributes,
    /// Decides it: no.
    Contradicts,
}

impl Effect {
    /// The word used in tables and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sufficient => "sufficient",
            Self::Contributes => "contributes",
            Self::Contradicts => "contradicts",
        }
    }
}

/// What a rule is and how it infers.
pub struct Rule {
    /// Stable kebab-case code: the name of its file.
    pub code: &'static str,
    /// What it sees, in a few words.
    pub title: &'static str,
    /// What it concludes from what, and what it leaves alone.
    pub explanation: &'static str,
    /// Criteria it speaks of, and what it can do to each.
    pub criteria: &'static [(&'static str, Effect)],
    /// What it names as unit: assets, or the scope for units that are not per asset.
    pub unit: Unit,
    /// How much its evidence weighs.
    pub strength: Grade,
    /// Days that must have been watched; 0 where one exchange is enough.
    pub window_days: u32,
    /// Days its support holds; 0 where it supports nothing.
    pub valid_days: u32,
    /// False inferences it guards against, or leaves to who reads the evidence.
    pub traps: &'static [&'static str],
    pub(crate) run: fn(&Scene<'_>, &mut Out<'_>),
}

/// Every rule.
pub static RULES: [&Rule; 36] = [
    &clear_text_login::RULE,
    &anonymous_human_session::RULE,
    &default_credential_accepted::RULE,
    &shared_string_access::RULE,
    &unauthenticated_change_accepted::RULE,
    &change_from_undeclared_station::RULE,
    &unauthorised_operation_refused::RULE,
    &session_without_security::RULE,
    &anonymous_change_accepted::RULE,
    &channel_encrypted_throughout::RULE,
    &both_sides_certified::RULE,
    &weak_mechanism_negotiated::RULE,
    &certificate_weak_or_expired::RULE,
    &one_key_on_several_devices::RULE,
    &wireless_joined_without_own_credentials::RULE,
    &untrusted_session_to_control::RULE,
    &undeclared_cross_zone_exchange::RULE,
    &switch_shared_with_business::RULE,
    &host_between_zones::RULE,
    &business_service_for_control::RULE,
    &person_to_person_messages::RULE,
    &service_outside_baseline::RULE,
    &time_reply_accepted::RULE,
    &time_source_unauthenticated::RULE,
    &logs_delivered::RULE,
    &session_token_exposed::RULE,
    &return_path_on_one_way_conduit::RULE,
    &disturbance_on_network::RULE,
    &configuration_permits_undeclared::RULE,
    &configuration_denies_by_default::RULE,
    &configuration_permits_messages::RULE,
    &configuration_permits_untrusted_session::RULE,
    &configuration_opens_beyond_baseline::RULE,
    &configuration_weakens_access::RULE,
    &configuration_guards_access::RULE,
    &configuration_fails_open::RULE,
];

/// Hash of the table: equal tables infer by equal descriptors. Lower-case hex.
pub fn rules_sha256() -> String {
    let mut hash = Sha256::new();
    for rule in RULES {
        hash.update(descriptor(rule).as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Every field on a line of its own, so that no two tables read alike.
fn descriptor(rule: &Rule) -> String {
    let mut lines = vec![rule.code.to_owned(), rule.title.to_owned(), rule.explanation.to_owned()];
    lines.extend(rule.criteria.iter().map(|(id, effect)| format!("{} {id}", effect.word())));
    lines.push(format!("{} {:?} {} {}", rule.unit.word(), rule.strength, rule.window_days, rule.valid_days));
    lines.extend(rule.traps.iter().map(|trap| format!("trap {trap}")));
    lines.join("\n") + "\n\n"
}
