//! Puts text into an XML document, right behind the first tag of an element, and leaves every other byte as it is.

/// The document with this as the first thing in the element at the end of a path; what is missing of the path is made. None
/// where the outermost element is another.
pub(super) fn inserted(document: &str, path: &[&str], more: &str) -> Option<String> {
    let place = place(document, path).filter(|place| place.matched > 0)?;
    let name = path.get(place.matched.checked_sub(1)?)?;
    let missing = path.get(place.matched..).unwrap_or_default();
    let opening: String = missing.iter().map(|name| format!("<{name}>")).collect();
    let closing: String = missing.iter().rev().map(|name| format!("</{name}>")).collect();
    let wrapped = format!("{opening}{more}{closing}");
    let (before, after) = document.split_at_checked(place.end)?;
    Some(match before.strip_suffix("/>").filter(|_| place.is_empty) {
        Some(tag) => format!("{tag}>{wrapped}</{name}>{after}"),
        None => format!("{before}{wrapped}{after}"),
    })
}

/// The end of a first tag.
#[derive(Debug)]
struct Place {
    /// Elements of the path it is the last of.
    matched: usize,
    end: usize,
    /// It is the only tag of its element.
    is_empty: bool,
}

/// The deepest element on the path.
fn place(document: &str, path: &[&str]) -> Option<Place> {
    let (mut best, mut at) = (None::<Place>, 0_usize);
    let (mut depth, mut matched) = (0_usize, 0_usize);
    while let Some((start, rest)) = next_tag(document, at) {
        let end = end_of(rest).map(|length| start.saturating_add(length))?;
        at = end;
        let tag = document.get(start..end)?;
        if tag.starts_with("<!") || tag.starts_with("<?") {
            continue;
        }
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
            matched = matched.min(depth);
            continue;
        }
        let name = tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next();
        let is_empty = tag.ends_with("/>");
        let is_next = depth == matched && path.get(matched).copied() == name;
        let reached = matched.saturating_add(usize::from(is_next));
        if is_next && best.as_ref().is_none_or(|best| best.matched < reached) {
            best = Some(Place { matched: reached, end, is_empty });
        }
        if !is_empty {
            depth = depth.saturating_add(1);
            matched = reached;
        }
        if best.as_ref().is_some_and(|best| best.matched == path.len()) {
            break;
        }
    }
    best
}

fn next_tag(document: &str, from: usize) -> Option<(usize, &str)> {
    let start = from.saturating_add(document.get(from..)?.find('<')?);
    Some((start, document.get(start..)?))
}

/// Bytes of a tag, a comment or a section of text.
fn end_of(rest: &str) -> Option<usize> {
    let closed = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    let closing = closed.iter().find(|(open, _)| rest.starts_with(open)).map_or(">", |(_, close)| close);
    Some(rest.find(closing)?.saturating_add(closing.len()))
}

#[cfg(test)]
mod tests {
    use super::inserted;

    #[test]
    fn text_goes_behind_the_first_tag_and_all_else_stays() {
        let document = "<?xml?>\n<!-- <a><b> -->\n<a>\n <c><b>other</b></c>\n <b x=\"1\">\n  old</b>\n</a>\n";
        let expected = document.replace("<b x=\"1\">", "<b x=\"1\">NEW");
        assert_eq!(inserted(document, &["a", "b"], "NEW"), Some(expected));
        assert_eq!(inserted("<a><![CDATA[<b>]]><b/></a>", &["a", "b"], "N").unwrap(), "<a><![CDATA[<b>]]><b>N</b></a>");
    }

    #[test]
    fn what_is_missing_of_the_path_is_made_and_another_document_is_left_alone() {
        assert_eq!(inserted("<a><d/></a>", &["a", "b", "c"], "N").unwrap(), "<a><b><c>N</c></b><d/></a>");
        assert_eq!(inserted("<a><b/></a>", &["a", "b", "c"], "N").unwrap(), "<a><b><c>N</c></b></a>");
        assert_eq!(inserted("<x><a/></x>", &["a"], "N"), None);
        assert_eq!(inserted("<a", &["a"], "N"), None);
    }
}
