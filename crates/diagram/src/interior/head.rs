//! What a zone says of itself at its top: name, id and kind, and how it stands.

use ringwall_model::{Foreign, ScopeId, Zone, ZoneId, ZoneKind};

use super::PAD;
use crate::built::line;
use crate::geometry::{Point, Shape, Text, Weight};
use crate::request::{Badge, name_of, shown};
use crate::scene::Scene;
use crate::{levels, measure};

/// Least and greatest width that words alone give a zone.
const WIDTH: (i32, i32) = (170, 330);
/// Height of the lines that name a zone, and of its target.
const HEAD: i32 = 40;
const TARGET: i32 = 20;

/// The top of a zone.
pub(super) struct Head<'a> {
    title: [(String, i32, Weight); 2],
    scope: ScopeId,
    badges: Option<&'a [Badge]>,
    zone: &'a Zone,
}

impl<'a> Head<'a> {
    pub fn new(scene: &Scene<'a>, id: &ZoneId, zone: &'a Zone) -> Self {
        let scope = ScopeId::Zone(id.clone());
        Self { title: title(id, zone), badges: levels::badges(scene.request, &scope), scope, zone }
    }

    fn strip(&self) -> i32 {
        if self.badges.is_some() { levels::STRIP } else { 0 }
    }

    /// How wide it wants to be.
    pub fn width(&self) -> i32 {
        let words = self.title.iter().map(|(text, size, weight)| measure::width(text, *size, *weight == Weight::Bold));
        words.max().unwrap_or(0).clamp(WIDTH.0 - 2 * PAD, WIDTH.1).max(self.strip())
    }

    /// How far its words and levels reach.
    pub fn reach(&self, texts: &[Text]) -> i32 {
        texts.iter().map(|text| text.width).max().unwrap_or(0).max(self.strip())
    }

    /// Its words, its levels, and how high they are.
    pub fn lines(&self, owner: &str, width: i32) -> (Vec<Text>, Vec<Shape>, i32) {
        let mut texts = heading(&self.title, width);
        if let Some(badges) = self.badges {
            let cells = levels::strip(owner, &self.scope, badges, Point { x: PAD, y: HEAD });
            return (texts, cells, HEAD + levels::STRIP_HEIGHT + PAD);
        }
        match levels::target(self.zone.sl_target.as_ref(), (PAD, HEAD + 8), width - 2 * PAD) {
            Some(target) => {
                texts.push(target);
                (texts, Vec::new(), HEAD + TARGET)
            }
            None => (texts, Vec::new(), HEAD),
        }
    }
}

fn title(id: &ZoneId, zone: &Zone) -> [(String, i32, Weight); 2] {
    let name = name_of(id.as_str(), &zone.name);
    let outside = if zone.is_judged() { "" } else { ", not judged" };
    [
        (name.raw().to_owned(), 13, Weight::Bold),
        (format!("{id} - {}{outside}", kind_words(zone.kind)), 9, Weight::Muted),
    ]
}

fn heading(title: &[(String, i32, Weight)], width: i32) -> Vec<Text> {
    let mut y = 18;
    let mut texts = Vec::with_capacity(title.len());
    for (text, size, weight) in title {
        texts.push(line((PAD, y), text, *size, *weight, width - 2 * PAD));
        y += 13;
    }
    texts
}

/// What a kind of zone is called on the sheet.
pub(crate) fn kind_words(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Control => "control",
        ZoneKind::Safety => "safety",
        ZoneKind::SafetyCombined => "safety and control",
        ZoneKind::Supervisory => "supervisory",
        ZoneKind::Dmz => "DMZ",
        ZoneKind::Wireless => "wireless",
        ZoneKind::Temporary => "temporary",
        ZoneKind::Business => "business",
        ZoneKind::External => "external",
    }
}

/// A zone in words.
pub(super) fn told(scene: &Scene<'_>, id: &ZoneId, zone: &Zone) -> Foreign {
    let name = if zone.name.is_empty() { String::new() } else { format!(", {}", shown(&zone.name)) };
    let target = levels::target_words(zone.sl_target.as_ref()).unwrap_or_else(|| "no target".to_owned());
    let inside = zone.parent.as_ref().map(|parent| format!(", inside {parent}")).unwrap_or_default();
    let count = scene.assets(id).len();
    let assets = if count == 1 { "1 asset".to_owned() } else { format!("{count} assets") };
    let judged = if zone.is_judged() { "" } else { ", drawn and not judged" };
    Foreign::from(format!("zone {id}{name}: {}{inside}, {target}, {assets}{judged}", kind_words(zone.kind)))
}
