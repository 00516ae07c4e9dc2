//! One rule: its conditions and what it does.

use ringwall_model::{PORT_PROTOCOLS, PacketMatch, Ranges};

use super::{
    aside::part,
    flags::flags,
    selector::Selector,
    sets::{Element, Elements, Sets, elements},
    statements::statement,
    tokens::{Cursor, Token},
    verdict::verdict,
};
use crate::{matches, words};

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Accept,
    Drop,
    Return,
    Pass,
    Jump(String),
    Goto(String),
    Translate { destination: Option<std::net::IpAddr>, port: Option<u16> },
    Unknown,
}

/// A rule as far as it is read; a map of verdicts makes several of one.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) matches: Vec<PacketMatch>,
    /// What it does, by further conditions where a map says.
    pub(super) verdicts: Vec<(Vec<PacketMatch>, Verdict)>,
    /// Conditions that are not decided.
    pub(super) undecided: Vec<String>,
    /// What is wrong with it.
    pub(super) wrong: Option<String>,
    pub(super) logs: bool,
    pub(super) comment: String,
    pub(super) hits: Option<u64>,
}

/// Reads the tokens of a rule in a table, of a text that translates destinations or not.
pub(super) fn rule(tokens: &[Token], table: &str, family: PacketMatch, sets: &Sets, translates: bool) -> Draft {
    let mut draft = Draft {
        matches: vec![family],
        verdicts: Vec::new(),
        undecided: Vec::new(),
        wrong: None,
        logs: false,
        comment: String::new(),
        hits: None,
    };
    let mut cursor = Cursor::new(tokens);
    let read = Reading { table, sets, translates };
    while !cursor.is_at_end() && draft.wrong.is_none() {
        if let Err(wrong) = read.part(&mut cursor, &mut draft) {
            draft.wrong = Some(wrong);
        }
    }
    draft
}

struct Reading<'a> {
    table: &'a str,
    sets: &'a Sets,
    translates: bool,
}

impl Reading<'_> {
    fn part(&self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), String> {
        if let Some(verdict) = verdict(cursor) {
            draft.verdicts.push((vec![PacketMatch::any()], verdict));
            return Ok(());
        }
        if statement(cursor, draft) {
            return Ok(());
        }
        if let Some(first) = Selector::take(cursor) {
            return self.condition(first, cursor, draft);
        }
        self.aside(cursor, draft)
    }

    /// What is not known: to the next part.
    fn aside(&self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), String> {
        let part = part(cursor)?;
        if !self.translates && part.is_of_translated() {
            draft.matches.clear();
        } else if !part.decides_nothing()? {
            narrow(draft, &[part.implied()]);
            draft.undecided.push(part.text());
        }
        Ok(())
    }

    fn condition(&self, first: Selector, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), String> {
        if first == Selector::State && cursor.word() == "&" {
            return self.aside(cursor, draft);
        }
        let mut selectors = vec![first];
        while cursor.word() == "." {
            cursor.next();
            selectors.push(Selector::take(cursor).ok_or("a part of the concatenation is not understood")?);
        }
        for selector in &selectors {
            if matches!(selector, Selector::Port { of: None, .. }) && !has_ports(&draft.matches) {
                // The kernel compares the bytes at this place of whatever protocol it is.
                draft.undecided.push("th without a protocol that has ports".to_owned());
            }
            narrow(draft, &[selector.implied()]);
        }
        if cursor.word() == "set" {
            return Err("the rule changes what later rules look at".to_owned());
        }
        if first == Selector::Flags && selectors.len() == 1 {
            let test = flags(cursor)?;
            narrow(draft, &[PacketMatch { flags: vec![test], ..PacketMatch::any() }]);
            return Ok(());
        }
        if is_reckoned(cursor.word()) {
            return masked(&selectors, cursor, draft);
        }
        if cursor.take("vmap") {
            return self.verdict_map(&selectors, cursor, draft);
        }
        if let (Some(range), [one]) = (comparison(cursor)?, selectors.as_slice()) {
            let value = Token { text: range, line: 0, quoted: false };
            narrow(draft, &[one.packets(&[value], false)?]);
            return Ok(());
        }
        let negated = cursor.take("!=") || cursor.take("!");
        let _ = cursor.take("==");
        let values = self.values(cursor)?;
        if values.changes {
            draft.undecided.push("a set that packets or time change".to_owned());
            return Ok(());
        }
        narrow(draft, &packets(&selectors, &values.list, negated)?);
        Ok(())
    }

    fn verdict_map(&self, selectors: &[Selector], cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), String> {
        let values = self.values(cursor)?;
        if values.changes {
            draft.undecided.push("a map that packets or time change".to_owned());
            draft.verdicts.push((vec![PacketMatch::any()], Verdict::Unknown));
            return Ok(());
        }
        let (rest, named): (Vec<_>, Vec<_>) =
            values.list.into_iter().partition(|e| matches!(e.parts.as_slice(), [one] if one.word() == "*"));
        for element in named.into_iter().chain(rest) {
            let packets = match element.parts.as_slice() {
                [one] if one.word() == "*" => vec![PacketMatch::any()],
                _ => packets(selectors, std::slice::from_ref(&element), false)?,
            };
            let verdict = verdict(&mut Cursor::new(&element.data)).ok_or("a verdict of the map is not understood")?;
            draft.verdicts.push((packets, verdict));
        }
        Ok(())
    }

    /// A set in braces, a named one, or values with commas.
    fn values(&self, cursor: &mut Cursor<'_>) -> Result<Elements, String> {
        if cursor.take("{") {
            let block = cursor.block().ok_or("a brace is not closed")?;
            return Ok(Elements { list: elements(block.tokens), changes: false });
        }
        let token = cursor.next().ok_or("the value is missing")?;
        if let Some(name) = token.word().strip_prefix('@') {
            let found = self.sets.find(self.table, name).cloned();
            return found.ok_or_else(|| format!("the set {} is not declared", words::shown(name)));
        }
        let mut parts = vec![token.clone()];
        let mut list = Vec::new();
        loop {
            if cursor.take(",") {
                list.push(Element { parts: std::mem::take(&mut parts), data: Vec::new() });
            } else if cursor.word() == "." {
                cursor.next();
            } else {
                break;
            }
            parts.push(cursor.next().ok_or("the value is missing")?.clone());
        }
        list.push(Element { parts, data: Vec::new() });
        Ok(Elements { list, changes: false })
    }
}

/// Packets with any of the values, or with none of them.
fn packets(selectors: &[Selector], list: &[Element], negated: bool) -> Result<Vec<PacketMatch>, String> {
    if list.iter().any(|element| element.parts.len() != selectors.len()) {
        return Err("an element has not as many parts as are looked at".to_owned());
    }
    if let [one] = selectors {
        let values: Vec<Token> = list.iter().flat_map(|element| element.parts.clone()).collect();
        return Ok(vec![one.packets(&values, negated)?]);
    }
    if negated {
        return Err("all but a set of concatenations is not followed".to_owned());
    }
    let mut alternatives = Vec::new();
    for element in list {
        let mut product = vec![PacketMatch::any()];
        for (selector, part) in selectors.iter().zip(&element.parts) {
            let one = selector.packets(std::slice::from_ref(part), false)?;
            product = matches::all(&product, &[one]).map_err(|()| CANNOT_JOIN)?;
        }
        alternatives.extend(product);
    }
    Ok(alternatives)
}

/// True when only protocols that have ports are left.
fn has_ports(list: &[PacketMatch]) -> bool {
    let ports = Ranges::of(PORT_PROTOCOLS.map(|p| (u128::from(p), u128::from(p))));
    list.iter().all(|m| m.protocol.as_ref().is_some_and(|set| set.is_subset(&ports)))
}

const CANNOT_JOIN: &str = "the conditions cannot be put together";

/// Conditions that cannot be put together leave it open whether the last one holds.
fn narrow(draft: &mut Draft, with: &[PacketMatch]) {
    match matches::all(&draft.matches, with) {
        Ok(both) => draft.matches = both,
        Err(()) => draft.undecided.push(CANNOT_JOIN.to_owned()),
    }
}

/// The value is reckoned with before it is compared.
fn is_reckoned(word: &str) -> bool {
    matches!(word, "&" | "|" | "^" | "and" | "or" | "xor" | "lshift" | "rshift")
}

/// `& 255.255.255.0 == 10.1.1.0` is the network of that mask; nothing else that is reckoned is decided.
fn masked(selectors: &[Selector], cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), String> {
    let mut ahead = *cursor;
    if let [one @ (Selector::Source { .. } | Selector::Destination { .. })] = selectors
        && (ahead.take("&") || ahead.take("and"))
        && let (Some(mask), Some(operator), Some(network)) = (ahead.next(), ahead.next(), ahead.next())
        && matches!(operator.word(), "==" | "!=")
        && is_network(&network.text, &mask.text)
    {
        *cursor = ahead;
        let value = Token { text: format!("{}/{}", network.text, mask.text), line: 0, quoted: false };
        narrow(draft, &[one.packets(&[value], operator.word() == "!=")?]);
        return Ok(());
    }
    draft.undecided.push(part(cursor)?.text());
    Ok(())
}

/// A mask without holes, and nothing outside of it in the address.
fn is_network(address: &str, mask: &str) -> bool {
    let bits = |text: &str| text.parse().ok().map(|a: std::net::Ipv4Addr| u32::from(a));
    words::length(mask).is_some() && bits(address).zip(bits(mask)).is_some_and(|(address, mask)| address & !mask == 0)
}

/// `> 1023` as a range of ports.
fn comparison(cursor: &mut Cursor<'_>) -> Result<Option<String>, String> {
    let operator = cursor.word().to_owned();
    if !matches!(operator.as_str(), "<" | ">" | "<=" | ">=") {
        return Ok(None);
    }
    cursor.next();
    let value: u16 = cursor.next().and_then(|t| words::port(&t.text)).ok_or("the value compared with is no number")?;
    let (first, last) = match operator.as_str() {
        "<" => (0, value.checked_sub(1).ok_or("nothing is below 0")?),
        "<=" => (0, value),
        ">" => (value.checked_add(1).ok_or("nothing is above 65535")?, u16::MAX),
        _ => (value, u16::MAX),
    };
    Ok(Some(format!("{first}-{last}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects::nftables::tokens::tokens;
    use ringwall_model::FlagTest;

    fn read(text: &str) -> Draft {
        let all: Vec<Token> = tokens(&[(1, text)]).into_iter().filter(|t| t.word() != ";").collect();
        rule(&all, "t", PacketMatch::any(), &Sets::default(), false)
    }

    #[test]
    fn a_list_of_flags_means_any_and_a_comparison_means_exactly() {
        let test = |text: &str| read(text).matches[0].flags[0];
        assert_eq!(test("tcp flags syn,ack"), FlagTest { mask: 0x12, value: 0, negated: true });
        assert_eq!(test("tcp flags == syn"), FlagTest { mask: 0xff, value: 2, negated: false });
        assert_eq!(test("tcp flags & (fin | syn | rst) != syn"), FlagTest { mask: 7, value: 2, negated: true });
        assert_eq!(test("tcp flags syn / syn,ack"), FlagTest { mask: 0x12, value: 2, negated: false });
    }

    #[test]
    fn a_map_of_verdicts_is_a_rule_for_each_element() {
        let draft = read("tcp dport vmap { 22 : accept, 23-25 : jump x, * : drop }");
        let verdicts: Vec<_> = draft.verdicts.iter().map(|(_, verdict)| verdict.clone()).collect();
        assert_eq!(verdicts, [Verdict::Accept, Verdict::Jump("x".to_owned()), Verdict::Drop]);
        assert_eq!(draft.verdicts[1].0[0].destination_port, Some(Ranges::between(23_u16, 25_u16)));
    }

    #[test]
    fn what_is_not_known_is_not_decided_and_a_mark_decides_nothing() {
        assert_eq!(read("limit rate 3/second accept").undecided, ["limit rate 3/second"]);
        assert_eq!(read("meta mark set 0x1 accept").undecided, Vec::<String>::new());
        assert!(read("ip daddr set 10.0.0.1").wrong.is_some() && read("ip saddr { 10.0.0.1").wrong.is_some());
    }
}
