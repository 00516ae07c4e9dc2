//! Signs, each with a shape of its own.

use std::fmt::{self, Write};

use ringwall_diagram::{Mark, Rect};

/// A sign within a square.
pub(super) fn mark(out: &mut String, mark: Mark, at: &Rect) -> fmt::Result {
    // Paths are drawn in a square of 14.
    let scale = at.width.saturating_mul(100) / 14;
    let whole = format!("{}.{:02}", scale / 100, scale % 100);
    write!(out, "<g transform=\"translate({} {}) scale({whole})\">", at.x, at.y)?;
    let parts: &[(&str, &str)] = match mark {
        // Bricks.
        Mark::Firewall => &[(
            "mark",
            "M0.5 1.5H13.5V12.5H0.5ZM0.5 5.2H13.5M0.5 8.8H13.5M5 1.5V5.2M9.5 5.2V8.8M4 5.2V8.8M7 8.8V12.5M10 1.5V5.2",
        )],
        // A diode of a circuit diagram.
        Mark::Diode => &[("mark", "M0 7H14"), ("solid", "M3 1.5L10.5 7L3 12.5Z"), ("mark", "M11 1.5V12.5")],
        // An eye.
        Mark::Observation => {
            &[("mark", "M0.5 7C3 2.6 11 2.6 13.5 7C11 11.4 3 11.4 0.5 7Z"), ("solid", "M7 4.7A2.3 2.3 0 1 1 6.99 4.7Z")]
        }
        // A star.
        Mark::Essential => &[("solid", "M7 0.6L8.9 4.9L13.5 5.3L10 8.4L11.1 13L7 10.5L2.9 13L4 8.4L0.5 5.3L5.1 4.9Z")],
        // An arrow through a door.
        Mark::AccessPoint => &[("mark", "M6 1H12.5V13H6M0.5 7H8.5M5.8 4.3L8.8 7L5.8 9.7")],
        // A warning.
        Mark::Disagreement => {
            &[("alarm", "M7 1L13.4 12.6H0.6Z"), ("alarmed", "M6.3 4.8H7.7L7.4 9H6.6ZM6.3 10H7.7V11.4H6.3Z")]
        }
    };
    for (class, path) in parts {
        let open = if matches!(mark, Mark::AccessPoint) { " fill=\"none\"" } else { "" };
        write!(out, "<path class=\"{class}\"{open} d=\"{path}\"/>")?;
    }
    out.write_str("</g>\n")
}
