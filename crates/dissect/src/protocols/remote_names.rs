//! Names of the servers that programs for working at a screen from elsewhere keep to: as their makers list them for firewalls.
//!
//! Only names that nothing but the program itself asks for: those of a maker's pages name nobody.

/// What a name begins and ends with, and the program.
static NAMES: &[(&str, &str, &str)] = &[
    // support-splashtopbusiness.splashtop.com, article 115001811966: sessions, and the relay of what they show.
    ("", ".api.splashtop.com", "Splashtop"),
    ("", ".api.splashtop.eu", "Splashtop"),
    ("", ".api.splashtop.nr", "Splashtop"),
    ("", ".relay.splashtop.com", "Splashtop"),
    // Where its clients are installed to go to, as the parameters of public installers have it; the domain stands in
    // magicsword-io/LOLRMM, yaml/screenconnect.yaml.
    ("instance-", "-relay.screenconnect.com", "ScreenConnect"),
    // teamviewer.com, knowledge base, "Ports used by TeamViewer".
    ("master", ".teamviewer.com", "TeamViewer"),
    ("router", ".teamviewer.com", "TeamViewer"),
    // support.anydesk.com, knowledge base, "Firewall"; ntop/nDPI has the same.
    ("", ".net.anydesk.com", "AnyDesk"),
];

/// The program that keeps to a server of this name.
pub(super) fn program(name: &[u8]) -> Option<&'static str> {
    let found = NAMES.iter().find(|(begins, ends, _)| {
        let (begins, ends) = (begins.as_bytes(), ends.as_bytes());
        let between = name.len().checked_sub(ends.len()).and_then(|at| name.split_at_checked(at));
        between.is_some_and(|(rest, end)| {
            let between = rest.split_at_checked(begins.len());
            end.eq_ignore_ascii_case(ends)
                && between.is_some_and(|(begin, more)| {
                    begin.eq_ignore_ascii_case(begins)
                        && !more.is_empty()
                        && (begins.is_empty() || !more.contains(&b'.'))
                })
        })
    });
    found.map(|(_, _, program)| *program)
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
            assert_eq!(program(name.as_bytes()), expected, "{name}");
        }
    }
}
