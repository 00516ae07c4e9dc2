//! The SVG looks in a browser as it does in the picture. Where there is no Chromium the comparison is passed over and says so;
//! `make soak` installs one.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may stop where it stands, and says when it skips"
)]

#[path = "../../diagram/tests/random/mod.rs"]
mod random;

use std::fs;
use std::process::Command;

use random::{Dice, Size};
use resvg::tiny_skia::Pixmap;
use ringwall_diagram::{Detail, Layer};
use ringwall_render::{Shown, png, svg};

const WIDTH: u32 = 1400;
/// Side of the squares whose mean brightness is compared: two painters smooth edges each in their own way.
const SQUARE: u32 = 7;
/// Greatest difference of a square, and mean difference of all, of 255.
const SQUARE_MAX: i64 = 70;
const MEAN_MAX: i64 = 2;

fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"];
    let runs = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    found.iter().find(runs).copied()
}

/// Mean brightness of each square.
fn squares(picture: &Pixmap) -> Vec<i64> {
    let (columns, rows) = (picture.width() / SQUARE, picture.height() / SQUARE);
    let mut means = Vec::new();
    for at in 0..columns * rows {
        let (left, top) = (at % columns * SQUARE, at / columns * SQUARE);
        let mut sum = 0;
        for pixel in 0..SQUARE * SQUARE {
            let colour = picture.pixel(left + pixel % SQUARE, top + pixel / SQUARE).unwrap();
            sum += i64::from(colour.red()) + i64::from(colour.green()) + i64::from(colour.blue());
        }
        means.push(sum / i64::from(3 * SQUARE * SQUARE));
    }
    means
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().enumerate().fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for at in 0..4 {
            let digit = DIGITS[usize::try_from(bits >> (18 - 6 * at) & 63).unwrap()];
            text.push(if at > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// A page that is nothing but the drawing, in the font of the picture.
fn page(drawing: &str, height: u32) -> String {
    let face = |weight: &str, font: &[u8]| {
        let font = base64(font);
        format!(
            "@font-face {{ font-family: \"Noto Sans\"; font-weight: {weight}; src: url(data:font/ttf;base64,{font}); }}"
        )
    };
    let faces = [face("400", notosans::REGULAR_TTF), face("700", notosans::BOLD_TTF)].join("\n");
    let sized =
        drawing.replacen("width=\"420mm\" height=\"297mm\"", &format!("width=\"{WIDTH}\" height=\"{height}\""), 1);
    format!(
        "<!doctype html><meta charset=\"utf-8\"><style>{faces} body {{ margin: 0; }} svg {{ display: block; }}</style>{sized}"
    )
}

#[test]
fn a_browser_shows_what_the_picture_shows() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no chromium");
        return;
    };
    for (seed, layer) in [(1, Layer::Target), (5, Layer::Levels), (6, Layer::Disagreements)] {
        let plant = random::plant_of(&mut Dice::new(seed), Size { zones: 7, assets: 40, conduits: 9 });
        let diagram = random::drawn(&plant, Detail::Assets, layer);
        let ours = Pixmap::decode_png(&png(&diagram, WIDTH).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (html, shot) = (folder.path().join("page.html"), folder.path().join("shot.png"));
        fs::write(&html, page(&svg(&diagram, Shown::Alone), ours.height())).unwrap();
        let done = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("--window-size={WIDTH},{}", ours.height()))
            .arg(format!("--screenshot={}", shot.display()))
            .arg(&html)
            .output()
            .unwrap();
        assert!(done.status.success() && shot.exists(), "{}", String::from_utf8_lossy(&done.stderr));
        let theirs = Pixmap::decode_png(&fs::read(&shot).unwrap()).unwrap();
        assert_eq!((ours.width(), ours.height()), (theirs.width(), theirs.height()));
        let apart: Vec<i64> = squares(&ours).iter().zip(squares(&theirs)).map(|(a, b)| (a - b).abs()).collect();
        let mean = apart.iter().sum::<i64>() / i64::try_from(apart.len()).unwrap();
        let most = apart.iter().max().copied().unwrap_or(0);
        assert!(mean <= MEAN_MAX && most <= SQUARE_MAX, "seed {seed}: mean {mean}, most {most}");
    }
}
