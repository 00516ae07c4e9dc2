//! What a plant file may cost before it is read: size and depth. Parsed trees are walked and dropped recursively, so depth is bounded first.

/// Largest file read, in bytes.
pub const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Deepest nesting of brackets, and most dots in one key.
pub const NESTING_MAX: usize = 32;
/// Most diagnostics listed.
pub const DIAGNOSTICS_MAX: usize = 1000;
/// Most syntax errors looked for in one file.
pub const SYNTAX_ROUNDS_MAX: usize = 100;
/// Most bytes parsed again and again in search of further syntax errors in one file.
pub(crate) const SYNTAX_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Byte offset of the line in which the text nests deeper than [`NESTING_MAX`], if it does.
pub(crate) fn too_deep_at(text: &str) -> Option<usize> {
    let (mut at, mut scan) = (0, Scan::default());
    for line in text.split_inclusive('\n') {
        scan.line(line);
        if scan.deepest > NESTING_MAX {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Reads brackets, strings and comments line by line, and nothing else.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    open: usize,
    dots: usize,
    deepest: usize,
    /// Quote of the multi-line string that is not closed yet.
    inside: Option<u8>,
}

impl Scan {
    /// Takes one line; true when every bracket and string is closed at its end.
    pub fn line(&mut self, line: &str) -> bool {
        let mut rest = line.as_bytes();
        self.dots = 0;
        while let [byte, tail @ ..] = rest {
            rest = match (self.inside, byte) {
                (Some(quote), _) => self.inside_string(rest, quote),
                (None, b'"' | b'\'') => self.string(rest, *byte),
                (None, b'#') => &[],
                (None, byte) => {
                    self.structure(*byte);
                    tail
                }
            };
        }
        self.open == 0 && self.inside.is_none()
    }

    fn structure(&mut self, byte: u8) {
        match byte {
            b'[' | b'{' => self.open += 1,
            b']' | b'}' => self.open = self.open.saturating_sub(1),
            b'.' => self.dots += 1,
            b',' | b'=' => self.dots = 0,
            _ => {}
        }
        self.deepest = self.deepest.max(self.open).max(self.dots);
    }

    /// A string begins; one in single quotes ends with the line at the latest.
    fn string<'l>(&mut self, rest: &'l [u8], quote: u8) -> &'l [u8] {
        if let [_, b, c, tail @ ..] = rest
            && [*b, *c] == [quote, quote]
        {
            self.inside = Some(quote);
            return tail;
        }
        let mut tail = rest.get(1..).unwrap_or_default();
        while let [byte, after @ ..] = tail {
            tail = match byte {
                b'\\' if quote == b'"' => after.get(1..).unwrap_or_default(),
                byte if *byte == quote => return after,
                _ => after,
            };
        }
        tail
    }

    /// A multi-line string goes on; up to two quotes may stand before the three that close it.
    fn inside_string<'l>(&mut self, rest: &'l [u8], quote: u8) -> &'l [u8] {
        let run = rest.iter().take(5).take_while(|b| **b == quote).count();
        match rest {
            [b'\\', after @ ..] if quote == b'"' => after.get(1..).unwrap_or_default(),
            _ if run >= 3 => {
                self.inside = None;
                rest.get(run..).unwrap_or_default()
            }
            _ => rest.get(run.max(1)..).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_brackets_and_long_keys_are_found_and_prose_is_not() {
        assert!(too_deep_at(&format!("x = {}", "[".repeat(40))).is_some());
        assert!(too_deep_at(&format!("y = 1\n{}", "a.".repeat(40))).is_some());
        assert_eq!(too_deep_at(&format!("x = \"{}\" # {}", "[.".repeat(99), "[.".repeat(99))), None);
        assert_eq!(
            too_deep_at(&format!("x = \"\"\"\n{}\"\"\"\"\"\ny = '''{}'''", "[".repeat(99), "[".repeat(99))),
            None
        );
        assert_eq!(too_deep_at(&format!("x = [{}]", "1.5, ".repeat(99))), None);
        assert_eq!(too_deep_at("x = \"unfinished\ny = \"\\\""), None);
    }
}
