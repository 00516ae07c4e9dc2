//! The text as one tree, whichever of its forms it has.

use super::rules::WORDS;
use crate::{
    Account, braces,
    commands::Beside,
    tree::Tree,
    xml::{self, Element},
};

/// What one command sets of a rule.
const BESIDE: Beside = Beside {
    under: |path| {
        let at = path.windows(2).position(|pair| matches!(pair, [a, b] if a == "security" && b == "rules"))?;
        at.checked_add(3).filter(|under| *under <= path.len())
    },
    keys: &WORDS,
};

/// True for the vendor's XML: `config` with its `devices`, its shared or its virtual systems.
pub(super) fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    let is_config = start.find("<config").is_some_and(|at| at < 1_000);
    start.starts_with('<')
        && (is_config || start.starts_with("<response"))
        && (start.contains("urldb=\"paloalto")
            || ["<devices>", "<vsys>", "<rulebase>"].iter().any(|tag| start.contains(tag)))
}

/// The tree, and what stands in the way of believing it.
pub(super) fn read(account: &Account<'_>) -> (Tree, Vec<(u32, &'static str)>) {
    let text: String = account.lines().iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    if !is_xml(&text) {
        let mut written = braces::read(account, BESIDE);
        written.tree.lift("config");
        return (written.tree, written.refused);
    }
    let (root, broken) = xml::parse(&text);
    let mut tree = Tree::new();
    let config = match root.name.as_str() {
        "response" => root.at(&["result", "config"]).or_else(|| root.child("result")).unwrap_or(&root),
        _ => &root,
    };
    config.children.iter().for_each(|child| enter(&mut tree, 0, child));
    let last = u32::try_from(account.lines().len()).unwrap_or(u32::MAX);
    let mut refused: Vec<(u32, &'static str)> = broken.into_iter().map(|b| (b.line.min(last), b.why)).collect();
    if tree.is_full() {
        refused.push((last, "the text has more words than are kept"));
    }
    (tree, refused)
}

/// An entry is named by its attribute, a member by its text; any other element by itself, with its text below it.
fn enter(tree: &mut Tree, at: usize, element: &Element) {
    let line = element.lines.0;
    let name = match element.name.as_str() {
        "entry" => element.attribute("name"),
        "member" => element.text.as_str(),
        name => name,
    };
    let place = tree.enter(at, name, line);
    if element.name != "member" && !element.text.is_empty() {
        tree.enter(place, &element.text, line);
    }
    element.children.iter().for_each(|child| enter(tree, place, child));
}
