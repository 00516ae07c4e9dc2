//! The drawing as a picture. The only place that knows the library which paints it, and the font it is painted with.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use ringwall_diagram::Diagram;
use ringwall_model::Foreign;

use super::svg::{Shown, svg};

/// Widest picture, in pixels.
const WIDTH_MAX: u32 = 12_000;

/// Why there is no picture.
#[derive(Debug)]
pub struct NoPicture(pub String);

/// A picture so many pixels wide.
pub fn png(diagram: &Diagram, width: u32) -> Result<Vec<u8>, NoPicture> {
    paint(&svg(diagram, Shown::Alone), width)
}

/// The words of a drawing with characters the font of the picture has no sign for, such as Chinese: boxes stand for them there.
pub fn unpainted(diagram: &Diagram) -> Result<BTreeSet<Foreign>, NoPicture> {
    let tree = read(&svg(diagram, Shown::Alone))?;
    let mut groups = vec![tree.root()];
    let mut words = BTreeSet::new();
    while let Some(group) = groups.pop() {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => groups.push(group),
                usvg::Node::Text(text) if lacks_a_sign(text) => words.extend([words_of(text)]),
                _ => {}
            }
        }
    }
    Ok(words)
}

fn lacks_a_sign(text: &usvg::Text) -> bool {
    text.layouted().iter().flat_map(|span| &span.positioned_glyphs).any(|glyph| glyph.id.0 == 0)
}

fn words_of(text: &usvg::Text) -> Foreign {
    Foreign::from(text.chunks().iter().map(usvg::TextChunk::text).collect::<String>())
}

/// Reads SVG that `svg` wrote.
fn read(svg: &str) -> Result<usvg::Tree, NoPicture> {
    let mut options = usvg::Options { font_family: "Noto Sans".to_owned(), ..usvg::Options::default() };
    options.fontdb = Arc::new(fonts());
    usvg::Tree::from_str(svg, &options).map_err(|error| NoPicture(error.to_string()))
}

/// Paints SVG that `svg` wrote.
fn paint(svg: &str, width: u32) -> Result<Vec<u8>, NoPicture> {
    let tree = read(svg)?;
    let width = width.clamp(1, WIDTH_MAX);
    let size = tree.size().to_int_size();
    let size = size.scale_to_width(width).ok_or_else(|| NoPicture("it would have no size".to_owned()))?;
    let scale = f64::from(size.width()) / f64::from(tree.size().width());
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height())
        .ok_or_else(|| NoPicture("it would have no size".to_owned()))?;
    #[expect(clippy::cast_possible_truncation, reason = "a scale is small")]
    let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| NoPicture(error.to_string()))
}

/// Noto Sans, and no font of the machine: the same picture everywhere.
fn fonts() -> usvg::fontdb::Database {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    fonts
}
