//! A device's own configuration lets people in over readable ways, keeps secrets readable, or never ends a session.

use ringwall_model::{DeviceFact, DeviceSettings, Door, Foreign, Grade, Kept, ScopeId, Unit, UnitId};

use super::{Effect, Rule};
use crate::{essential, out::Out, scene::Scene};

pub(super) static RULE: Rule = Rule {
    code: "configuration-weakens-access",
    title: "a device's configuration weakens who gets in",
    explanation: "A configuration that offers a login whose credential can be read on its way, takes a shared string for a \
        credential, or keeps a password readable or hidden by a method anyone can undo, does not protect credentials. A session \
        over the network that never ends when idle stays open for whoever finds it, and so does one at the console. A console \
        of an asset that an essential function needs must not lock: there, a console that never ends a session is no fault. \
        Accounts the device keeps by itself are shown beside unified account management. What holds because a line is absent \
        counts only in versions it is known of. Where it is not said when, by whom and from which device the configuration was \
        taken, and whether it is the running one, it is a claim.",
    criteria: &[
        ("SR 1.5/protected-in-transit", Effect::Contradicts),
        ("SR 1.5/protected-at-rest", Effect::Contradicts),
        ("SR 1.5/defaults-changed", Effect::Contradicts),
        ("SR 4.3/sound-algorithms", Effect::Contradicts),
        ("SR 2.5/locks-when-idle", Effect::Contradicts),
        ("SR 2.6/ends-when-idle", Effect::Contradicts),
        ("SR 1.3 RE 1/single-administration", Effect::Contributes),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 90,
    traps: &[
        "an essential console must not lock",
        "a template, or what the device starts with, need not be what it works by",
        "the console is another line than those people reach over the network",
        "a service that is switched on may be out of reach: a firewall on the way is another device's doing",
        "words in a banner or a name are no commands",
    ],
    run,
};

/// What a fact shows, with the criteria it is about and words for it.
struct Weakness {
    part: &'static str,
    criteria: &'static [&'static str],
    of_scope: bool,
    words: String,
}

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let plant = scene.inputs.plant;
    for device in scene.inputs.devices {
        let Some(asset) = &device.asset else { continue };
        let may_stay_open = essential::needs(plant, asset);
        for (setting, weakness, count) in weaknesses(device, may_stay_open) {
            let further = if count > 1 { format!(" (as {count} lines do)") } else { String::new() };
            let by_default = if setting.by_default.is_some() { ", as no line says otherwise" } else { "" };
            let text = format!("{asset} {}{by_default}{further}", weakness.words);
            for scope in plant.scopes_of(asset) {
                let unit = unit(&scope, asset.clone(), weakness.of_scope);
                out.add_setting(
                    device,
                    (weakness.part, weakness.criteria),
                    (&scope, unit),
                    &setting.place,
                    text.clone(),
                );
            }
        }
    }
}

fn unit(scope: &ScopeId, asset: ringwall_model::AssetId, of_scope: bool) -> UnitId {
    if of_scope { UnitId::Scope(scope.clone()) } else { UnitId::Asset(asset) }
}

/// Each kind of weakness once, with the first line that shows it and how many do.
fn weaknesses(device: &DeviceSettings, may_stay_open: bool) -> Vec<(&ringwall_model::DeviceSetting, Weakness, usize)> {
    let mut found: Vec<(&ringwall_model::DeviceSetting, Weakness, usize)> = Vec::new();
    for setting in &device.settings {
        for weakness in shown(&setting.fact, may_stay_open) {
            match found.iter_mut().find(|(_, known, _)| known.part == weakness.part) {
                Some((_, _, count)) => *count = count.saturating_add(1),
                None => found.push((setting, weakness, 1)),
            }
        }
    }
    found
}

fn shown(fact: &DeviceFact, may_stay_open: bool) -> Vec<Weakness> {
    let weakness = |part, criteria, words: String| Weakness { part, criteria, of_scope: false, words };
    match fact {
        DeviceFact::Service { name, on: Some(true), clear: true, .. } => {
            let words = format!("offers {}, over which a login can be read", escaped(name));
            vec![weakness("readable-login", &["SR 1.5/protected-in-transit"], words)]
        }
        DeviceFact::SharedString { changing, factory, .. } => shared_string(*changing, *factory),
        DeviceFact::Secret { of, kept } => secret(of, *kept),
        DeviceFact::WeakAlgorithm { name } => vec![algorithm(format!("is set to {}, which is weak", escaped(name)))],
        DeviceFact::IdleEnd { door: Door::Remote, after_s: None } => {
            let words = "never ends an idle session over the network".to_owned();
            vec![weakness("remote-never-ends", &["SR 2.6/ends-when-idle"], words)]
        }
        DeviceFact::IdleEnd { door: Door::Console, after_s: None } if !may_stay_open => {
            let words = "never ends an idle session at the console".to_owned();
            vec![weakness("console-never-ends", &["SR 2.5/locks-when-idle"], words)]
        }
        DeviceFact::OwnAccountsOnly => {
            let words = "looks up logins in passwords and accounts of its own alone".to_owned();
            vec![weakness("own-accounts", &["SR 1.3 RE 1/single-administration"], words)]
        }
        _ => Vec::new(),
    }
}

fn shared_string(changing: bool, factory: bool) -> Vec<Weakness> {
    let for_what = if changing { "to change it" } else { "to read it" };
    let mut found = vec![Weakness {
        part: "shared-string",
        criteria: &["SR 1.5/protected-in-transit"],
        of_scope: false,
        words: format!("takes a shared string for a credential {for_what}, readable on the wire"),
    }];
    if factory {
        found.push(Weakness {
            part: "factory-string",
            criteria: &["SR 1.5/defaults-changed"],
            of_scope: false,
            words: format!("takes the shared string it came with {for_what}"),
        });
    }
    found
}

fn secret(of: &Foreign, kept: Kept) -> Vec<Weakness> {
    let (how, is_undone) = match kept {
        Kept::Readable => ("readable", false),
        Kept::Reversible => ("hidden by a method anyone can undo", true),
        Kept::Hidden => return Vec::new(),
    };
    let words = format!("keeps the secret of {} {how}", of.terminal());
    let mut found =
        vec![Weakness { part: "secret-at-rest", criteria: &["SR 1.5/protected-at-rest"], of_scope: false, words }];
    if is_undone {
        found.push(algorithm(format!("hides the secret of {} by a method anyone can undo", of.terminal())));
    }
    found
}

fn algorithm(words: String) -> Weakness {
    Weakness { part: "weak-algorithm", criteria: &["SR 4.3/sound-algorithms"], of_scope: true, words }
}

fn escaped(name: &str) -> String {
    Foreign::from(name).terminal().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, device};
    use ringwall_model::{AssetId, EssentialFunction, EssentialFunctionId, Outcome, Span, Taken};

    fn world(facts: &[DeviceFact]) -> World {
        let mut world = World::two_zones();
        world.devices.push(device(facts));
        world
    }

    fn shown_by(world: &World) -> Vec<(String, String, u32)> {
        let line = |e: &ringwall_model::Evidence| match &e.place {
            ringwall_model::Place::File(span) => span.line,
            _ => 0,
        };
        world.run(&RULE).iter().map(|e| (e.criteria[0].to_string(), e.units[0].to_string(), line(e))).collect()
    }

    fn service(on: Option<bool>, clear: bool) -> DeviceFact {
        DeviceFact::Service { name: "a prompt".into(), on, clear, page: false, limited: false }
    }

    fn idle(door: Door, after_s: Option<u32>) -> DeviceFact {
        DeviceFact::IdleEnd { door, after_s }
    }

    #[test]
    fn readable_ways_in_and_secrets_contradict_at_the_device_with_their_first_line() {
        let secret = |kept| DeviceFact::Secret { of: "operator".into(), kept };
        let world = world(&[
            service(Some(true), true),
            DeviceFact::SharedString { changing: true, factory: true, limited: false },
            secret(Kept::Reversible),
            secret(Kept::Readable),
        ]);
        let expected = [
            ("SR 1.5/protected-in-transit", "asset:hmi", 5),
            ("SR 1.5/protected-in-transit", "asset:hmi", 6),
            ("SR 1.5/defaults-changed", "asset:hmi", 6),
            ("SR 1.5/protected-at-rest", "asset:hmi", 7),
            ("SR 4.3/sound-algorithms", "zone:bpcs", 7),
        ];
        let mut expected = expected.map(|(c, u, l)| (c.to_owned(), u.to_owned(), l)).to_vec();
        let mut found = shown_by(&world);
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert!(world.run(&RULE).iter().all(|e| e.outcome == Outcome::Contradicts && e.grade == Grade::Verified));
        assert!(world.run(&RULE).iter().any(|e| e.text.contains("(as 2 lines do)")));
    }

    #[test]
    fn a_session_that_never_ends_is_told_apart_by_its_door() {
        let found = shown_by(&world(&[idle(Door::Remote, None), idle(Door::Console, None)]));
        let criteria: Vec<&str> = found.iter().map(|(criterion, ..)| criterion.as_str()).collect();
        assert_eq!(criteria, ["SR 2.6/ends-when-idle", "SR 2.5/locks-when-idle"]);
    }

    #[test]
    fn the_console_of_what_an_essential_function_needs_is_no_fault_and_the_network_still_is() {
        let mut world = world(&[idle(Door::Console, None), idle(Door::Remote, None)]);
        let function = EssentialFunction {
            place: Span::default(),
            name: "view".into(),
            assets: vec![AssetId::from_foreign("hmi")],
            flows: Vec::new(),
            consoles: Vec::new(),
            services: Vec::new(),
            longest_outage_s: None,
            approved_by: None,
        };
        world.plant.essential_functions.insert(EssentialFunctionId::from_foreign("view"), function);
        let found = shown_by(&world);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "SR 2.6/ends-when-idle");
    }

    #[test]
    fn own_accounts_are_shown_and_decide_nothing() {
        let found = world(&[DeviceFact::OwnAccountsOnly]).run(&RULE);
        assert_eq!(found.iter().map(|e| e.outcome).collect::<Vec<_>>(), [Outcome::Contributes]);
    }

    #[test]
    fn what_is_off_unknown_hidden_or_ends_in_time_says_nothing() {
        let world = world(&[
            service(Some(false), true),
            service(None, true),
            service(Some(true), false),
            DeviceFact::Secret { of: "operator".into(), kept: Kept::Hidden },
            idle(Door::Remote, Some(600)),
            idle(Door::Console, Some(600)),
            DeviceFact::CentralAccounts,
        ]);
        assert!(world.run(&RULE).is_empty());
    }

    #[test]
    fn a_template_is_a_claim_and_a_file_of_no_declared_asset_is_nobodys() {
        let mut world = world(&[service(Some(true), true)]);
        world.devices[0].taken = Taken::default();
        assert_eq!(world.run(&RULE)[0].grade, Grade::Claimed);
        world.devices[0].asset = None;
        assert!(world.run(&RULE).is_empty());
    }
}
