//! Groups of statements that are applied elsewhere.

use crate::tree::Tree;

/// Blocks in which rules about packets stand.
const DECIDING: [&str; 6] =
    ["security", "firewall", "interfaces", "applications", "policy-options", "forwarding-options"];
/// The group that each member of a cluster has of its own: `node0`, `node1`.
const OF_NODE: &str = "${node}";
/// Words that only put an interface into another, or name it.
const LINKING: [&str; 5] = ["description", "ether-options", "fabric-options", "fastether-options", "gigether-options"];

/// Where a group is applied that could change what decides about packets.
pub(super) fn applied(tree: &Tree) -> impl Iterator<Item = usize> + '_ {
    let outer = tree.find(0, &["apply-groups"]).map_or_else(Vec::new, |at| tree.children(at));
    let outer = outer.into_iter().filter(move |at| !is_harmless(tree, tree.name(*at)));
    let blocks = DECIDING.iter().filter_map(|block| tree.find(0, &[block]));
    outer.chain(blocks.flat_map(|block| inner(tree, block)))
}

fn is_harmless(tree: &Tree, name: &str) -> bool {
    let all = tree.find(0, &["groups"]).map_or_else(Vec::new, |at| tree.children(at));
    let is_meant = |group: &usize| match name {
        OF_NODE => tree.name(*group).strip_prefix("node").is_some_and(|number| number.parse::<u8>().is_ok()),
        name => tree.name(*group) == name,
    };
    let mut meant = all.into_iter().filter(is_meant).peekable();
    meant.peek().is_some() && meant.all(|group| says_nothing(tree, group))
}

/// True where a group says nothing of what decides: of interfaces only how they are put together, and what is about those of the
/// management and of the cluster itself, by which no packet passes.
fn says_nothing(tree: &Tree, group: usize) -> bool {
    let interfaces = tree.find(group, &["interfaces"]).map_or_else(Vec::new, |at| tree.children(at));
    let is_aside = |name: &str| ["fxp", "em", "fab"].iter().any(|kind| name.strip_prefix(kind).is_some_and(is_number));
    let is_linked = |at: usize| tree.names(at).iter().all(|word| LINKING.contains(word));
    let deciding = DECIDING.iter().filter(|block| **block != "interfaces");
    !deciding.into_iter().any(|block| tree.has(group, &[block]))
        && interfaces.into_iter().all(|at| is_aside(tree.name(at)) || is_linked(at))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Every `apply-groups` and `apply-path` below a node.
fn inner(tree: &Tree, at: usize) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), vec![at]);
    while let Some(node) = open.pop() {
        if tree.name(node) == "apply-groups" {
            found.push(node);
        }
        open.extend(tree.children(node));
    }
    found
}
