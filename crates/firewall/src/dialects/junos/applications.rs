//! Applications: the vendor's own, and those of the text.

use ringwall_model::{PacketMatch, Ranges};

use crate::{
    objects::Book,
    services::{numbers, written},
    tree::Tree,
    words,
};

/// The vendor's applications that are protocols and ports (Junos, groups junos-defaults applications). Those that follow
/// a protocol's own directory of ports are not among them.
const PREDEFINED: [(&str, &str); 84] = [
    ("any", "any"),
    ("junos-aol", "tcp 5190-5193"),
    ("junos-bgp", "tcp 179"),
    ("junos-biff", "udp 512"),
    ("junos-bootpc", "udp 68"),
    ("junos-bootps", "udp 67"),
    ("junos-chargen", "udp 19"),
    ("junos-cifs", "tcp 139 445"),
    ("junos-cvspserver", "tcp 2401"),
    ("junos-dhcp-client", "udp 68"),
    ("junos-dhcp-relay", "udp 67"),
    ("junos-dhcp-server", "udp 67"),
    ("junos-discard", "udp 9"),
    ("junos-dns-tcp", "tcp 53"),
    ("junos-dns-udp", "udp 53"),
    ("junos-echo", "udp 7"),
    ("junos-finger", "tcp 79"),
    ("junos-ftp", "tcp 21"),
    ("junos-ftp-data", "tcp 20"),
    ("junos-gnutella", "udp 6346-6347"),
    ("junos-gopher", "tcp 70"),
    ("junos-gre", "ip 47"),
    ("junos-http", "tcp 80"),
    ("junos-http-ext", "tcp 7001"),
    ("junos-https", "tcp 443"),
    ("junos-icmp-all", "icmp"),
    ("junos-icmp-ping", "icmp 8"),
    ("junos-icmp6-all", "icmp6"),
    ("junos-icmp6-echo-reply", "icmp6 129"),
    ("junos-icmp6-echo-request", "icmp6 128"),
    ("junos-icmp6-packet-too-big", "icmp6 2"),
    ("junos-ident", "tcp 113"),
    ("junos-ike", "udp 500"),
    ("junos-ike-nat", "udp 4500"),
    ("junos-imap", "tcp 143"),
    ("junos-imaps", "tcp 993"),
    ("junos-internet-locator-service", "tcp 389"),
    ("junos-irc", "tcp 6660-6669"),
    ("junos-l2tp", "udp 1701"),
    ("junos-ldap", "tcp 389"),
    ("junos-ldp-tcp", "tcp 646"),
    ("junos-ldp-udp", "udp 646"),
    ("junos-lpr", "tcp 515"),
    ("junos-mail", "tcp 25"),
    ("junos-ms-sql", "tcp 1433"),
    ("junos-msn", "tcp 1863"),
    ("junos-nbds", "udp 138"),
    ("junos-nbname", "udp 137"),
    ("junos-netbios-session", "tcp 139"),
    ("junos-nfsd-tcp", "tcp 2049"),
    ("junos-nfsd-udp", "udp 2049"),
    ("junos-nntp", "tcp 119"),
    ("junos-ntp", "udp 123"),
    ("junos-ospf", "ip 89"),
    ("junos-pc-anywhere", "udp 5632"),
    ("junos-ping", "icmp 8"),
    ("junos-pingv6", "icmp6 128"),
    ("junos-pop3", "tcp 110"),
    ("junos-pptp", "tcp 1723"),
    ("junos-printer", "tcp 515"),
    ("junos-r2cp", "udp 28672"),
    ("junos-radacct", "udp 1813"),
    ("junos-radius", "udp 1812"),
    ("junos-rdp", "tcp 3389"),
    ("junos-rip", "udp 520"),
    ("junos-rtsp", "tcp 554"),
    ("junos-sccp", "tcp 2000"),
    ("junos-sip", "tcp 5060 udp 5060"),
    ("junos-smb", "tcp 139 445"),
    ("junos-smb-session", "tcp 445"),
    ("junos-smtp", "tcp 25"),
    ("junos-sqlnet-v2", "tcp 1521"),
    ("junos-ssh", "tcp 22"),
    ("junos-syslog", "udp 514"),
    ("junos-tacacs", "tcp 49"),
    ("junos-tcp-any", "tcp 0-65535"),
    ("junos-telnet", "tcp 23"),
    ("junos-tftp", "udp 69"),
    ("junos-udp-any", "udp 0-65535"),
    ("junos-wais", "tcp 210"),
    ("junos-who", "udp 513"),
    ("junos-whois", "tcp 43"),
    ("junos-winframe", "tcp 1494"),
    ("junos-x-windows", "tcp 6000-6063"),
];

/// Applications by name.
#[derive(Debug)]
pub(super) struct Applications {
    book: Book<Vec<PacketMatch>>,
}

impl Applications {
    pub(super) fn new(tree: &Tree) -> Self {
        let mut book = Book::default();
        let listed = |kind: &str| tree.find(0, &["applications", kind]).map_or_else(Vec::new, |at| tree.children(at));
        for one in listed("application") {
            book.add(tree.name(one), application(tree, one));
        }
        for set in listed("application-set") {
            let name = tree.name(set);
            book.open(name);
            for kind in ["application", "application-set"] {
                tree.values(set, &[kind]).into_iter().for_each(|member| book.add_name(name, member));
            }
        }
        for (name, text) in PREDEFINED {
            if !book.has(name) {
                book.add(name, Some(written(text)));
            }
        }
        Self { book }
    }

    pub(super) fn find(&self, name: &str) -> Option<Vec<PacketMatch>> {
        self.book.find(name)
    }
}

/// An application is its terms, or what stands directly in it.
fn application(tree: &Tree, at: usize) -> Option<Vec<PacketMatch>> {
    let terms = tree.find(at, &["term"]).map_or_else(Vec::new, |terms| tree.children(terms));
    let mut found = Vec::new();
    for term in &terms {
        found.push(packets(&tree.leaves(*term))?);
    }
    let own: Vec<Vec<&str>> = tree.leaves(at).into_iter().filter(|leaf| leaf.first() != Some(&"term")).collect();
    if terms.is_empty() || own.iter().any(|leaf| !ASIDE.contains(&leaf.first().copied().unwrap_or_default())) {
        found.push(packets(&own)?);
    }
    Some(found)
}

/// Words that do not change which packets an application is about.
const ASIDE: [&str; 5] =
    ["description", "inactivity-timeout", "application-protocol", "alg", "do-not-translate-AAAA-query-to-A-query"];

/// Pairs of words: a term may be one line of several of them.
fn packets(leaves: &[Vec<&str>]) -> Option<PacketMatch> {
    let mut found = PacketMatch::any();
    let (mut kind, mut code) = (None, None);
    for leaf in leaves {
        let mut words = leaf.iter().copied();
        while let Some(key) = words.next() {
            let value = words.next().unwrap_or_default();
            match key {
                "protocol" => {
                    let same = words::protocol_number(value).map(Ranges::one)?;
                    // Said twice and differently it is not known.
                    if found.protocol.as_ref().is_some_and(|known| *known != same) {
                        return None;
                    }
                    found.protocol = Some(same);
                }
                "destination-port" => {
                    found.destination_port = Some(joined(found.destination_port.take(), ports(value)?))
                }
                "source-port" => found.source_port = Some(joined(found.source_port.take(), ports(value)?)),
                "icmp-type" | "icmp6-type" => kind = Some(words::icmp(value, key == "icmp6-type")?),
                "icmp-code" | "icmp6-code" => code = Some(value.parse::<u8>().ok()?),
                // The rest of a description is words of any kind.
                "description" => break,
                key if ASIDE.contains(&key) => {}
                _ => return None,
            }
        }
    }
    found.icmp = match (kind, code) {
        (kind, None) => kind,
        (Some(kind), Some(code)) => Some(Ranges::one(kind.first()? | u128::from(code))),
        (None, Some(_)) => return None,
    };
    found.protocol.is_some().then_some(found)
}

fn joined(known: Option<Ranges>, more: Ranges) -> Ranges {
    known.map_or_else(|| more.clone(), |known| known.union(&more))
}

/// A port, a range, or a name.
pub(super) fn ports(text: &str) -> Option<Ranges> {
    numbers(text).or_else(|| named_port(text).map(Ranges::one)).or_else(|| {
        let (first, last) = text.split_once('-')?;
        let (first, last) = (named_port(first)?, named_port(last)?);
        (first <= last).then(|| Ranges::between(first, last))
    })
}

/// Names of ports of filters beyond those of IANA (Junos Firewall Filters User Guide, match conditions).
const PORTS: [(&str, u16); 17] = [
    ("afs", 1483),
    ("cvspserver", 2401),
    ("dhcp", 67),
    ("ekshell", 2106),
    ("eklogin", 2105),
    ("kerberos-sec", 88),
    ("krb-prop", 754),
    ("krbupdate", 760),
    ("ldp", 646),
    ("mobileip-agent", 434),
    ("mobilip-mn", 435),
    ("msdp", 639),
    ("nfsd", 2049),
    ("pptp", 1723),
    ("radacct", 1813),
    ("radius", 1812),
    ("zephyr-clt", 2103),
];

fn named_port(text: &str) -> Option<u16> {
    let own = PORTS.iter().find(|(name, _)| *name == text).map(|(_, port)| *port);
    own.or_else(|| words::port(text))
}

/// Every packet of a protocol by its name or number.
pub(super) fn protocol(text: &str) -> Option<Ranges> {
    let own = match text {
        "hop-by-hop" => Some(0),
        "routing" => Some(43),
        "fragment" => Some(44),
        "no-next-header" => Some(59),
        "dstopts" => Some(60),
        "rsvp" => Some(46),
        _ => None,
    };
    let number = own.or_else(|| words::protocol_number(text)).map(u128::from);
    let range = || text.split_once('-').and_then(|(a, b)| Some((a.parse::<u8>().ok()?, b.parse::<u8>().ok()?)));
    number.map(Ranges::one).or_else(|| range().map(|(first, last)| Ranges::between(first, last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::of_protocol;

    #[test]
    fn every_application_of_the_vendor_is_about_packets() {
        assert!(PREDEFINED.iter().all(|(_, text)| !written(text).is_empty()));
        assert_eq!(of_protocol(47).protocol, protocol("gre"));
        assert_eq!(ports("ftp-data"), Some(Ranges::one(20_u16)));
        assert_eq!(ports("bgp-x"), None);
    }
}
