//! How wide text is, in drawing units, without asking a font: the advance widths of Noto Sans (SIL Open Font License), which
//! `render` embeds. Every format is told the width, so a text keeps its place in whatever font it is shown.

/// First character of the tables.
const FIRST: u32 = 32;

/// Advance widths of U+0020 to U+007E in thousandths of the size.
const REGULAR: [u16; 95] = [
    260, 269, 408, 646, 572, 831, 732, 225, 300, 300, 551, 572, 268, 322, 268, 372, 572, 572, 572, 572, 572, 572, 572,
    572, 572, 572, 268, 268, 572, 572, 572, 434, 899, 639, 650, 632, 730, 556, 519, 728, 741, 339, 273, 619, 524, 907,
    760, 781, 605, 781, 622, 549, 556, 731, 600, 930, 586, 566, 572, 329, 372, 329, 572, 444, 580, 561, 615, 480, 615,
    564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605, 615, 615, 413, 479, 361, 618, 508, 786, 529, 510, 470, 380,
    551, 380, 572,
];

/// The same in bold.
const BOLD: [u16; 95] = [
    260, 286, 472, 646, 572, 901, 750, 266, 339, 339, 545, 572, 285, 322, 285, 413, 572, 572, 572, 572, 572, 572, 572,
    572, 572, 572, 285, 285, 572, 572, 572, 477, 897, 690, 672, 637, 740, 560, 549, 724, 765, 389, 331, 664, 565, 943,
    813, 796, 628, 796, 660, 551, 579, 756, 650, 967, 667, 624, 579, 331, 413, 331, 572, 411, 607, 604, 633, 514, 633,
    591, 387, 633, 657, 305, 305, 620, 305, 982, 657, 619, 633, 633, 454, 497, 434, 657, 569, 856, 578, 569, 488, 394,
    551, 394, 572,
];

/// Letters of the alphabets beside Latin are counted as wide ones of Latin; everything beyond as a square.
const OTHER_LETTER: u16 = 700;
const SQUARE: u16 = 1000;

/// Cut text ends in this.
const CUT: char = '…';

/// Width of a text in drawing units, rounded up.
pub(crate) fn width(text: &str, size: i32, bold: bool) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(advance(c, bold))).sum();
    let units = thousandths.saturating_mul(i64::from(size)).saturating_add(999) / 1000;
    i32::try_from(units).unwrap_or(i32::MAX)
}

fn advance(c: char, bold: bool) -> u16 {
    let table = if bold { &BOLD } else { &REGULAR };
    let code = u32::from(c);
    let index = code.checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
    match index.and_then(|at| table.get(at)) {
        Some(advance) => *advance,
        None if (0xa0..0x0530).contains(&code) => OTHER_LETTER,
        None => SQUARE,
    }
}

/// The text, or as much of it as fits with a sign that it was cut.
pub(crate) fn fit(text: &str, size: i32, bold: bool, width_max: i32) -> String {
    if width(text, size, bold) <= width_max {
        return text.to_owned();
    }
    let room = i64::from(width_max).saturating_mul(1000) / i64::from(size.max(1));
    let mut left = room.saturating_sub(i64::from(advance(CUT, bold)));
    let mut kept = String::new();
    for c in text.chars() {
        left = left.saturating_sub(i64::from(advance(c, bold)));
        if left < 0 {
            break;
        }
        kept.push(c);
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push(CUT);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_kept_and_one_that_does_not_says_so() {
        assert_eq!(fit("plc-101", 10, false, 100), "plc-101");
        let cut = fit("a very long name of a very small thing", 10, false, 60);
        assert!(cut.ends_with('…') && width(&cut, 10, false) <= 60, "{cut}");
    }

    #[test]
    fn bold_is_never_narrower_by_more_than_a_hair() {
        assert!(width("Basic process control", 12, true) >= width("Basic process control", 12, false));
    }
}
