//! Names of the servers that programs for working at a screen from elsewhere keep to: as their makers list them for firewalls.
//!
//! Only names that nothing but the program itself asks for: those of a maker's pages name nobody.

/// A program, and whether what people do with it goes through the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Program {
    pub name: &'static str,
    pub relays: bool,
}

/// What a name begins and ends with, and the program.
static NAMES: &[(&str, &str, Program)] = &[
    // support-splashtopbusiness.splashtop.com, article 115001811966: sessions, and the relay of what they show.
    ("", ".api.splashtop.com", Program { name: "Splashtop", relays: false }),
    ("", ".api.splashtop.eu", Program { name: "Splashtop", relays: false }),
    ("", ".api.splashtop.nr", Program { name: "Splashtop", relays: false }),
    ("", ".relay.splashtop.com", Program { name: "Splashtop", relays: true }),
    // Where its clients are installed to go to, as the parameters of public installers have it; the domain stands in
    // magicsword-io/LOLRMM, yaml/screenconnect.yaml.
    ("instance-", "-relay.screenconnect.com", Program { name: "ScreenConnect", relays: true }),
    // teamviewer.com, knowledge base, "Ports used by TeamViewer".
    ("master", ".teamviewer.com", Program { name: "TeamViewer", relays: false }),
    ("router", ".teamviewer.com", Program { name: "TeamViewer", relays: true }),
    // support.anydesk.com, knowledge base, "Firewall"; ntop/nDPI has the same.
    ("", ".net.anydesk.com", Program { name: "AnyDesk", relays: true }),
];

/// The program that keeps to a server of this name.
pub(super) fn program(server: &[u8]) -> Option<Program> {
    NAMES
        .iter()
        .find(|(begins, ends, _)| is_of(server, begins.as_bytes(), ends.as_bytes()))
        .map(|(.., program)| *program)
}

/// True for a name with something between its beginning and its end: where it has a beginning, no dot.
fn is_of(server: &[u8], begins: &[u8], ends: &[u8]) -> bool {
    let parts = server.len().checked_sub(ends.len()).and_then(|at| server.split_at_checked(at));
    let Some(((begin, between), end)) = parts.and_then(|(rest, end)| Some((rest.split_at_checked(begins.len())?, end)))
    else {
        return false;
    };
    let plain = !between.is_empty() && (begins.is_empty() || !between.contains(&b'.'));
    plain && end.eq_ignore_ascii_case(ends) && begin.eq_ignore_ascii_case(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_its_servers_name_a_program_and_those_of_pages_nobody() {
        for (name, expected) in [
            ("13-247-194-26.relay.splashtop.com", Some("Splashtop")),
            ("ST-V3-UNIVERSAL-G3.API.Splashtop.COM", Some("Splashtop")),
            ("instance-i77ws2-relay.screenconnect.com", Some("ScreenConnect")),
            ("router16.teamviewer.com", Some("TeamViewer")),
            ("master1.teamviewer.com", Some("TeamViewer")),
            ("relay-93c1.net.anydesk.com", Some("AnyDesk")),
            ("www.splashtop.com", None),
            ("relay.splashtop.com", None),
            (".relay.splashtop.com", None),
            ("www.screenconnect.com", None),
            ("instance--relay.screenconnect.com", None),
            ("instance-a.b-relay.screenconnect.com", None),
            ("x.relay.splashtop.com.case", None),
            ("login.teamviewer.com", None),
            ("", None),
        ] {
            assert_eq!(program(name.as_bytes()).map(|program| program.name), expected, "{name}");
        }
        let relays = |name: &str| program(name.as_bytes()).is_some_and(|program| program.relays);
        assert!(relays("router16.teamviewer.com") && !relays("master1.teamviewer.com"));
    }
}
