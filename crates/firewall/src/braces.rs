//! Reads a tree that is written in braces (`a { b [ c d ]; }`) or as lines of commands (`set a b [ c d ]`).

use crate::{
    Account,
    commands::{Beside, Part, settings},
    tree::Tree,
};

/// What reading gives: the tree, and what stands in the way of believing it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) tree: Tree,
    /// Lines that are not followed, and why.
    pub(crate) refused: Vec<(u32, &'static str)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Open,
    Close,
    ListOpen,
    ListClose,
    End,
    Line,
}

/// Reads all lines of a text.
pub(crate) fn read(account: &Account<'_>, beside: Beside) -> Written {
    let (tokens, cut) = tokens(account);
    let mut reader =
        Reader { tree: Tree::new(), refused: Vec::new(), open: Vec::new(), words: Vec::new(), lists: None, beside };
    let mut at = 0;
    while let Some((line, token)) = tokens.get(at) {
        at = match (token, reader.is_command()) {
            (Token::Word(word), true) if is_command(word) => reader.command(&tokens, at),
            (Token::Word(word), true) if word.contains('@') && word.ends_with(['#', '>']) => at.saturating_add(1),
            (Token::Word(word), true) if word.starts_with('!') => past_line(&tokens, at),
            (Token::ListOpen, true) => past_line(&tokens, at),
            _ => {
                reader.token(*line, token);
                at.saturating_add(1)
            }
        };
    }
    let last = tokens.last().map_or(1, |(line, _)| *line);
    if cut || !reader.open.is_empty() || !reader.words.is_empty() {
        reader.refused.push((last, "the text is cut or damaged: something is not closed"));
    }
    if reader.tree.is_full() {
        reader.refused.push((last, "the text has more words than are kept"));
    }
    Written { tree: reader.tree, refused: reader.refused }
}

/// The place behind the end of a line: what stands on it says nothing (a remark, the prompt of a terminal).
fn past_line(tokens: &[(u32, Token)], from: usize) -> usize {
    let rest = tokens.get(from..).unwrap_or_default();
    let length = rest.iter().position(|(_, token)| *token == Token::Line).unwrap_or(rest.len());
    from.saturating_add(length).saturating_add(1)
}

fn is_command(word: &str) -> bool {
    const COMMANDS: [&str; 18] = [
        "set",
        "delete",
        "deactivate",
        "activate",
        "insert",
        "move",
        "rename",
        "copy",
        "annotate",
        "protect",
        "unprotect",
        "show",
        "edit",
        "top",
        "up",
        "exit",
        "commit",
        "configure",
    ];
    COMMANDS.contains(&word)
}

struct Reader {
    tree: Tree,
    refused: Vec<(u32, &'static str)>,
    /// The node each open brace stands under, and the line of the brace.
    open: Vec<usize>,
    /// Words of the statement so far.
    words: Vec<String>,
    /// Words of a list.
    lists: Option<Vec<String>>,
    beside: Beside,
}

impl Reader {
    /// At the outermost level, where a statement begins, a line may be a command.
    fn is_command(&self) -> bool {
        self.open.is_empty() && self.words.is_empty()
    }

    fn token(&mut self, line: u32, token: &Token) {
        match token {
            Token::Word(word) => match &mut self.lists {
                Some(list) => list.push(word.clone()),
                None => self.words.push(word.clone()),
            },
            Token::ListOpen => self.lists = Some(Vec::new()),
            Token::Line if self.open.is_empty() && self.lists.is_none() && !self.words.is_empty() => {
                self.words.clear();
                self.refused.push((line, "the line is neither a command nor a statement"));
            }
            Token::ListClose | Token::Line => {}
            Token::End => {
                self.statement(line);
            }
            Token::Open => {
                let node = self.statement(line);
                self.open.push(node);
            }
            Token::Close => {
                if !self.words.is_empty() {
                    // The last statement of a block may go without its end.
                    self.statement(line);
                }
                if self.open.pop().is_none() {
                    self.refused.push((line, "a brace closes nothing that is open"));
                }
            }
        }
    }

    /// Enters the words of a statement; gives the node they end at.
    fn statement(&mut self, line: u32) -> usize {
        let words = std::mem::take(&mut self.words);
        let (tags, words) = tags(&words);
        let list = self.lists.take();
        let under = self.open.last().copied().unwrap_or(0);
        let at = self.tree.enter_all(under, words, line);
        let ends = match &list {
            Some(list) => list.iter().map(|word| self.tree.enter(at, word, line)).collect(),
            None => vec![at],
        };
        for tag in tags {
            for end in ends.iter().filter(|_| !words.is_empty()) {
                match tag.as_str() {
                    "inactive:" => self.tree.set_active(*end, false),
                    "delete:" => self.tree.remove(*end),
                    _ => {}
                }
            }
        }
        at
    }

    /// A command of one line; gives the place of the token behind it.
    fn command(&mut self, tokens: &[(u32, Token)], from: usize) -> usize {
        let rest = tokens.get(from..).unwrap_or_default();
        let length = rest.iter().position(|(_, token)| *token == Token::Line).unwrap_or(rest.len());
        let line = rest.first().map_or(1, |(line, _)| *line);
        let parts = self.parts(line, rest.get(..length).unwrap_or_default());
        match settings(&parts, &self.beside) {
            Some(all) => all.iter().for_each(|(path, list)| self.run(line, path, list)),
            None => self.refused.push((line, "words stand behind a list")),
        }
        from.saturating_add(length).max(from.saturating_add(1))
    }

    fn parts(&mut self, line: u32, tokens: &[(u32, Token)]) -> Vec<Part> {
        let (mut parts, mut list) = (Vec::new(), None::<Vec<String>>);
        for (_, token) in tokens {
            match (token, &mut list) {
                (Token::Word(word), None) => parts.push(Part::Word(word.clone())),
                (Token::Word(word), Some(list)) => list.push(word.clone()),
                (Token::ListOpen, _) => list = Some(Vec::new()),
                (Token::ListClose, _) => parts.extend(list.take().map(Part::List)),
                (Token::End | Token::Line, _) => {}
                (Token::Open | Token::Close, _) => self.refused.push((line, "a brace stands in a command")),
            }
        }
        parts.extend(list.map(Part::List));
        parts
    }

    fn run(&mut self, line: u32, path: &[String], list: &[String]) {
        let (command, path) = path.split_first().map_or(("", path), |(first, rest)| (first.as_str(), rest));
        let places: Vec<usize> = self.places(path, list);
        match command {
            "set" => {
                let at = self.tree.enter_all(0, path, line);
                list.iter().for_each(|word| {
                    self.tree.enter(at, word, line);
                });
            }
            "delete" => places.into_iter().for_each(|at| self.tree.remove(at)),
            "deactivate" => places.into_iter().for_each(|at| self.tree.set_active(at, false)),
            "activate" => places.into_iter().for_each(|at| self.tree.set_active(at, true)),
            "insert" | "move" if self.shift(path) => {}
            "show" | "protect" | "unprotect" | "annotate" | "exit" | "commit" | "configure" => {}
            _ => self.refused.push((line, "the command is not followed")),
        }
    }

    /// The nodes a path names.
    fn places(&self, path: &[String], list: &[String]) -> Vec<usize> {
        let end = path.iter().try_fold(0, |at, name| self.tree.get(at, name));
        match (end, list) {
            (Some(at), []) if !path.is_empty() => vec![at],
            (Some(at), list) => list.iter().filter_map(|word| self.tree.get(at, word)).collect(),
            (None, _) => Vec::new(),
        }
    }

    /// `… a before … b`, `… a top`.
    fn shift(&mut self, path: &[String]) -> bool {
        const WHERE: [&str; 4] = ["before", "after", "top", "bottom"];
        let Some(split) = path.iter().rposition(|word| WHERE.contains(&word.as_str())) else { return false };
        let (of, way) = (path.get(..split).unwrap_or_default(), path.get(split).map_or("", String::as_str));
        let beside = path.last().filter(|_| matches!(way, "before" | "after")).map(String::as_str);
        let Some(at) = of.iter().try_fold(0, |at, name| self.tree.get(at, name)) else { return false };
        at != 0 && self.tree.shift(at, matches!(way, "after" | "bottom"), beside)
    }
}

/// `inactive:`, `replace:` and the like before a statement.
fn tags(words: &[String]) -> (&[String], &[String]) {
    const TAGS: [&str; 5] = ["inactive:", "replace:", "protect:", "delete:", "active:"];
    let count = words.iter().take_while(|word| TAGS.contains(&word.as_str())).count();
    words.split_at(count.min(words.len()))
}

/// The tokens with their lines; true where a quotation or comment is never closed.
fn tokens(account: &Account<'_>) -> (Vec<(u32, Token)>, bool) {
    let mut scan = Scan { tokens: Vec::new(), inside: Inside::Nothing, word: None };
    for (number, line) in account.lines() {
        scan.line(number, line);
    }
    scan.flush();
    (scan.tokens, scan.inside != Inside::Nothing)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Nothing,
    Quote,
    Comment,
}

struct Scan {
    tokens: Vec<(u32, Token)>,
    inside: Inside,
    word: Option<(u32, String)>,
}

impl Scan {
    fn flush(&mut self) {
        if let Some((line, word)) = self.word.take() {
            self.tokens.push((line, Token::Word(word)));
        }
    }

    fn push(&mut self, c: char, line: u32) {
        self.word.get_or_insert_with(|| (line, String::new())).1.push(c);
    }

    fn line(&mut self, number: u32, line: &str) {
        // As some collectors head what they collect.
        let is_remark = self.inside == Inside::Nothing && line.starts_with('!');
        let mut chars = if is_remark { "" } else { line }.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            match (self.inside, c) {
                (Inside::Comment, '*') if next == Some('/') => {
                    chars.next();
                    self.inside = Inside::Nothing;
                }
                (Inside::Comment, _) => {}
                (Inside::Quote, '\\') => {
                    if let Some(escaped) = chars.next() {
                        self.push(escaped, number);
                    }
                }
                (Inside::Quote, '"') => self.inside = Inside::Nothing,
                (Inside::Quote, c) => self.push(c, number),
                (Inside::Nothing, '"') => {
                    self.word.get_or_insert_with(|| (number, String::new()));
                    self.inside = Inside::Quote;
                }
                (Inside::Nothing, '/') if next == Some('*') && self.word.is_none() => self.inside = Inside::Comment,
                (Inside::Nothing, '#') if self.word.is_none() => break,
                (Inside::Nothing, c) => self.plain(c, number),
            }
        }
        match self.inside {
            Inside::Quote => self.push('\n', number),
            Inside::Comment => {}
            Inside::Nothing => {
                self.flush();
                self.tokens.push((number, Token::Line));
            }
        }
    }

    fn plain(&mut self, c: char, number: u32) {
        let token = match c {
            '{' => Token::Open,
            '}' => Token::Close,
            '[' if self.word.is_none() => Token::ListOpen,
            ']' => Token::ListClose,
            ';' => Token::End,
            c if c.is_whitespace() => return self.flush(),
            c => return self.push(c, number),
        };
        self.flush();
        self.tokens.push((number, token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Written {
        read(&Account::new("f", text), Beside { under: |_| None, keys: &[] })
    }

    #[test]
    fn braces_and_commands_give_one_tree() {
        let braces = written("a {\n /* x { */\n b [ c d ]; # y\n e \"f g\";\n inactive: h {\n i;\n }\n}\n");
        let commands = written("set a b [ c d ]\nset a e \"f g\"\nset a h i\ndeactivate a h\nset x y\ndelete x\n");
        assert_eq!(braces.tree.leaves(0), commands.tree.leaves(0));
        assert_eq!(braces.tree.values(0, &["a"]), ["b", "e"]);
        assert!(braces.refused.is_empty() && commands.refused.is_empty());
    }

    #[test]
    fn what_is_not_closed_or_not_followed_is_said() {
        assert_eq!(written("a {\n b;\n").refused.len(), 1);
        assert_eq!(written("a \"b\n").refused.len(), 1);
        assert_eq!(written("a { b; } }\n").refused, [(1, "a brace closes nothing that is open")]);
        assert_eq!(
            written("set a b\nwonder\nset c d\n").refused,
            [(2, "the line is neither a command nor a statement")]
        );
        assert!(written("! x\n[edit]\nme@fw# set a b\n").refused.is_empty());
        assert_eq!(written("set a b\nrename a to c\n").refused, [(2, "the command is not followed")]);
    }

    #[test]
    fn a_command_moves_what_it_names() {
        let moved = written("set r a x\nset r b x\nset r c x\nmove r c top\ninsert r a after b\n");
        assert_eq!(moved.tree.values(0, &["r"]), ["c", "b", "a"]);
    }
}
