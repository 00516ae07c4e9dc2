//! A small reader of XML: elements, text and lines. Entities beyond the five of XML 1.0 are not expanded, nothing is fetched.

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// What stands in its first tag: `name="value"`.
    pub(crate) attributes: Vec<(String, String)>,
    /// Text directly in it, trimmed.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
    /// Lines of its first and last tag.
    pub(crate) lines: (u32, u32),
}

impl Element {
    /// The value of an attribute; empty where there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub(crate) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child; empty where there is none.
    pub(crate) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.as_str())
    }

    /// The child at the end of a path.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: u32,
    pub(crate) why: &'static str,
}

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 64;

/// Reads a text: the outermost element, and where it breaks off.
pub(crate) fn parse(text: &str) -> (Element, Option<Broken>) {
    let mut reader = Reader { rest: text, line: 1, open: vec![Element::default()] };
    let broken = reader.run().err().map(|why| Broken { line: reader.line, why });
    let broken =
        broken.or((reader.open.len() > 1).then_some(Broken { line: reader.line, why: "an element is never closed" }));
    while reader.open.len() > 1 {
        reader.close();
    }
    let root = reader.open.pop().unwrap_or_default();
    (root.children.into_iter().next().unwrap_or_default(), broken)
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    open: Vec<Element>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) -> Result<(), &'static str> {
        while let Some(at) = self.rest.find('<') {
            let text = self.take(at);
            self.add_text(&unescaped(text));
            if self.skip("<!--", "-->")? || self.skip("<?", "?>")? || self.skip("<!DOCTYPE", ">")? {
                continue;
            }
            if self.rest.starts_with("<![CDATA[") {
                let end = self.rest.find("]]>").ok_or("a CDATA section is never closed")?;
                let inner = self.rest.get(9..end).unwrap_or_default().to_owned();
                self.take(end.saturating_add(3));
                self.add_text(&inner);
                continue;
            }
            let end = self.rest.find('>').ok_or("a tag is never closed")?;
            let line = self.line;
            let tag = self.take(end.saturating_add(1));
            self.tag(tag.trim_start_matches('<').trim_end_matches('>'), line)?;
        }
        let rest = self.rest.len();
        self.take(rest);
        Ok(())
    }

    /// Takes so many bytes, and counts their lines.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        let lines = taken.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, from: &str, to: &str) -> Result<bool, &'static str> {
        if !self.rest.starts_with(from) {
            return Ok(false);
        }
        let end = self.rest.find(to).ok_or("a comment or declaration is never closed")?;
        self.take(end.saturating_add(to.len()));
        Ok(true)
    }

    fn add_text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            let text = text.trim();
            if !text.is_empty() {
                element.text.push_str(text);
            }
        }
    }

    fn tag(&mut self, tag: &str, line: u32) -> Result<(), &'static str> {
        if let Some(name) = tag.strip_prefix('/') {
            let is_open = self.open.len() > 1 && self.open.last().is_some_and(|e| e.name == name.trim());
            if !is_open {
                return Err("a closing tag closes nothing that is open");
            }
            self.close();
            return Ok(());
        }
        let (body, is_empty) = tag.strip_suffix('/').map_or((tag, false), |body| (body, true));
        let name = body.split_whitespace().next().unwrap_or_default();
        if name.is_empty() || self.open.len() > DEPTH_MAX {
            return Err("a tag has no name, or stands too deep");
        }
        let attributes = attributes(body.get(name.len()..).unwrap_or_default());
        self.open.push(Element { name: name.to_owned(), attributes, lines: (line, line), ..Element::default() });
        if is_empty {
            self.close();
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        element.lines.1 = self.line;
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(element);
        }
    }
}

/// `key="value"` and `key='value'`, as far as they are written so.
fn attributes(text: &str) -> Vec<(String, String)> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((key, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(quote) = behind.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((value, after)) = behind.get(1..).and_then(|inner| inner.split_once(quote)) else { break };
        found.push((key.trim().to_owned(), unescaped(value)));
        rest = after;
    }
    found
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // The ampersand last, so that nothing is unescaped twice.
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#13;", ""),
        ("&#10;", "\n"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_text_and_lines() {
        let (root, broken) = parse(
            "<?xml version=\"1.0\"?>\n<a x=\"1\">\n <!-- <b> -->\n <b>1 &lt; 2</b>\n <c/><d><![CDATA[<e>]]></d>\n</a>\n",
        );
        assert_eq!(broken, None);
        assert_eq!((root.name.as_str(), root.lines), ("a", (2, 6)));
        assert_eq!((root.text_of("b"), root.text_of("d"), root.children.len()), ("1 < 2", "<e>", 3));
        assert_eq!(root.child("b").unwrap().lines, (4, 4));
        assert_eq!((root.attribute("x"), root.attribute("y")), ("1", ""));
        assert_eq!(parse("<e name='a &amp; b' z = \"\"/>").0.attribute("name"), "a & b");
    }

    #[test]
    fn a_text_that_breaks_off_says_where() {
        let (root, broken) = parse("<a>\n<b>1</b>\n<c>");
        assert_eq!(broken.unwrap().line, 3);
        assert_eq!(root.text_of("b"), "1");
        assert!(parse("<a></b></a>").1.is_some() && parse(&"<a>".repeat(1_000)).1.is_some());
    }
}
