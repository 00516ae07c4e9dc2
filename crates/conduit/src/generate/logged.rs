//! Lines that a device logged by our rules: of the variant that only logs, of what is refused, and of alerts.

use std::net::IpAddr;

/// A packet or connection a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Who asks.
    pub source: IpAddr,
    /// Who is asked.
    pub destination: IpAddr,
    /// Protocol number.
    pub protocol: u8,
    /// Destination port; none where its protocol has none.
    pub port: Option<u16>,
}

/// What our rules call themselves in a log.
const MARKS: [&str; 3] = ["ringwall-would-deny ", "ringwall-denied ", "] ringwall "];

/// Every line of ours in a log of the kernel (Linux, `nf_log_syslog`) or of alerts (Suricata, fast.log), and how many lines of ours say
/// it some other way.
pub fn hits(text: &str) -> (Vec<Hit>, usize) {
    let own = text.lines().filter(|line| MARKS.iter().any(|mark| line.contains(mark)));
    let read: Vec<Option<Hit>> = own.map(|line| kernel(line).or_else(|| alert(line))).collect();
    let unread = read.iter().filter(|hit| hit.is_none()).count();
    (read.into_iter().flatten().collect(), unread)
}

/// `… SRC=10.0.0.1 DST=10.0.1.1 … PROTO=TCP SPT=40000 DPT=502 …`.
fn kernel(line: &str) -> Option<Hit> {
    let value = |key: &str| line.split_whitespace().find_map(|word| word.strip_prefix(key));
    let protocol = protocol(value("PROTO=")?)?;
    let port = value("DPT=").and_then(|port| port.parse().ok());
    Some(Hit { source: value("SRC=")?.parse().ok()?, destination: value("DST=")?.parse().ok()?, protocol, port })
}

/// `… {TCP} 10.0.0.1:40000 -> 10.0.1.1:502`.
fn alert(line: &str) -> Option<Hit> {
    let (word, ends) = line.rsplit_once('{')?.1.split_once("} ")?;
    let (source, destination) = ends.trim().split_once(" -> ")?;
    let protocol = protocol(word)?;
    let (source, _) = end(source)?;
    let (destination, port) = end(destination)?;
    Some(Hit { source, destination, protocol, port: port.filter(|_| matches!(protocol, 6 | 17)) })
}

fn end(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let (address, port) = text.rsplit_once(':')?;
    Some((address.parse().ok()?, Some(port.parse().ok()?)))
}

fn protocol(word: &str) -> Option<u8> {
    match word.to_ascii_uppercase().as_str() {
        "TCP" => Some(6),
        "UDP" => Some(17),
        "ICMP" => Some(1),
        "ICMPV6" | "IPV6-ICMP" => Some(58),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(source: &str, destination: &str, protocol: u8, port: Option<u16>) -> Hit {
        Hit { source: source.parse().unwrap(), destination: destination.parse().unwrap(), protocol, port }
    }

    #[test]
    fn lines_of_the_kernel_and_alerts_are_read_and_others_are_none_of_ours() {
        let text = "Nov 24 08:00:01 fw kernel: ringwall-would-deny IN=eth0 OUT=eth1 MAC=00 SRC=10.0.0.1 DST=10.0.1.1 LEN=60 PROTO=TCP SPT=40000 DPT=502 SYN\n\
            [5.1] ringwall-denied IN=eth0 OUT=eth1 SRC=2001:db8::1 DST=2001:db8::2 PROTO=ICMPv6 TYPE=128\n\
            11/24/2026-08:00:02.1  [**] [1:1000001:1] ringwall up: modbus Write (6) is not declared here [**] [Classification: (null)] [Priority: 3] {TCP} 2001:db8::1:40000 -> 2001:db8::2:502\n\
            kernel: other SRC=10.0.0.1 DST=10.0.1.1 PROTO=TCP DPT=23\nkernel: ringwall-would-deny IN=eth0 SRC=x\n";
        let (read, unread) = hits(text);
        assert_eq!(
            read,
            [
                hit("10.0.0.1", "10.0.1.1", 6, Some(502)),
                hit("2001:db8::1", "2001:db8::2", 58, None),
                hit("2001:db8::1", "2001:db8::2", 6, Some(502)),
            ]
        );
        assert_eq!(unread, 1);
    }
}
