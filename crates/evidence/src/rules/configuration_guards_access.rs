//! A device's own configuration limits wrong logins, shows a notice first, limits floods, keeps copies, trusts proven time only.

use ringwall_model::{
    AssetId, ConfigurationKind, DeviceFact, DeviceSetting, DeviceSettings, Diagnostic, Door, Grade, LoginCheck, Place,
    Plant, Severity, Unit, UnitId,
};

use super::{Effect, Rule};
use crate::{essential, out::Out, scene::Scene};

pub(super) static RULE: Rule = Rule {
    code: "configuration-guards-access",
    title: "a device's configuration guards who gets in",
    explanation: "The running configuration of a device, taken by somebody at some time, all of whose lines for the whole device \
        are understood, shows that wrong logins are limited and then refused for every account where it says so for every way \
        in: the prompts over the network, pages where they are served, and the console, unless an essential function needs the \
        device, whose console must not lock. It shows that a notice comes ahead of the login where the notice it sets comes \
        first at prompts and on every page that is served. Floods that are limited at ports, copies of the configuration that \
        are made by themselves and time sources that must all prove who they are, are shown beside the rows that ask for them. \
        A lock that would hold at a console from which an essential function is performed supports nothing, and is said.",
    criteria: &[
        ("SR 1.11/limit-set", Effect::Sufficient),
        ("SR 1.11/then-refused", Effect::Sufficient),
        ("SR 1.12/shown-first", Effect::Sufficient),
        ("SR 7.1 RE 1/load-limited", Effect::Contributes),
        ("SR 7.3 RE 2/scheduled", Effect::Contributes),
        ("SR 2.11 RE 2/source-guarded", Effect::Contributes),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 90,
    traps: &[
        "a template, or what the device starts with, need not be what it works by",
        "the console is another line than those people reach over the network",
        "pages may show no notice and count no wrong logins where prompts do",
        "some accounts may be exempt",
        "an essential console must not lock",
    ],
    run,
};

type Part = (&'static str, &'static [&'static str]);

const LIMIT: Part = ("login-limit", &["SR 1.11/limit-set", "SR 1.11/then-refused"]);
const NOTICE: Part = ("notice", &["SR 1.12/shown-first"]);
const FLOODS: Part = ("floods", &["SR 7.1 RE 1/load-limited"]);
const COPIES: Part = ("copies", &["SR 7.3 RE 2/scheduled"]);
const TIME: Part = ("time", &["SR 2.11 RE 2/source-guarded"]);

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let plant = scene.inputs.plant;
    for device in scene.inputs.devices {
        let Some(asset) = &device.asset else { continue };
        locks(plant, device, asset, out);
        for (part, setting, words) in guards(plant, device, asset) {
            for scope in plant.scopes_of(asset) {
                let (unit, text) = (UnitId::Asset(asset.clone()), format!("{asset} {words}"));
                out.add_setting(device, part, (&scope, unit), &setting.place, text);
            }
        }
    }
}

fn guards<'d>(plant: &Plant, device: &'d DeviceSettings, asset: &AssetId) -> Vec<(Part, &'d DeviceSetting, String)> {
    let mut found = Vec::new();
    if is_proof(device) {
        found.extend(first(device, |fact| limits(plant, device, asset, fact)).map(|(s, words)| (LIMIT, s, words)));
        found.extend(first(device, |fact| notice(device, fact)).map(|(s, words)| (NOTICE, s, words)));
    }
    found.extend(floods(device).map(|(s, words)| (FLOODS, s, words)));
    let copies = |fact: &DeviceFact| {
        let words = "keeps copies of its configuration by itself".to_owned();
        (*fact == DeviceFact::AutomaticCopies).then_some(words)
    };
    found.extend(first(device, copies).map(|(s, words)| (COPIES, s, words)));
    found.extend(time(device).map(|(s, words)| (TIME, s, words)));
    found
}

fn is_proof(device: &DeviceSettings) -> bool {
    let taken = &device.taken;
    !taken.is_claim() && taken.kind == Some(ConfigurationKind::Running) && device.unread.is_empty()
}

/// The first setting of which something can be said.
fn first(device: &DeviceSettings, say: impl Fn(&DeviceFact) -> Option<String>) -> Option<(&DeviceSetting, String)> {
    device.settings.iter().find_map(|setting| Some((setting, say(&setting.fact)?)))
}

fn limits(plant: &Plant, device: &DeviceSettings, asset: &AssetId, fact: &DeviceFact) -> Option<String> {
    let DeviceFact::LoginLimit { attempts, refused_s, doors, pages, every_account: true } = fact else { return None };
    let console = doors.contains(&Door::Console);
    let is_right_there = if console { !essential::is_console(plant, asset) } else { essential::needs(plant, asset) };
    let everywhere = doors.contains(&Door::Remote) && (*pages || !may_serve_pages(device));
    (*attempts > 0 && everywhere && is_right_there).then(|| {
        let until = refused_s.map_or("until somebody unlocks".to_owned(), |seconds| format!("for {seconds} seconds"));
        format!("refuses logins after {attempts} wrong ones, {until}")
    })
}

fn notice(device: &DeviceSettings, fact: &DeviceFact) -> Option<String> {
    match fact {
        DeviceFact::Notice { pages } if *pages || !may_serve_pages(device) => {
            Some("shows a notice ahead of the login".to_owned())
        }
        _ => None,
    }
}

/// Pages are served, or the text does not tell.
fn may_serve_pages(device: &DeviceSettings) -> bool {
    device.facts().any(|fact| matches!(fact, DeviceFact::Service { page: true, on, .. } if *on != Some(false)))
}

fn floods(device: &DeviceSettings) -> Option<(&DeviceSetting, String)> {
    let is_on = |fact: &&DeviceFact| matches!(fact, DeviceFact::Port { on: true, .. });
    let is_limited = |fact: &DeviceFact| matches!(fact, DeviceFact::Port { on: true, flood_limited: true, .. });
    let (limited, all) = (device.facts().filter(|f| is_limited(f)).count(), device.facts().filter(is_on).count());
    let words = format!("limits floods at {limited} of its {all} ports that are on");
    first(device, |fact| is_limited(fact).then(|| words.clone()))
}

/// Said only where no source may be anybody.
fn time(device: &DeviceSettings) -> Option<(&DeviceSetting, String)> {
    if device.facts().any(|fact| matches!(fact, DeviceFact::TimeSource { authenticated: false })) {
        return None;
    }
    let words = "follows time sources only that prove who they are";
    first(device, |fact| matches!(fact, DeviceFact::TimeSource { .. }).then(|| words.to_owned()))
}

/// A console from which an essential function is performed, and what would shut people out of it.
fn locks(plant: &Plant, device: &DeviceSettings, asset: &AssetId, out: &mut Out<'_>) {
    if !essential::is_console(plant, asset) {
        return;
    }
    let asks = device
        .facts()
        .any(|fact| matches!(fact, DeviceFact::Login { door: Door::Console, check } if *check != LoginCheck::Nothing));
    for setting in &device.settings {
        let what = match &setting.fact {
            DeviceFact::LoginLimit { doors, .. } if doors.contains(&Door::Console) => "too many wrong logins",
            DeviceFact::IdleEnd { door: Door::Console, after_s: Some(_) } if asks => "an idle session",
            _ => continue,
        };
        let message = format!(
            "{what} can shut people out of the console of {asset}, from which an essential function is performed"
        );
        let place = Place::File(setting.place.clone());
        let remark = Diagnostic::new("configuration-locks-essential-console", Severity::Warning, place, message);
        out.remark(
            remark
                .help("exempt this console and guard it another way: a locked room, somebody always present, a badge"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        derive::run as run_rule,
        testing::{World, device},
    };
    use ringwall_model::{EssentialConsole, EssentialFunction, EssentialFunctionId, Outcome, Span};

    fn limit(doors: &[Door]) -> DeviceFact {
        DeviceFact::LoginLimit {
            attempts: 3,
            refused_s: Some(120),
            doors: doors.to_vec(),
            pages: false,
            every_account: true,
        }
    }

    fn pages(on: Option<bool>) -> DeviceFact {
        DeviceFact::Service { name: "pages".into(), on, clear: false, page: true, limited: false }
    }

    fn world(facts: &[DeviceFact]) -> World {
        let mut world = World::two_zones();
        world.devices.push(device(facts));
        world
    }

    /// The function is performed from `hmi`, or needs it.
    fn essential(world: &mut World, is_console: bool) {
        let asset = AssetId::from_foreign("hmi");
        let console =
            EssentialConsole { place: Span::default(), asset: asset.clone(), account: None, locks: Vec::new() };
        let function = EssentialFunction {
            place: Span::default(),
            name: "view".into(),
            assets: vec![asset],
            flows: Vec::new(),
            consoles: if is_console { vec![console] } else { Vec::new() },
            services: Vec::new(),
            longest_outage_s: None,
            approved_by: None,
        };
        world.plant.essential_functions.insert(EssentialFunctionId::from_foreign("view"), function);
    }

    fn criteria(world: &World) -> Vec<String> {
        world.run(&RULE).iter().flat_map(|e| e.criteria.iter().map(ToString::to_string)).collect()
    }

    #[test]
    fn a_limit_at_every_door_and_a_notice_support_the_device_for_a_time() {
        let world =
            world(&[limit(&[Door::Console, Door::Remote]), DeviceFact::Notice { pages: false }, pages(Some(false))]);
        assert_eq!(criteria(&world), ["SR 1.11/limit-set", "SR 1.11/then-refused", "SR 1.12/shown-first"]);
        let found = world.run(&RULE);
        assert!(found.iter().all(|e| e.outcome == Outcome::Supports && e.valid_until.is_some()));
        assert!(found.iter().all(|e| e.units == [UnitId::Asset(AssetId::from_foreign("hmi"))]));
    }

    #[test]
    fn a_limit_that_leaves_the_console_out_supports_only_where_the_console_must_not_lock() {
        let mut world = world(&[limit(&[Door::Remote])]);
        assert!(criteria(&world).is_empty());
        essential(&mut world, false);
        assert_eq!(criteria(&world).len(), 2);
    }

    #[test]
    fn a_lock_at_an_essential_console_supports_nothing_and_is_said() {
        let asks = DeviceFact::Login { door: Door::Console, check: LoginCheck::OwnAccount };
        let ends = DeviceFact::IdleEnd { door: Door::Console, after_s: Some(600) };
        let mut world = world(&[limit(&[Door::Console, Door::Remote]), asks, ends]);
        essential(&mut world, true);
        let inputs = world.inputs();
        let (evidence, remarks) = run_rule(&RULE, &Scene::new(&inputs));
        assert!(evidence.is_empty());
        assert_eq!(remarks.len(), 2);
        assert!(remarks.iter().all(|remark| remark.code == "configuration-locks-essential-console"));
    }

    #[test]
    fn pages_that_are_served_or_may_be_leave_both_open() {
        for on in [Some(true), None] {
            let facts = [limit(&[Door::Console, Door::Remote]), DeviceFact::Notice { pages: false }, pages(on)];
            assert!(criteria(&world(&facts)).is_empty());
        }
    }

    #[test]
    fn a_template_a_startup_configuration_an_unread_line_or_exempt_accounts_support_nothing() {
        let facts = [limit(&[Door::Console, Door::Remote]), DeviceFact::Notice { pages: true }];
        let mut worlds: Vec<World> = (0..3).map(|_| world(&facts)).collect();
        worlds[0].devices[0].taken.at = None;
        worlds[1].devices[0].taken.kind = Some(ConfigurationKind::Startup);
        worlds[2].devices[0].unread.push(Span::default());
        assert!(worlds.iter().all(|world| criteria(world).is_empty()));
        let exempt = DeviceFact::LoginLimit {
            attempts: 3,
            refused_s: None,
            doors: vec![Door::Console, Door::Remote],
            pages: true,
            every_account: false,
        };
        assert!(criteria(&world(&[exempt])).is_empty());
    }

    #[test]
    fn floods_copies_and_proven_time_are_shown_and_decide_nothing() {
        let port =
            |on, flood_limited| DeviceFact::Port { name: "1".into(), on, flood_limited, guarded: false, trunk: false };
        let proven = DeviceFact::TimeSource { authenticated: true };
        let facts = [port(true, true), port(true, false), port(false, true), DeviceFact::AutomaticCopies, proven];
        let shown = world(&facts);
        let found = shown.run(&RULE);
        assert!(found.iter().all(|e| e.outcome == Outcome::Contributes));
        assert_eq!(found.len(), 3);
        assert!(found[0].text.contains("1 of its 2 ports"), "{}", found[0].text);
        let anybody = DeviceFact::TimeSource { authenticated: false };
        let unproven = world(&[facts[4].clone(), anybody]);
        assert!(unproven.run(&RULE).is_empty());
    }
}
