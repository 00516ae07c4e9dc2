//! Tokens with their lines.

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: u32,
    /// It stood in quotes: it is no keyword.
    pub(super) quoted: bool,
}

impl Token {
    /// The word, where it is no quoted text.
    pub(super) fn word(&self) -> &str {
        if self.quoted { "" } else { &self.text }
    }
}

/// Characters that are tokens of their own.
const SINGLE: [char; 11] = ['{', '}', ',', ';', '(', ')', '&', '|', '^', '=', '!'];

/// Cuts a text. Ends of statements (line ends and semicolons) are `;`; a backslash joins lines.
pub(super) fn tokens(lines: &[(u32, &str)]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (line, text) in lines {
        let joined = text.trim_end().ends_with('\\');
        cut(text.trim_end().trim_end_matches('\\'), *line, &mut tokens);
        if !joined {
            tokens.push(Token { text: ";".to_owned(), line: *line, quoted: false });
        }
    }
    tokens
}

fn cut(text: &str, line: u32, tokens: &mut Vec<Token>) {
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    let push = |word: &mut String, tokens: &mut Vec<Token>| {
        if !word.is_empty() {
            tokens.extend(split_colon(std::mem::take(word)).into_iter().map(|text| Token {
                text,
                line,
                quoted: false,
            }));
        }
    };
    while let Some(c) = characters.next() {
        match c {
            '#' => break,
            '"' => {
                push(&mut word, tokens);
                let quoted: String = characters.by_ref().take_while(|c| *c != '"').collect();
                tokens.push(Token { text: quoted, line, quoted: true });
            }
            c if c.is_whitespace() => push(&mut word, tokens),
            '!' | '=' | '<' | '>' if characters.peek() == Some(&'=') => {
                push(&mut word, tokens);
                characters.next();
                tokens.push(Token { text: format!("{c}="), line, quoted: false });
            }
            '<' | '>' => {
                push(&mut word, tokens);
                tokens.push(Token { text: c.to_string(), line, quoted: false });
            }
            c if SINGLE.contains(&c) => {
                push(&mut word, tokens);
                tokens.push(Token { text: c.to_string(), line, quoted: false });
            }
            c => word.push(c),
        }
    }
    push(&mut word, tokens);
}

/// `22:` before a verdict is a key and a colon; `::` and `fe80::` are addresses.
fn split_colon(word: String) -> Vec<String> {
    match word.strip_suffix(':') {
        Some(key) if !key.is_empty() && !key.ends_with(':') => vec![key.to_owned(), ":".to_owned()],
        _ => vec![word],
    }
}

/// A place in the tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        Self { rest: tokens }
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.rest.first()
    }

    /// The next word; empty at the end and for quoted text.
    pub(super) fn word(&self) -> &'a str {
        self.peek().map_or("", Token::word)
    }

    pub(super) fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Takes the next token where it is this word.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is_it = self.word() == word;
        if is_it {
            self.next();
        }
        is_it
    }

    pub(super) fn skip_ends(&mut self) {
        while self.word() == ";" {
            self.next();
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tokens of a statement: up to its end, braces balanced, across lines inside them.
    pub(super) fn statement(&mut self) -> Vec<Token> {
        let (mut taken, mut depth) = (Vec::new(), 0_usize);
        while let Some(token) = self.peek() {
            match token.word() {
                "{" => depth = depth.saturating_add(1),
                "}" if depth == 0 => break,
                "}" => depth = depth.saturating_sub(1),
                ";" if depth == 0 => break,
                _ => {}
            }
            taken.push(token.clone());
            self.next();
        }
        taken
    }

    /// The tokens between an opening brace, already taken, and its closing one, which is taken too; none where it never closes.
    pub(super) fn block(&mut self) -> Option<Block<'a>> {
        let (all, mut depth) = (self.rest, 1_usize);
        for (at, token) in all.iter().enumerate() {
            match token.word() {
                "{" => depth = depth.saturating_add(1),
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                self.rest = all.get(at.saturating_add(1)..).unwrap_or_default();
                return all.get(..at).map(|tokens| Block { tokens, end: token.line });
            }
        }
        self.rest = &[];
        None
    }
}

/// What stands between braces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) tokens: &'a [Token],
    /// The line of the closing brace.
    pub(super) end: u32,
}
