//! What the formats ask of their files.

pub mod schema;

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

/// SVG 1.1, as far as it is used: known elements, numbers where numbers stand, unique ids.
pub fn svg(document: &Document<'_>) {
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let known = ["svg", "title", "desc", "style", "rect", "text", "path", "g", "a"];
        assert!(known.contains(&name), "{name}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if ["x", "y", "width", "height", "rx", "font-size", "textLength"].contains(&name) {
                let number = value.trim_end_matches("mm").trim_end_matches('%');
                assert!(number.parse::<i32>().is_ok(), "{name}={value}");
            }
            if name == "id" {
                assert!(ids.insert(value.to_owned()), "{value} stands twice");
            }
            if name == "d" {
                assert!(value.starts_with('M') && value.chars().all(|c| "MLHVACZ0123456789 .-".contains(c)), "{value}");
            }
        }
    }
}

/// The .drawio file format: `mxfile` holds `diagram` holds `mxGraphModel` holds `root` holds cells, bare or within `object`.
pub fn drawio(document: &Document<'_>) {
    assert_eq!(schema::departures(document), Vec::<String>::new());
    let model = only(only(only(document.root_element(), "mxfile"), "diagram"), "mxGraphModel");
    let root = only(model, "root");
    for (name, value) in [("grid", "1"), ("gridSize", "10"), ("page", "1"), ("math", "0")] {
        assert_eq!(root.parent().unwrap().attribute(name), Some(value));
    }
    let cells: Vec<(String, Node<'_, '_>)> = root.children().filter(Node::is_element).map(cell).collect();
    let ids: BTreeSet<&str> = cells.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids.len(), cells.len(), "ids are unique");
    assert!(cells[0].0 == "0" && cells[1].0 == "1" && cells[1].1.attribute("parent") == Some("0"));
    let mut seen = BTreeSet::from(["0"]);
    for (id, own) in cells.iter().skip(1) {
        let parent = own.attribute("parent").unwrap();
        assert!(seen.contains(parent), "{id} stands behind its parent {parent}");
        seen.insert(id.as_str());
        if id != "1" {
            role(id, *own, &ids);
        }
    }
}

/// The first element inside, after the name of the outer one is held.
fn only<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Node<'a, 'd> {
    assert_eq!(node.tag_name().name(), name);
    if name == "root" {
        return node;
    }
    let mut inner = node.children().filter(Node::is_element);
    let first = inner.next().unwrap();
    assert!(inner.next().is_none(), "{name} holds one element");
    first
}

fn cell<'a, 'd>(node: Node<'a, 'd>) -> (String, Node<'a, 'd>) {
    match node.tag_name().name() {
        "mxCell" => (node.attribute("id").unwrap().to_owned(), node),
        "object" => {
            assert!(node.attribute("label").is_some());
            let own = node.children().find(|child| child.has_tag_name("mxCell")).unwrap();
            assert!(own.attribute("id").is_none() && own.attribute("value").is_none(), "the object has them");
            (node.attribute("id").unwrap().to_owned(), own)
        }
        other => panic!("{other} is no cell"),
    }
}

fn role(id: &str, own: Node<'_, '_>, ids: &BTreeSet<&str>) {
    let (vertex, edge) = (own.attribute("vertex") == Some("1"), own.attribute("edge") == Some("1"));
    assert!(vertex != edge, "{id} is a vertex or an edge");
    let geometry = own.children().find(|child| child.has_tag_name("mxGeometry")).unwrap();
    assert_eq!(geometry.attribute("as"), Some("geometry"));
    style(id, own.attribute("style").unwrap());
    let number = |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<i32>().unwrap();
    if vertex {
        number(geometry, "x");
        number(geometry, "y");
        assert!(number(geometry, "width") >= 0 && number(geometry, "height") >= 0);
        return;
    }
    assert_eq!(geometry.attribute("relative"), Some("1"));
    assert!(["source", "target"].iter().all(|end| ids.contains(own.attribute(*end).unwrap())), "{id} joins cells");
    let points = geometry.children().find(|child| child.has_tag_name("Array")).unwrap();
    assert_eq!(points.attribute("as"), Some("points"));
    for point in points.children().filter(Node::is_element) {
        assert!(point.has_tag_name("mxPoint"));
        number(point, "x");
        number(point, "y");
    }
}

/// `key=value;`, or the name of a shape alone at the front; no label is HTML.
fn style(id: &str, style: &str) {
    let style = style.strip_suffix(';').unwrap_or_else(|| panic!("{id}: {style}"));
    for part in style.split(';') {
        let is_shape = ["text", "ellipse", "triangle", "rhombus"].contains(&part);
        let pair = part.split_once('=').is_some_and(|(key, value)| !key.is_empty() && !value.is_empty());
        assert!(is_shape || pair, "{id}: {part}");
    }
    assert!(style.contains("html=0") && !style.contains("html=1"), "{id}");
}
