//! What the vendor's schema of the .drawio format says: `shared/mxfile.xsd`, version 1.0, of the repository jgraph/drawio-mcp, as a table
//! of facts. It is what an editor's file may hold; what else ours keep to stands beside.

use roxmltree::{Document, Node};

/// What an attribute may say.
enum Kind {
    Text,
    /// A number, with a fraction or not.
    Number,
    /// A whole number above nought.
    Count,
    /// `0` or `1`.
    Bit,
    /// `true` or `false`.
    Truth,
    /// `#RRGGBB`, `#RRGGBBAA`, `none` or `default`.
    Colour,
    OneOf(&'static [&'static str]),
}

use Kind::{Bit, Colour, Count, Number, OneOf, Text, Truth};

/// An element: its attributes, what stands in it, and how much of that.
struct Element {
    name: &'static str,
    attributes: &'static [(&'static str, Kind)],
    required: &'static [&'static str],
    /// Attributes of any other name are allowed.
    others: bool,
    inside: &'static [&'static str],
    count: (usize, usize),
}

const ANY: usize = usize::MAX;

const WRAPPER: &[(&str, Kind)] =
    &[("id", Text), ("label", Text), ("link", Text), ("tags", Text), ("tooltip", Text), ("placeholders", Bit)];

const ELEMENTS: [Element; 11] = [
    Element {
        name: "mxfile",
        attributes: &[
            ("host", Text),
            ("modified", Text),
            ("agent", Text),
            ("version", Text),
            ("etag", Text),
            ("type", Text),
            ("compressed", Truth),
            ("pages", Text),
        ],
        required: &[],
        others: false,
        inside: &["diagram"],
        count: (1, ANY),
    },
    Element {
        name: "diagram",
        attributes: &[("id", Text), ("name", Text)],
        required: &[],
        others: false,
        inside: &["mxGraphModel"],
        count: (1, 1),
    },
    Element {
        name: "mxGraphModel",
        attributes: &[
            ("dx", Number),
            ("dy", Number),
            ("pageWidth", Count),
            ("pageHeight", Count),
            ("pageScale", Number),
            ("grid", Bit),
            ("gridSize", Count),
            ("guides", Bit),
            ("tooltips", Bit),
            ("connect", Bit),
            ("arrows", Bit),
            ("fold", Bit),
            ("page", Bit),
            ("math", Bit),
            ("shadow", Bit),
            ("background", Colour),
            ("backgroundImage", Text),
            ("adaptiveColors", Text),
        ],
        required: &[],
        others: false,
        inside: &["root"],
        count: (1, 1),
    },
    Element {
        name: "root",
        attributes: &[],
        required: &[],
        others: false,
        inside: &["mxCell", "UserObject", "object"],
        count: (1, ANY),
    },
    Element {
        name: "mxCell",
        attributes: &[
            ("id", Text),
            ("parent", Text),
            ("value", Text),
            ("style", Text),
            ("vertex", Bit),
            ("edge", Bit),
            ("connectable", Bit),
            ("source", Text),
            ("target", Text),
            ("collapsed", Bit),
            ("visible", Bit),
        ],
        required: &[],
        others: false,
        inside: &["mxGeometry"],
        count: (0, 1),
    },
    Element {
        name: "object",
        attributes: WRAPPER,
        required: &["id"],
        others: true,
        inside: &["mxCell"],
        count: (1, 1),
    },
    Element {
        name: "UserObject",
        attributes: WRAPPER,
        required: &["id"],
        others: true,
        inside: &["mxCell"],
        count: (1, 1),
    },
    Element {
        name: "mxGeometry",
        attributes: &[
            ("x", Number),
            ("y", Number),
            ("width", Number),
            ("height", Number),
            ("relative", Bit),
            ("as", OneOf(&["geometry"])),
        ],
        required: &[],
        others: false,
        inside: &["mxPoint", "Array", "mxRectangle"],
        count: (0, ANY),
    },
    Element {
        name: "Array",
        attributes: &[("as", OneOf(&["points"]))],
        required: &[],
        others: false,
        inside: &["mxPoint"],
        count: (0, ANY),
    },
    Element {
        name: "mxPoint",
        attributes: &[("x", Number), ("y", Number), ("as", OneOf(&["sourcePoint", "targetPoint", "offset"]))],
        required: &[],
        others: false,
        inside: &[],
        count: (0, 0),
    },
    Element {
        name: "mxRectangle",
        attributes: &[
            ("x", Number),
            ("y", Number),
            ("width", Number),
            ("height", Number),
            ("as", OneOf(&["alternateBounds"])),
        ],
        required: &[],
        others: false,
        inside: &[],
        count: (0, 0),
    },
];

impl Kind {
    fn allows(&self, value: &str) -> bool {
        match self {
            Text => true,
            Number => value.parse::<f64>().is_ok_and(f64::is_finite),
            Count => value.parse::<u32>().is_ok_and(|number| number > 0),
            Bit => ["0", "1"].contains(&value),
            Truth => ["true", "false"].contains(&value),
            Colour => {
                let digits = value.strip_prefix('#').unwrap_or_default();
                let is_hex = [6, 8].contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_hexdigit());
                is_hex || ["none", "default"].contains(&value)
            }
            OneOf(values) => values.contains(&value),
        }
    }
}

/// Where a file departs from the schema.
pub fn departures(document: &Document<'_>) -> Vec<String> {
    let root = document.root_element();
    let mut all = Vec::new();
    if root.tag_name().name() != "mxfile" {
        all.push(format!("{} is no file", root.tag_name().name()));
    }
    root.descendants().filter(Node::is_element).for_each(|node| of_element(node, &mut all));
    all
}

fn of_element(node: Node<'_, '_>, all: &mut Vec<String>) {
    let name = node.tag_name().name();
    let Some(element) = ELEMENTS.iter().find(|element| element.name == name) else {
        all.push(format!("{name} is not known"));
        return;
    };
    for attribute in node.attributes() {
        let known = element.attributes.iter().find(|(name, _)| *name == attribute.name());
        if known.map_or(!element.others, |(_, kind)| !kind.allows(attribute.value())) {
            all.push(format!("{name} has {}={}", attribute.name(), attribute.value()));
        }
    }
    let missing = element.required.iter().filter(|name| node.attribute(**name).is_none());
    all.extend(missing.map(|missing| format!("{name} has no {missing}")));
    let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    if !(element.count.0..=element.count.1).contains(&children.len()) {
        all.push(format!("{name} holds {}", children.len()));
    }
    let strange = children.iter().map(|child| child.tag_name().name()).filter(|child| !element.inside.contains(child));
    all.extend(strange.map(|child| format!("{name} holds {child}")));
    let words = node.children().filter(Node::is_text).any(|text| !text.text().unwrap_or_default().trim().is_empty());
    if words {
        all.push(format!("{name} holds words"));
    }
}
