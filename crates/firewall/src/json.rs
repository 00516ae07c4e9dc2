//! A small reader of JSON that keeps the line of every value. Nothing is fetched, nothing is evaluated (RFC 8259).

/// A value and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Json {
    pub(crate) line: u32,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Is(bool),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object; of a key that stands twice the last counts.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(pairs) => pairs.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Its text; empty where it is none.
    pub(crate) fn text(&self) -> &str {
        match &self.value {
            Value::Text(text) | Value::Number(text) => text,
            _ => "",
        }
    }

    /// The text of a key; empty where there is none.
    pub(crate) fn text_of(&self, key: &str) -> &str {
        self.get(key).map_or("", Self::text)
    }

    /// The values of a list; none of them where it is no list.
    pub(crate) fn list(&self) -> &[Self] {
        match &self.value {
            Value::List(list) => list,
            _ => &[],
        }
    }

    /// The values of the list of a key.
    pub(crate) fn list_of(&self, key: &str) -> &[Self] {
        self.get(key).map_or(&[], Self::list)
    }

    /// True where a key is `true`.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.value == Value::Is(true))
    }
}

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 64;

/// Reads a text; where it breaks off, the line and the reason.
pub(crate) fn parse(text: &str) -> Result<Json, (u32, &'static str)> {
    let mut reader = Reader { rest: text, line: 1 };
    let value = reader.value(0).map_err(|why| (reader.line, why))?;
    reader.blank();
    match reader.rest.is_empty() {
        true => Ok(value),
        false => Err((reader.line, "something stands behind the last value")),
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Reader<'a> {
    /// Takes so many bytes, and counts their lines.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        let lines = taken.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }

    fn blank(&mut self) {
        let length = self.rest.len().saturating_sub(self.rest.trim_start_matches([' ', '\t', '\n', '\r']).len());
        self.take(length);
    }

    fn skip(&mut self, word: &str) -> bool {
        let is_there = self.rest.starts_with(word);
        if is_there {
            self.take(word.len());
        }
        is_there
    }

    fn value(&mut self, depth: usize) -> Result<Json, &'static str> {
        self.blank();
        if depth > DEPTH_MAX {
            return Err("values stand too deep in one another");
        }
        let line = self.line;
        let value = match self.rest.bytes().next() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.text()?),
            Some(b'-' | b'0'..=b'9') => {
                let is_more = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
                let length = self.rest.find(|c| !is_more(c)).unwrap_or(self.rest.len());
                Value::Number(self.take(length).to_owned())
            }
            _ if self.skip("true") => Value::Is(true),
            _ if self.skip("false") => Value::Is(false),
            _ if self.skip("null") => Value::Null,
            _ => return Err("a value is missing or not understood"),
        };
        Ok(Json { line, value })
    }

    fn object(&mut self, depth: usize) -> Result<Value, &'static str> {
        self.take(1);
        let mut pairs = Vec::new();
        self.blank();
        if self.skip("}") {
            return Ok(Value::Object(pairs));
        }
        loop {
            self.blank();
            let key = self.text()?;
            self.blank();
            if !self.skip(":") {
                return Err("a key has no value");
            }
            pairs.push((key, self.value(depth.saturating_add(1))?));
            self.blank();
            if self.skip("}") {
                return Ok(Value::Object(pairs));
            }
            if !self.skip(",") {
                return Err("an object is not closed");
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, &'static str> {
        self.take(1);
        let mut values = Vec::new();
        self.blank();
        if self.skip("]") {
            return Ok(Value::List(values));
        }
        loop {
            values.push(self.value(depth.saturating_add(1))?);
            self.blank();
            if self.skip("]") {
                return Ok(Value::List(values));
            }
            if !self.skip(",") {
                return Err("a list is not closed");
            }
        }
    }

    fn text(&mut self) -> Result<String, &'static str> {
        if !self.skip("\"") {
            return Err("a text is missing");
        }
        let mut text = String::new();
        loop {
            let plain = self.rest.find(['"', '\\']).ok_or("a text is not closed")?;
            text.push_str(self.take(plain));
            if self.skip("\"") {
                return Ok(text);
            }
            self.take(1);
            let escape = self.rest.chars().next().ok_or("a text is not closed")?;
            self.take(escape.len_utf8());
            match escape {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'b' | 'f' => {}
                'u' => {
                    let code = u32::from_str_radix(self.take(4), 16).map_err(|_| "an escape is not understood")?;
                    // One half of a pair alone is no character.
                    text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                }
                other => text.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_lines_and_the_last_of_a_key_counts() {
        let read = parse("{\n \"a\": [1,\n  \"x\\n\\u0041\"],\n \"b\": true, \"b\": false\n}\n").unwrap();
        let a = read.list_of("a");
        assert_eq!((a[0].text(), a[1].text(), a[1].line), ("1", "x\nA", 3));
        assert!(!read.is("b"));
    }

    #[test]
    fn a_text_that_breaks_off_says_where() {
        assert_eq!(parse("{\n\"a\": [1,\n").unwrap_err().0, 3);
        assert!(
            parse(&"[".repeat(100)).is_err()
                && parse("{} x").is_err()
                && parse("").is_err()
                && parse("\"\\u12").is_err()
        );
    }
}
