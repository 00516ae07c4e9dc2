//! How shapes look in draw.io: lists of `key=value;`.

use ringwall_diagram::{Anchor, Look, Mark, Point, Rect, Route, Standing, Text, Tip, Weight};
use ringwall_model::ZoneKind;

/// Not to be changed there.
const LOCKED: &str = "html=0;movable=0;resizable=0;editable=0;deletable=0;connectable=0;rotatable=0;";

pub(super) const SHEET: &str = "html=0;movable=0;resizable=0;editable=0;deletable=0;connectable=0;rotatable=0;fillColor=none;strokeColor=#1c2430;pointerEvents=0;";
pub(super) const LANE: &str = "html=0;movable=0;resizable=0;editable=0;deletable=0;connectable=0;rotatable=0;fillColor=#f3f5f8;strokeColor=none;fontColor=#5b6675;align=left;verticalAlign=top;spacingLeft=4;fontSize=10;pointerEvents=0;";
pub(super) const FIELD: &str = "html=0;movable=0;resizable=0;editable=0;deletable=0;connectable=0;rotatable=0;fillColor=#ffffff;strokeColor=#1c2430;align=left;spacingLeft=6;fontSize=10;whiteSpace=wrap;overflow=hidden;";

/// Of a shape.
pub(super) fn of(look: &Look) -> String {
    match look {
        Look::Zone { kind, judged } => zone(*kind, *judged),
        Look::Asset { essential } => {
            let width = if *essential { 2 } else { 1 };
            format!("{BOX}strokeColor=#98a3b0;strokeWidth={width};fontSize=10;")
        }
        Look::Count => format!("{BOX}strokeColor=#c3cad3;fontSize=10;"),
        Look::Conduit { trusted, essential } => {
            let width = if *essential { 3 } else { 1 };
            let dashes = if *trusted { "" } else { "dashed=1;dashPattern=9 3 2 3;" };
            format!("{PLATE}strokeColor=#1c2430;strokeWidth={width};{dashes}")
        }
        Look::Undeclared => format!("{PLATE}strokeColor=#a01c1c;strokeWidth=2;dashed=1;dashPattern=6 4;"),
        Look::Level { standing } => format!("{LOCKED}{}", standing_style(*standing)),
        Look::Mark { mark } => format!("{LOCKED}fontSize=7;{}", mark_style(*mark)),
    }
}

const BOX: &str = "html=0;rounded=1;arcSize=8;overflow=hidden;align=left;verticalAlign=top;spacingLeft=4;spacingTop=-2;fillColor=#ffffff;";
const PLATE: &str = "html=0;rounded=1;arcSize=20;overflow=hidden;align=left;verticalAlign=top;spacingLeft=24;spacingTop=-1;fontStyle=1;fontSize=10;fillColor=#ffffff;";

fn zone(kind: ZoneKind, judged: bool) -> String {
    let (fill, stroke, more) = match kind {
        ZoneKind::Control => ("#eef4fb", "#2f5d8a", ""),
        ZoneKind::Supervisory => ("#e9f4f3", "#2b6b5e", ""),
        ZoneKind::Safety => ("#fdf0ee", "#a33a2a", "double=1;"),
        ZoneKind::SafetyCombined => ("#fdf0ee", "#a33a2a", "double=1;dashed=1;"),
        ZoneKind::Dmz => ("#fbf6e6", "#7d6216", ""),
        ZoneKind::Wireless => ("#ffffff", "#2f5d8a", "dashed=1;dashPattern=1 4;"),
        ZoneKind::Temporary => ("#f6f2fa", "#5f4b8b", "dashed=1;dashPattern=9 4;"),
        ZoneKind::Business => ("#f4f1ea", "#6b5a3a", ""),
        ZoneKind::External => ("#fafbfc", "#6b7683", ""),
    };
    let outside = if judged { "" } else { "dashed=1;dashPattern=3 3;" };
    format!(
        "html=0;rounded=1;arcSize=2;overflow=hidden;container=1;collapsible=0;recursiveResize=0;align=left;verticalAlign=top;spacingLeft=6;fontStyle=1;fontSize=13;strokeWidth=2;fillColor={fill};strokeColor={stroke};{more}{outside}"
    )
}

fn standing_style(standing: Standing) -> &'static str {
    match standing {
        Standing::Reached => "fillColor=#dff2e4;strokeColor=#6b7683;",
        Standing::Open => "fillColor=#fff3d6;strokeColor=#6b7683;dashed=1;",
        Standing::Blocked => "fillColor=#fbdfdc;strokeColor=#a01c1c;strokeWidth=2;",
        Standing::NotAsked => "fillColor=#f3f5f8;strokeColor=#6b7683;",
    }
}

fn mark_style(mark: Mark) -> &'static str {
    match mark {
        Mark::Firewall => "fillColor=#ffffff;strokeColor=#1c2430;",
        Mark::Diode => "triangle;fillColor=#1c2430;strokeColor=#1c2430;",
        Mark::Observation => "ellipse;fillColor=#ffffff;strokeColor=#1c2430;",
        Mark::Essential => "rhombus;fillColor=#1c2430;strokeColor=#1c2430;",
        Mark::AccessPoint => "ellipse;double=1;fillColor=#ffffff;strokeColor=#1c2430;",
        Mark::Disagreement => "triangle;direction=north;fillColor=#ffffff;strokeColor=#a01c1c;fontColor=#a01c1c;",
    }
}

/// Letters in a sign.
pub(super) fn sign(look: &Look) -> String {
    let letters = match look {
        Look::Mark { mark: Mark::Firewall } => "FW",
        Look::Mark { mark: Mark::Observation } => "O",
        Look::Mark { mark: Mark::Disagreement } => "!",
        _ => "",
    };
    letters.to_owned()
}

/// Of a line of text.
pub(super) fn text(text: &Text) -> String {
    let bold = i32::from(text.weight == Weight::Bold);
    let colour = if text.weight == Weight::Muted { "#5b6675" } else { "#1c2430" };
    let align = if text.anchor == Anchor::Middle { "center" } else { "left" };
    format!(
        "text;{LOCKED}align={align};verticalAlign=middle;spacing=0;fontSize={};fontStyle={bold};fontColor={colour};fillColor=none;strokeColor=none;",
        text.size
    )
}

/// Of a line.
pub(super) fn line(route: &Route) -> String {
    let end = match route.tip {
        Some(Tip::Data) => "endArrow=block;endFill=1;",
        Some(Tip::Session) => "endArrow=open;endFill=0;",
        None => "endArrow=none;",
    };
    let dashes = match (route.undeclared, route.untrusted) {
        (true, _) => "dashed=1;dashPattern=6 4;",
        (false, true) => "dashed=1;dashPattern=12 3 2 3;",
        (false, false) => "",
    };
    let colour = if route.undeclared { "#a01c1c" } else { "#1c2430" };
    let width = if route.essential { 3 } else { 1 };
    format!(
        "html=0;edgeStyle=orthogonalEdgeStyle;rounded=0;jumpStyle=arc;jumpSize=8;strokeColor={colour};strokeWidth={width};{end}{dashes}"
    )
}

/// Where a line meets a box: shares of its width and height.
pub(super) fn end(which: &str, rect: &Rect, at: Point) -> String {
    format!(
        "{which}X={};{which}Y={};{which}Dx=0;{which}Dy=0;{which}Perimeter=0;",
        share(at.x - rect.x, rect.width),
        share(at.y - rect.y, rect.height)
    )
}

/// A share with four digits behind the point.
fn share(part: i32, whole: i32) -> String {
    let share = i64::from(part) * 10_000 / i64::from(whole.max(1));
    format!("{}.{:04}", share / 10_000, share % 10_000)
}
