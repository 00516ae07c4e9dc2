//! The example that ships with Ringwall.

mod folder;

use ringwall_plant::{Colour, parse, render_all};

#[test]
fn the_example_refinery_has_nothing_wrong() {
    let parsed = parse(&folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/refinery")));
    assert_eq!(render_all(&parsed.diagnostics, Colour::Plain), "");
}
