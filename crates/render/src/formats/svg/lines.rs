//! Lines with their jumps and tips.

use std::fmt::{self, Write};

use ringwall_diagram::{Point, Rect, Route, Tip};

/// Half the width of a jump over another line.
const JUMP: i32 = 4;
/// Length and half the width of a tip.
const TIP: (i32, i32) = (10, 5);

/// A line from a plate to a zone.
pub(super) fn route(out: &mut String, route: &Route) -> fmt::Result {
    path(out, &route.points, &route.jumps, [route.untrusted, route.essential, route.undeclared])?;
    match (route.points.as_slice(), route.tip) {
        ([.., before, last], Some(kind)) => tip(out, *before, *last, kind, route.undeclared),
        _ => Ok(()),
    }
}

/// A line of the legend.
pub(super) fn sample(out: &mut String, rect: &Rect, kind: Option<Tip>, strokes: [bool; 3]) -> fmt::Result {
    let y = rect.centre().y;
    let (from, to) = (Point { x: rect.x, y }, Point { x: rect.right(), y });
    path(out, &[from, to], &[], strokes)?;
    kind.map_or(Ok(()), |kind| tip(out, from, to, kind, false))
}

fn path(out: &mut String, points: &[Point], jumps: &[Point], strokes: [bool; 3]) -> fmt::Result {
    let [untrusted, essential, undeclared] = strokes;
    let mut class = "line".to_owned();
    for (on, word) in [(untrusted, "untrusted"), (essential, "needed"), (undeclared, "undeclared")] {
        if on {
            let _ = write!(class, " line-{word}");
        }
    }
    write!(out, "<path class=\"{class}\" d=\"")?;
    let mut before: Option<Point> = None;
    for point in points {
        match before {
            None => write!(out, "M{} {}", point.x, point.y)?,
            Some(before) => segment(out, before, *point, jumps)?,
        }
        before = Some(*point);
    }
    out.write_str("\"/>\n")
}

/// A straight piece, with a bow over every line it crosses.
fn segment(out: &mut String, from: Point, to: Point, jumps: &[Point]) -> fmt::Result {
    if from.y == to.y {
        let right = to.x > from.x;
        let between =
            |jump: &&Point| jump.y == from.y && jump.x > from.x.min(to.x) + JUMP && jump.x < from.x.max(to.x) - JUMP;
        let mut over: Vec<i32> = jumps.iter().filter(between).map(|jump| jump.x).collect();
        over.sort_unstable();
        if !right {
            over.reverse();
        }
        let (step, sweep) = if right { (JUMP, 1) } else { (-JUMP, 0) };
        for x in over {
            write!(out, "H{}A{JUMP} {JUMP} 0 0 {sweep} {} {}", x - step, x + step, from.y)?;
        }
        return write!(out, "H{}", to.x);
    }
    write!(out, "V{}", to.y)
}

/// Filled where data goes, open where sessions are opened.
fn tip(out: &mut String, before: Point, at: Point, kind: Tip, undeclared: bool) -> fmt::Result {
    let (along_x, along_y) = ((at.x - before.x).signum(), (at.y - before.y).signum());
    let (length, half) = TIP;
    let back = Point { x: at.x - along_x * length, y: at.y - along_y * length };
    let one = Point { x: back.x + along_y * half, y: back.y + along_x * half };
    let other = Point { x: back.x - along_y * half, y: back.y - along_x * half };
    let (class, end) = match kind {
        Tip::Data => ("tip", "Z"),
        Tip::Session => ("tip-open", ""),
    };
    let colour = if undeclared { " tip-undeclared" } else { "" };
    writeln!(
        out,
        "<path class=\"{class}{colour}\" d=\"M{} {}L{} {}L{} {}{end}\"/>",
        one.x, one.y, at.x, at.y, other.x, other.y
    )
}
