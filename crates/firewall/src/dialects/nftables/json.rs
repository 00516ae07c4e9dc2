//! `nft -j list ruleset`: the same ruleset as JSON, written back as statements of the language.

use serde_json::Value;

/// The statements of a ruleset, each with the line on which its object begins; none where the text is no such JSON.
pub(super) fn statements(text: &str) -> Option<Vec<(u32, String)>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let objects = document.get("nftables")?.as_array()?;
    let lines = object_lines(text);
    let mut statements = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        let line = lines.get(at).copied().unwrap_or(1);
        // What has no words in the language is a statement nobody understands.
        let written = statement(object).unwrap_or_else(|| Some("json-not-understood".to_owned()));
        statements.extend(written.map(|text| (line, text)));
    }
    Some(statements)
}

/// The lines on which the objects of the outermost list begin.
fn object_lines(text: &str) -> Vec<u32> {
    let (mut lines, mut line, mut depth) = (Vec::new(), 1_u32, 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            '\n' => line = line.saturating_add(1),
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' | '[' => {
                depth = depth.saturating_add(1);
                if c == '{' && depth == 3 {
                    lines.push(line);
                }
            }
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    lines
}

/// `Some(None)` for what says nothing of packets, none for what is not understood.
#[expect(clippy::option_option, reason = "nothing to say and not understood are two things")]
fn statement(object: &Value) -> Option<Option<String>> {
    let (kind, body) = object.as_object()?.iter().next()?;
    let word = |key: &str| body.get(key).and_then(Value::as_str).map(quoted);
    let of_table = || Some(format!("{} {}", body.get("family")?.as_str()?, word("table")?));
    Some(match kind.as_str() {
        "metainfo" | "counter" | "quota" | "limit" | "ct helper" | "ct timeout" | "ct expectation" | "flowtable" => {
            None
        }
        "table" => Some(format!("add table {} {}", body.get("family")?.as_str()?, word("name")?)),
        "chain" => Some(format!("add chain {} {}{}", of_table()?, word("name")?, hook(body)?)),
        "set" | "map" => Some(format!("add {kind} {} {} {{ {} }}", of_table()?, word("name")?, elements(body)?)),
        "rule" => {
            let parts: Option<Vec<String>> = body.get("expr")?.as_array()?.iter().map(part).collect();
            let comment = word("comment").map(|c| format!(" comment {c}")).unwrap_or_default();
            let parts = parts.unwrap_or_else(|| vec!["json-not-understood drop".to_owned()]);
            Some(format!("add rule {} {} {}{comment}", of_table()?, word("chain")?, parts.join(" ")))
        }
        _ => return None,
    })
}

/// Names and values that are more than a word stand in quotes.
fn quoted(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | ':' | '@' | '*');
    let is_plain = !text.is_empty() && text.chars().all(is_word);
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "")) }
}

fn hook(body: &Value) -> Option<String> {
    let Some(hook) = body.get("hook").and_then(Value::as_str) else { return Some(String::new()) };
    let kind = body.get("type")?.as_str()?;
    let priority = body.get("prio")?.as_i64()?;
    let policy = body.get("policy").and_then(Value::as_str).map(|p| format!("policy {p};")).unwrap_or_default();
    Some(format!(" {{ type {kind} hook {hook} priority {priority}; {policy} }}"))
}

fn elements(body: &Value) -> Option<String> {
    let changes = |flag: &Value| matches!(flag.as_str(), Some("dynamic" | "timeout"));
    let flags = body.get("flags").and_then(Value::as_array).is_some_and(|flags| flags.iter().any(changes));
    let mut text = if flags { "flags dynamic;".to_owned() } else { String::new() };
    if let Some(list) = body.get("elem").and_then(Value::as_array) {
        let list: Option<Vec<String>> = list.iter().map(element).collect();
        text.push_str(&format!(" elements = {{ {} }};", list?.join(", ")));
    }
    Some(text)
}

/// An element of a set, or a pair of key and verdict of a map.
fn element(value: &Value) -> Option<String> {
    match value.as_array().map(Vec::as_slice) {
        Some([key, verdict]) => Some(format!("{} : {}", self::value(key)?, part(verdict)?)),
        Some(_) => None,
        None => self::value(value),
    }
}

fn value(value: &Value) -> Option<String> {
    if let Some(number) = value.as_u64() {
        return Some(number.to_string());
    }
    if let Some(text) = value.as_str() {
        return Some(quoted(text));
    }
    if let Some(list) = value.as_array() {
        let list: Option<Vec<String>> = list.iter().map(self::value).collect();
        return Some(list?.join(","));
    }
    let (kind, body) = value.as_object()?.iter().next()?;
    let items = |separator: &str, each: fn(&Value) -> Option<String>| -> Option<String> {
        Some(body.as_array()?.iter().map(each).collect::<Option<Vec<String>>>()?.join(separator))
    };
    match kind.as_str() {
        "prefix" => Some(format!("{}/{}", body.get("addr")?.as_str()?, body.get("len")?.as_u64()?)),
        "range" => items("-", self::value),
        "set" => Some(format!("{{ {} }}", items(", ", element)?)),
        "concat" => items(" . ", self::value),
        "elem" => self::value(body.get("val")?),
        "|" => Some(format!("({})", items(" | ", self::value)?)),
        _ => None,
    }
}

/// What a rule looks at.
fn selector(left: &Value) -> Option<String> {
    let (kind, body) = left.as_object()?.iter().next()?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    match kind.as_str() {
        "payload" => Some(format!("{} {}", text("protocol")?, text("field")?)),
        "meta" => Some(format!("meta {}", text("key")?)),
        "ct" => Some(format!("ct {}", text("key")?)),
        "concat" => Some(body.as_array()?.iter().map(selector).collect::<Option<Vec<String>>>()?.join(" . ")),
        "&" => match body.as_array()?.as_slice() {
            [field, mask] => Some(format!("{} & {}", selector(field)?, value(mask)?)),
            _ => None,
        },
        _ => None,
    }
}

/// One expression or statement of a rule.
fn part(expression: &Value) -> Option<String> {
    let (kind, body) = expression.as_object()?.iter().next()?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    Some(match kind.as_str() {
        "match" => comparison(body)?,
        "accept" | "drop" | "return" | "continue" | "notrack" => kind.clone(),
        "masquerade" | "snat" => "masquerade".to_owned(),
        "jump" | "goto" => format!("{kind} {}", quoted(text("target")?)),
        "reject" => "reject".to_owned(),
        "log" => "log".to_owned(),
        "counter" => match body.get("packets").and_then(Value::as_u64) {
            Some(packets) => format!("counter packets {packets} bytes 0"),
            None => "counter".to_owned(),
        },
        "vmap" => format!("{} vmap {}", selector(body.get("key")?)?, value(body.get("data")?)?),
        "dnat" => match (text("addr"), body.get("port").and_then(Value::as_u64)) {
            (Some(address), None) if body.get("port").is_none() => format!("dnat to {address}"),
            (Some(address), Some(port)) if address.contains(':') => format!("dnat to [{address}]:{port}"),
            (Some(address), Some(port)) => format!("dnat to {address}:{port}"),
            _ => "dnat to elsewhere".to_owned(),
        },
        "redirect" | "queue" | "tproxy" | "synproxy" | "fwd" => kind.clone(),
        "limit" | "quota" | "xt" | "ct count" | "fib" => format!("{}-condition", kind.replace(' ', "-")),
        _ => return None,
    })
}

fn comparison(body: &Value) -> Option<String> {
    let (left, right) = (selector(body.get("left")?)?, value(body.get("right")?)?);
    let is_set = body.get("right")?.get("set").is_some() || right.starts_with('@');
    Some(match body.get("op").and_then(Value::as_str)? {
        // Of a list of flags or states any is meant, unless it is compared.
        "in" => format!("{left} {right}"),
        "==" if is_set || !left.contains("tcp flags") => format!("{left} {right}"),
        operator => format!("{left} {operator} {right}"),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn objects_become_statements_with_their_lines() {
        let text = "{\"nftables\": [\n{\"metainfo\": {\"version\": \"1.0.6\"}},\n\
            {\"chain\": {\"family\": \"ip\", \"table\": \"t\", \"name\": \"c\", \"type\": \"filter\", \"hook\": \"forward\", \"prio\": 0, \"policy\": \"drop\"}},\n\
            {\"rule\": {\"family\": \"ip\", \"table\": \"t\", \"chain\": \"c\", \"expr\": [\
            {\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"tcp\", \"field\": \"dport\"}}, \"right\": {\"set\": [22, {\"range\": [80, 90]}]}}}, \
            {\"accept\": null}]}}\n]}";
        let statements = super::statements(text).unwrap();
        assert_eq!(
            statements[0],
            (3, "add chain ip t c { type filter hook forward priority 0; policy drop; }".to_owned())
        );
        assert_eq!(statements[1], (4, "add rule ip t c tcp dport { 22, 80-90 } accept".to_owned()));
    }
}
