//! Zones within zones, assets on and behind assets.

use ringwall_model::Diagnostic;

use crate::{
    check::CheckedFile,
    circles::Circles,
    codes::{self, Code},
    node::Node,
    sink::Sink,
};

pub(super) fn find(circles: &Circles, file: &CheckedFile, sink: &mut Sink<'_>) {
    if let Some(id) = file.named.as_deref().filter(|id| circles.parents.contains(*id)) {
        parent(id, &file.root, sink);
    }
    for entry in file.root.under("zones") {
        if let Some(node) = entry.item.node().filter(|_| circles.parents.contains(entry.key.as_str())) {
            parent(&entry.key, node, sink);
        }
    }
    for entry in file.root.under("assets") {
        let Some(node) = entry.item.node() else { continue };
        let id = entry.key.as_str();
        if circles.hosts.contains(id) {
            sink.push(asset(id, node, ("hosted_on", "runs on"), sink));
        }
        if circles.gateways.contains(id) {
            sink.push(asset(id, node, ("behind", "stands behind"), sink));
        }
    }
}

fn parent(id: &str, node: &Node, sink: &mut Sink<'_>) {
    let draft = sink.draft(&codes::PARENT_CYCLE, node.at("parent"), format!("zone `{id}` is part of itself"));
    sink.push(draft.help("let `parent` name a zone around this one, or leave it out").requirement("ZCR 3.1"));
}

fn asset(id: &str, node: &Node, (key, verb): (&str, &str), sink: &Sink<'_>) -> Diagnostic {
    let code: &Code = &codes::HOST_CYCLE;
    let draft = sink.draft(code, node.at(key), format!("asset `{id}` {verb} itself"));
    draft.help(format!("let `{key}` name an asset that does not lead back here"))
}
