//! The plate of a conduit: its id, what it carries, what holds it, and how it stands.

use ringwall_model::{Conduit, ConduitId, Enforcement, Foreign, ScopeId};

use crate::arrange::round_up;
use crate::built::{Built, MARK, line, mark};
use crate::geometry::{Detail, Layer, Look, Mark, Point, Rect, Shape, Weight};
use crate::levels;
use crate::measure;
use crate::request::{Undeclared, shown};
use crate::scene::{Joined, Link, Scene};

/// Widest text of a plate.
const TEXT_MAX: i32 = 190;
/// Least width of a plate.
const WIDTH_MIN: i32 = 90;
/// Distance of text from the edge.
const PAD: i32 = 7;
/// Height of a line.
const LINE: i32 = 12;

/// Distance of signs.
const MARK_STEP: i32 = MARK + 3;

/// What a plate says, line by line.
struct Words {
    lines: Vec<(String, i32, Weight)>,
    marks: Vec<(Mark, String)>,
    told: String,
    look: Look,
    scope: Option<ScopeId>,
}

/// The plate of a link, from an origin of its own.
pub(crate) fn build(scene: &Scene<'_>, link: &Link<'_>, parent: Option<String>) -> Built {
    let words = match link.what {
        Joined::Conduit(id, conduit) => declared(scene, link, id, conduit),
        Joined::Undeclared(seen) => undeclared(seen),
    };
    let badges = words.scope.as_ref().and_then(|scope| Some((scope, levels::badges(scene.request, scope)?)));
    let signs = if words.marks.is_empty() { 0 } else { MARK + PAD };
    let widest = words
        .lines
        .iter()
        .map(|(text, size, weight)| measure::width(text, *size, *weight == Weight::Bold).min(TEXT_MAX));
    let text_width = widest.max().unwrap_or(0);
    let strip = if badges.is_some() { levels::STRIP + 2 * PAD } else { 0 };
    let width = odd_cells((text_width + signs + 2 * PAD).max(WIDTH_MIN).max(strip));
    let count = |length: usize| i32::try_from(length).unwrap_or(0);
    let (lines, signs_height) = (count(words.lines.len()), count(words.marks.len()) * MARK_STEP + PAD);
    let top = round_up((lines * LINE + PAD + 3).max(signs_height)).max(30);
    let height = top + if badges.is_some() { round_up(levels::STRIP_HEIGHT + PAD) } else { 0 };
    let mut y = (top - lines * LINE) / 2 + LINE - 3;
    let mut texts = Vec::with_capacity(words.lines.len());
    for (text, size, weight) in &words.lines {
        texts.push(line((PAD + signs, y), text, *size, *weight, width - signs - 2 * PAD));
        y += LINE;
    }
    let name = match link.what {
        Joined::Conduit(id, _) => Foreign::from(id.as_str()),
        Joined::Undeclared(_) => Foreign::from("undeclared"),
    };
    let rect = Rect::new(0, 0, width, height);
    let anchor = words.scope.as_ref().filter(|scope| scene.request.badges.contains_key(scope)).map(ScopeId::to_string);
    let told = Foreign::from(words.told);
    let mut shapes = vec![Shape { id: link.id.clone(), look: words.look, parent, rect, name, texts, told, anchor }];
    shapes.extend(words.marks.iter().enumerate().map(|(at, (sign, told))| {
        let step = MARK_STEP * count(at);
        mark(&link.id, at, *sign, (PAD, PAD - 1 + step), told)
    }));
    if let Some((scope, badges)) = badges {
        let at = Point { x: (width - levels::STRIP) / 2, y: top };
        shapes.extend(levels::strip(&link.id, scope, badges, at));
    }
    Built { size: (width, height), shapes, solid: vec![rect], ..Built::default() }
}

/// A width with a line of the grid in its middle, so that a straight route meets the middle.
fn odd_cells(width: i32) -> i32 {
    let width = round_up(width);
    if width / crate::geometry::GRID % 2 == 0 { width + crate::geometry::GRID } else { width }
}

fn declared(scene: &Scene<'_>, link: &Link<'_>, id: &ConduitId, conduit: &Conduit) -> Words {
    let request = scene.request;
    let mut lines = vec![(id.to_string(), 10, Weight::Bold)];
    if request.detail != Detail::Zones {
        lines.push((protocols(conduit), 9, Weight::Plain));
    }
    let devices: Vec<&str> = conduit.assets.iter().map(|asset| asset.as_str()).collect();
    if request.detail == Detail::Assets && !devices.is_empty() {
        lines.push((devices.join(", "), 9, Weight::Muted));
    }
    let scope = ScopeId::Conduit(id.clone());
    if levels::badges(request, &scope).is_none()
        && let Some(target) = levels::target_words(conduit.sl_target.as_ref())
    {
        lines.push((target, 9, Weight::Plain));
    }
    let trust = if conduit.trusted { "" } else { ", untrusted" };
    if !conduit.trusted {
        lines.push(("untrusted".to_owned(), 9, Weight::Muted));
    }
    let (seen, disagrees) = traffic(scene, id);
    lines.extend(seen.into_iter().map(|words| (words, 9, Weight::Bold)));
    let mut told = format!("conduit {id}");
    if !conduit.name.is_empty() {
        told = format!("{told}, {}", shown(&conduit.name));
    }
    let zones: Vec<&str> = conduit.zones.iter().map(|zone| zone.as_str()).collect();
    told = format!("{told}: joins {}; {}{trust}", zones.join(", "), held(conduit));
    if let Some(direction) = &conduit.data_direction {
        told = format!("{told}; data from {} to {}", direction.from, direction.to);
    }
    if !devices.is_empty() {
        told = format!("{told}; its assets {}", devices.join(", "));
    }
    told = format!("{told}; carries {}", protocols(conduit));
    let marks = marks(scene, link, conduit, disagrees);
    Words { lines, marks, told, look: look(conduit, link), scope: Some(scope) }
}

fn look(conduit: &Conduit, link: &Link<'_>) -> Look {
    Look::Conduit { trusted: conduit.trusted, essential: link.essential }
}

fn held(conduit: &Conduit) -> &'static str {
    match conduit.enforced {
        Enforcement::Physical => "held by physics (a diode)",
        Enforcement::Rule => "held by rules (a firewall)",
        Enforcement::None => "held by nothing",
    }
}

fn marks(scene: &Scene<'_>, link: &Link<'_>, conduit: &Conduit, disagrees: bool) -> Vec<(Mark, String)> {
    let mut marks = Vec::new();
    match conduit.enforced {
        Enforcement::Physical => marks.push((Mark::Diode, held(conduit).to_owned())),
        Enforcement::Rule => marks.push((Mark::Firewall, held(conduit).to_owned())),
        Enforcement::None => {}
    }
    let Joined::Conduit(id, _) = link.what else { return marks };
    let points = scene.plant().observation_points.iter().filter(|(_, point)| point.sees_conduits.contains(id));
    let watched: Vec<&str> = points.map(|(point, _)| point.as_str()).collect();
    if !watched.is_empty() && scene.request.detail != Detail::Zones {
        marks.push((Mark::Observation, format!("watched from {}", watched.join(", "))));
    }
    if link.essential {
        marks.push((Mark::Essential, "an essential function needs it".to_owned()));
    }
    if disagrees {
        marks.push((Mark::Disagreement, "what was seen disagrees with what is declared".to_owned()));
    }
    marks
}

/// What was seen of a conduit, in words, and whether it disagrees.
fn traffic(scene: &Scene<'_>, id: &ConduitId) -> (Option<String>, bool) {
    let traffic = &scene.request.traffic;
    let against = traffic.against.get(id).copied().unwrap_or(0);
    let broken = (against > 0).then(|| format!("{against} not allowed"));
    match scene.request.layer {
        Layer::Traffic if traffic.captured => {
            let seen = traffic.allowed.get(id).copied().unwrap_or(0);
            let seen = if seen == 0 { "nothing seen".to_owned() } else { format!("{seen} operations seen") };
            (Some(broken.map_or(seen.clone(), |broken| format!("{seen}, {broken}"))), against > 0)
        }
        Layer::Disagreements => (broken, against > 0),
        _ => (None, false),
    }
}

/// Protocol words and ports, each once, in the order declared.
fn protocols(conduit: &Conduit) -> String {
    let mut words: Vec<String> = Vec::new();
    for allow in &conduit.allow {
        let word = match (&allow.protocol, allow.transport, allow.port) {
            (Some(protocol), ..) => shown(&Foreign::from(protocol.as_ref())),
            (None, Some(transport), Some(port)) => format!("{}/{port}", transport_word(transport)),
            (None, Some(transport), None) => transport_word(transport),
            (None, None, _) => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() { "nothing allowed".to_owned() } else { words.join(", ") }
}

fn transport_word(transport: ringwall_model::Transport) -> String {
    transport.word().to_owned()
}

fn undeclared(seen: &Undeclared) -> Words {
    let exchanges = match seen.exchanges {
        1 => "1 exchange".to_owned(),
        many => format!("{many} exchanges"),
    };
    let protocols: Vec<String> = seen.protocols.iter().map(|word| shown(&Foreign::from(word.as_str()))).collect();
    let protocols = protocols.join(", ");
    let told = format!("undeclared: {exchanges} from {} to {} by {protocols}", seen.from, seen.to);
    Words {
        lines: vec![
            ("undeclared".to_owned(), 10, Weight::Bold),
            (protocols, 9, Weight::Plain),
            (exchanges, 9, Weight::Plain),
        ],
        marks: vec![(Mark::Disagreement, "nobody declared it".to_owned())],
        told,
        look: Look::Undeclared,
        scope: None,
    }
}
