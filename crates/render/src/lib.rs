//! A document as terminal text, as a page, and values as JSON; a drawing as SVG, as a picture, and for an editor. Each format has one way to write foreign text.

mod formats;

pub use formats::drawio::{NotADrawing, drawio, read_drawio};
pub use formats::html::html;
pub use formats::json::{to_json, write_json};
pub use formats::png::{NoPicture, png, unpainted};
pub use formats::svg::{Shown, svg};
pub use formats::terminal::{Terminal, terminal};
