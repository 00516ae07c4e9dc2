//! Configurations that are one tree of words, written in braces or as one `set` line a leaf.

use std::collections::BTreeMap;

/// A tree; its nodes are named by their place, the root is 0.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    places: BTreeMap<(usize, String), usize>,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    line: u32,
    parent: usize,
    children: Vec<usize>,
    inactive: bool,
    removed: bool,
}

/// Most nodes of a tree.
const NODES_MAX: usize = 4_000_000;

impl Tree {
    /// A tree of a root.
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node { line: 1, ..Node::default() }], places: BTreeMap::new() }
    }

    /// The child of a name; made where there is none.
    pub(crate) fn enter(&mut self, at: usize, name: &str, line: u32) -> usize {
        if let Some(known) = self.get(at, name) {
            return known;
        }
        if self.is_full() {
            return at;
        }
        let new = self.nodes.len();
        self.nodes.push(Node { name: name.to_owned(), line, parent: at, ..Node::default() });
        if let Some(parent) = self.nodes.get_mut(at) {
            parent.children.push(new);
        }
        self.places.insert((at, name.to_owned()), new);
        new
    }

    /// True where no more nodes are taken: what follows is not in it.
    pub(crate) fn is_full(&self) -> bool {
        self.nodes.len() >= NODES_MAX
    }

    /// Goes down by these words, each made where it is missing.
    pub(crate) fn enter_all(&mut self, at: usize, path: &[String], line: u32) -> usize {
        path.iter().fold(at, |at, name| self.enter(at, name, line))
    }

    /// Marks a node as not active, or as active again.
    pub(crate) fn set_active(&mut self, at: usize, active: bool) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.inactive = !active;
        }
    }

    /// Takes a node out.
    pub(crate) fn remove(&mut self, at: usize) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.removed = true;
            let key = (node.parent, node.name.clone());
            self.places.remove(&key);
        }
    }

    /// Puts what is below a word of the outermost level in its place, where nothing there has a name of it.
    pub(crate) fn lift(&mut self, name: &str) {
        let Some(at) = self.get(0, name) else { return };
        let below = self.nodes.get(at).map_or_else(Vec::new, |node| node.children.clone());
        if below.iter().any(|child| self.get(0, self.name(*child)).is_some()) {
            return;
        }
        self.places.remove(&(0, name.to_owned()));
        for child in &below {
            let Some(node) = self.nodes.get_mut(*child) else { continue };
            node.parent = 0;
            self.places.remove(&(at, node.name.clone()));
            self.places.insert((0, node.name.clone()), *child);
        }
        if let Some(root) = self.nodes.first_mut() {
            let others = std::mem::take(&mut root.children);
            root.children = others.into_iter().flat_map(|c| if c == at { below.clone() } else { vec![c] }).collect();
        }
    }

    /// Moves a node among those beside it: before or behind one of them, or to one end. False where that one is missing.
    pub(crate) fn shift(&mut self, at: usize, behind: bool, beside: Option<&str>) -> bool {
        let Some(parent) = self.nodes.get(at).map(|node| node.parent) else { return false };
        let other = beside.map(|name| self.get(parent, name));
        let Some(node) = self.nodes.get_mut(parent).filter(|_| other != Some(None) && other != Some(Some(at))) else {
            return false;
        };
        node.children.retain(|child| *child != at);
        let place = match other.flatten().and_then(|other| node.children.iter().position(|child| *child == other)) {
            Some(place) => place.saturating_add(usize::from(behind)),
            None if behind => node.children.len(),
            None => 0,
        };
        node.children.insert(place.min(node.children.len()), at);
        true
    }

    /// The child of a name, active or not.
    pub(crate) fn get(&self, at: usize, name: &str) -> Option<usize> {
        self.places.get(&(at, name.to_owned())).copied()
    }

    /// The node at the end of a path of active nodes.
    pub(crate) fn find(&self, at: usize, path: &[&str]) -> Option<usize> {
        path.iter().try_fold(at, |at, name| self.get(at, name).filter(|found| self.is_active(*found)))
    }

    /// Active children, in their order.
    pub(crate) fn children(&self, at: usize) -> Vec<usize> {
        let listed = self.nodes.get(at).map_or(&[][..], |node| &node.children);
        listed.iter().copied().filter(|child| self.is_active(*child)).collect()
    }

    fn is_active(&self, at: usize) -> bool {
        self.nodes.get(at).is_some_and(|node| !node.inactive && !node.removed)
    }

    /// The word of a node.
    pub(crate) fn name(&self, at: usize) -> &str {
        self.nodes.get(at).map_or("", |node| node.name.as_str())
    }

    /// The line on which a node first stands.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.nodes.get(at).map_or(1, |node| node.line)
    }

    /// The lines on which a node and what is below it first stand.
    pub(crate) fn lines(&self, at: usize) -> Vec<u32> {
        let (mut lines, mut open) = (Vec::new(), vec![at]);
        while let Some(node) = open.pop() {
            lines.push(self.line(node));
            open.extend(self.children(node));
        }
        lines
    }

    /// The words of the active children of the node at the end of a path.
    pub(crate) fn values(&self, at: usize, path: &[&str]) -> Vec<&str> {
        self.find(at, path).map_or_else(Vec::new, |found| self.names(found))
    }

    /// The words of active children.
    pub(crate) fn names(&self, at: usize) -> Vec<&str> {
        self.children(at).into_iter().map(|child| self.name(child)).collect()
    }

    /// The one value at the end of a path.
    pub(crate) fn value(&self, at: usize, path: &[&str]) -> Option<&str> {
        self.values(at, path).first().copied()
    }

    /// True where there is an active node at the end of a path.
    pub(crate) fn has(&self, at: usize, path: &[&str]) -> bool {
        self.find(at, path).is_some()
    }

    /// The words from below a node to each of its leaves.
    pub(crate) fn leaves(&self, at: usize) -> Vec<Vec<&str>> {
        let (mut leaves, mut open) = (Vec::new(), vec![(at, Vec::new())]);
        while let Some((node, words)) = open.pop() {
            let children = self.children(node);
            if children.is_empty() && !words.is_empty() {
                leaves.push(words);
                continue;
            }
            for child in children.into_iter().rev() {
                let mut below = words.clone();
                below.push(self.name(child));
                open.push((child, below));
            }
        }
        leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_entered_twice_are_one_node_and_inactive_ones_are_not_found() {
        let mut tree = Tree::new();
        let path = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        tree.enter_all(0, &path("a b c"), 1);
        let off = tree.enter_all(0, &path("a b d"), 2);
        tree.enter_all(0, &path("a e"), 3);
        tree.set_active(off, false);
        assert_eq!(tree.values(0, &["a"]), ["b", "e"]);
        assert_eq!((tree.values(0, &["a", "b"]), tree.has(0, &["a", "b", "d"])), (vec!["c"], false));
        assert_eq!(tree.leaves(0), [vec!["a", "b", "c"], vec!["a", "e"]]);
        let gone = tree.find(0, &["a", "b"]).unwrap();
        tree.remove(gone);
        assert!(!tree.has(0, &["a", "b"]));
        tree.enter_all(0, &path("a b x"), 4);
        assert_eq!(tree.values(0, &["a", "b"]), ["x"]);
        let (e, b) = (tree.get(1, "e").unwrap(), tree.get(1, "b").unwrap());
        assert!(tree.shift(e, false, None) && tree.values(0, &["a"]) == ["e", "b"]);
        assert!(tree.shift(e, true, Some("b")) && tree.values(0, &["a"]) == ["b", "e"]);
        assert!(!tree.shift(b, true, Some("nobody")));
    }
}
