//! One row.

use ringwall_model::{Action, Addresses, ConnectionState, NamePattern, Names, PacketMatch, Ranges, States};

use crate::{policy::Policy, services::numbers, words};

/// Names of columns.
pub(super) const COLUMNS: [&str; 11] =
    ["in", "out", "src", "dst", "proto", "sport", "dport", "state", "action", "log", "comment"];

/// The cells of a line: separated by commas, or by semicolons or tabs where it has no comma. None where a quotation is not closed.
pub(super) fn cells(line: &str, separator: char) -> Option<Vec<String>> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    (!quoted).then_some(cells)
}

/// What separates the cells of a table, told by its header.
pub(super) fn separator(header: &str) -> char {
    [',', ';', '\t'].into_iter().find(|c| header.contains(*c)).unwrap_or(',')
}

/// The names of the columns, in lower case.
pub(super) fn columns(header: &str) -> Vec<String> {
    let cells = cells(header, separator(header)).unwrap_or_default();
    cells.iter().map(|cell| cell.to_ascii_lowercase()).collect()
}

/// Reads a row: column and cell. What it says that is not understood is undecided.
pub(super) fn policy(line: u32, row: &[(&str, &str)]) -> Policy {
    let mut reader = Reader { undecided: Vec::new() };
    let mut packets = PacketMatch::any();
    let (mut action, mut logs, mut name) = (Action::Unknown, false, String::new());
    for (column, cell) in row {
        let is_any = cell.is_empty() || cell.eq_ignore_ascii_case("any");
        match *column {
            "action" => action = self::action(cell),
            "log" => logs = matches!(cell.to_ascii_lowercase().as_str(), "yes" | "true" | "1" | "log"),
            "comment" => name = (*cell).to_owned(),
            _ if is_any => {}
            "in" => packets.incoming = Some(names(cell)),
            "out" => packets.outgoing = Some(names(cell)),
            "src" => packets.source = reader.addresses(column, cell),
            "dst" => packets.destination = reader.addresses(column, cell),
            "proto" => packets.protocol = reader.ranges(column, cell, 8, protocol),
            "sport" => packets.source_port = reader.ranges(column, cell, 16, port),
            "dport" => packets.destination_port = reader.ranges(column, cell, 16, port),
            "state" => packets.state = reader.states(cell),
            column => reader.undecided.push(format!("{column} {cell}")),
        }
    }
    let undecided = reader.undecided;
    Policy { line, name, ends: vec![packets], services: vec![PacketMatch::any()], undecided, action, logs }
}

fn action(cell: &str) -> Action {
    match cell.to_ascii_lowercase().as_str() {
        "permit" | "allow" | "accept" | "pass" => Action::Permit,
        "deny" | "drop" | "reject" | "block" => Action::Deny,
        _ => Action::Unknown,
    }
}

/// All but what is behind a `!`, and the values.
fn values(cell: &str) -> (bool, impl Iterator<Item = &str>) {
    let (negated, rest) = cell.strip_prefix('!').map_or((false, cell), |rest| (true, rest));
    (negated, rest.split_whitespace())
}

fn names(cell: &str) -> Names {
    let (negated, values) = values(cell);
    Names { patterns: values.map(NamePattern::exact).collect(), negated }
}

fn protocol(word: &str) -> Option<Ranges> {
    words::protocol_number(word).map(Ranges::one)
}

fn port(word: &str) -> Option<Ranges> {
    numbers(word).or_else(|| words::port(word).map(Ranges::one))
}

struct Reader {
    undecided: Vec<String>,
}

impl Reader {
    fn addresses(&mut self, column: &str, cell: &str) -> Option<Addresses> {
        let (negated, values) = values(cell);
        let one = |text: &str| words::address(text).or_else(|| words::address_range(text));
        let set = values.into_iter().try_fold(Addresses::none(), |all, word| Some(all.union(&one(word)?)));
        self.known(column, cell, set.map(|set| if negated { set.complement() } else { set }))
    }

    fn ranges(&mut self, column: &str, cell: &str, bits: u32, read: fn(&str) -> Option<Ranges>) -> Option<Ranges> {
        let (negated, values) = values(cell);
        let set = values.into_iter().try_fold(Ranges::none(), |all, word| Some(all.union(&read(word)?)));
        self.known(column, cell, set.map(|set| if negated { set.complement(bits) } else { set }))
    }

    fn states(&mut self, cell: &str) -> Option<States> {
        let (negated, values) = values(cell);
        let listed: Option<Vec<ConnectionState>> = values.map(ConnectionState::parse).collect();
        let set = listed.map(States::from_iter);
        self.known("state", cell, set.map(|set| if negated { set.complement() } else { set }))
    }

    fn known<T>(&mut self, column: &str, cell: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.undecided.push(format!("{column} {cell}"));
        }
        value
    }
}
