//! Text that somebody else wrote: a wire, a file, a person.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// Text from outside. It has no `Display`: each output chooses the one writer that is safe for it.
///
/// Equality and order are those of the text. Serialised as a plain string (JSON escapes control characters itself).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Foreign(Box<str>);

impl Foreign {
    /// Takes text as it is.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Takes bytes from a wire: UTF-8 where it is, the replacement character where it is not; trailing NULs and blanks go.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        Self(text.trim_end_matches(['\0', ' ']).into())
    }

    /// The text for comparing, hashing and storing; never for showing.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// True when there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For a terminal: control, escape and bidirectional characters show as escapes; on one line.
    pub fn terminal(&self) -> impl fmt::Display + '_ {
        Terminal(&self.0)
    }

    /// For HTML, SVG and XML text and attribute values (always quoted with `"`).
    pub fn markup(&self) -> impl fmt::Display + '_ {
        Markup(&self.0)
    }

    /// For TOML: a complete basic string with its quotes.
    pub fn toml(&self) -> impl fmt::Display + '_ {
        Toml(&self.0)
    }
}

impl From<&str> for Foreign {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Foreign {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// Characters that change how the text around them is read or shown: controls, separators, bidirectional marks and other invisibles.
pub fn is_unsafe_to_show(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

struct Terminal<'a>(&'a str);

impl fmt::Display for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_unsafe_to_show(c) { write!(f, "\\u{{{:x}}}", u32::from(c))? } else { f.write_char(c)? }
        }
        Ok(())
    }
}

struct Markup<'a>(&'a str);

impl fmt::Display for Markup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c if is_unsafe_to_show(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

struct Toml<'a>(&'a str);

impl fmt::Display for Toml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                c if is_unsafe_to_show(c) => {
                    let n = u32::from(c);
                    if n <= 0xffff { write!(f, "\\u{n:04x}")? } else { write!(f, "\\U{n:08x}")? }
                }
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "\u{1b}[31m<script>alert('\u{202e}x')</script>\r\n\"\\&\u{9b}2J";

    #[test]
    fn a_terminal_sees_no_control_escape_or_bidirectional_character() {
        let shown = Foreign::from(HOSTILE).terminal().to_string();
        assert!(!shown.chars().any(is_unsafe_to_show), "{shown:?}");
    }

    #[test]
    fn markup_has_no_tag_quote_or_control_left() {
        let shown = Foreign::from(HOSTILE).markup().to_string();
        assert!(!shown.contains(['<', '>', '"', '\'']) && !shown.chars().any(is_unsafe_to_show), "{shown:?}");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept_visible() {
        assert_eq!(Foreign::from_bytes(b"PLC\xff \0\0").raw(), "PLC\u{fffd}");
    }
}
