//! Three network namespaces in a row: near, the firewall, far. One thread holds sockets in each.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use ringwall_firewall::Packet;
use ringwall_model::Way;
use rustix::net::{AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, ipproto};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::wire::{self, Received};

/// Sockets of a namespace.
struct Ends {
    send: [OwnedFd; 2],
    receive: Vec<(OwnedFd, Received)>,
}

/// The namespaces; they go when it is dropped.
pub struct Bench {
    names: [String; 3],
    near: Ends,
    firewall: Ends,
    far: Ends,
}

impl Bench {
    pub fn new() -> Result<Self> {
        let names = ["near", "wall", "far"].map(|part| format!("ringwall-{part}-{}", std::process::id()));
        let guard = Namespaces(names.clone());
        shell(&script(&names)).context("setting them up failed")?;
        let home = File::open("/proc/thread-self/ns/net")?;
        let [near, firewall, far] = [0, 1, 2].map(|at| inside(&guard.0[at], ends));
        let (near, far, firewall) = (near?, far?, firewall?);
        move_into_link_name_space(home.as_fd(), Some(LinkNameSpaceType::Network))?;
        std::mem::forget(guard);
        Ok(Self { names, near, firewall, far })
    }

    /// Gives a ruleset to a program in the firewall's namespace.
    pub fn load(&self, program: &[&str], text: &str) -> Result<()> {
        let mut child = Command::new("ip")
            .args(["netns", "exec", &self.names[1]])
            .args(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        child.stdin.take().context("no input")?.write_all(text.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{}: {}", program[0], said.lines().take(3).collect::<Vec<_>>().join(" "));
        }
        Ok(())
    }

    /// What a program in the firewall's namespace writes.
    pub fn output(&self, program: &[&str]) -> Result<String> {
        let output = Command::new("ip").args(["netns", "exec", &self.names[1]]).args(program).output()?;
        if !output.status.success() {
            bail!("{}: {}", program[0], String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Sends a packet from where it comes from.
    pub fn send(&self, packet: &Packet, tag: u32) -> Result<()> {
        let from = match (packet.way, packet.incoming.as_str()) {
            (Way::FromDevice, _) => &self.firewall,
            (_, wire::FAR) => &self.far,
            _ => &self.near,
        };
        let socket = &from.send[usize::from(packet.source.is_ipv6())];
        let bytes = wire::bytes(packet, tag);
        // A local rule that refuses says so to the sender.
        match rustix::net::sendto(socket, &bytes, SendFlags::empty(), &SocketAddr::new(packet.destination, 0)) {
            Ok(_) | Err(rustix::io::Errno::PERM | rustix::io::Errno::CONNREFUSED | rustix::io::Errno::HOSTUNREACH) => {
                Ok(())
            }
            Err(other) => Err(other).with_context(|| packet.words()),
        }
    }

    /// Tags of what arrived anywhere: until all that is expected has, or nothing comes any more.
    pub fn arrived(&self, expected: &BTreeSet<u32>) -> Result<BTreeSet<u32>> {
        let mut arrived = BTreeSet::new();
        let began = Instant::now();
        loop {
            let before = arrived.len();
            for end in [&self.near, &self.firewall, &self.far] {
                end.receive.iter().for_each(|socket| drain(socket, &mut arrived));
            }
            let all = expected.is_subset(&arrived);
            let waited = began.elapsed();
            if arrived.len() == before
                && ((all && waited > Duration::from_micros(600)) || waited > Duration::from_millis(400))
            {
                return Ok(arrived);
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

fn drain((socket, kind): &(OwnedFd, Received), arrived: &mut BTreeSet<u32>) {
    let mut buffer = [0_u8; 2048];
    while let Ok((_, length)) = rustix::net::recv(socket, &mut buffer[..], RecvFlags::DONTWAIT) {
        arrived.extend(wire::tag(&buffer[..length.min(buffer.len())], *kind));
    }
}

/// Runs something with the thread in a namespace.
fn inside<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let namespace = File::open(format!("/run/netns/{name}"))?;
    move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))?;
    work()
}

fn ends() -> Result<Ends> {
    let raw = |family, protocol: Protocol| -> Result<OwnedFd> {
        Ok(rustix::net::socket_with(family, SocketType::RAW, SocketFlags::NONBLOCK, Some(protocol))?)
    };
    let mut receive = Vec::new();
    for protocol in [ipproto::TCP, ipproto::UDP] {
        receive.push((raw(AddressFamily::INET, protocol)?, Received::Ports));
        receive.push((raw(AddressFamily::INET6, protocol)?, Received::Ports));
    }
    receive.push((raw(AddressFamily::INET, ipproto::ICMP)?, Received::Icmp));
    receive.push((raw(AddressFamily::INET6, ipproto::ICMPV6)?, Received::Icmpv6));
    Ok(Ends { send: [raw(AddressFamily::INET, ipproto::RAW)?, raw(AddressFamily::INET6, ipproto::RAW)?], receive })
}

struct Namespaces([String; 3]);

impl Drop for Namespaces {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        remove(&self.names);
    }
}

fn remove(names: &[String; 3]) {
    for name in names {
        let _ = Command::new("ip").args(["netns", "del", name]).stderr(Stdio::null()).status();
    }
}

fn shell(script: &str) -> Result<()> {
    let output = Command::new("sh").args(["-ec", script]).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("no reason given"));
    }
    Ok(())
}

/// Links, addresses and routes. Whole prefixes are local at each end, so that packets have any source and destination of
/// theirs; only frames with our hop limit leave, so that nothing answers by itself.
fn script(names: &[String; 3]) -> String {
    let [near, wall, far] = names;
    let mut script = format!(
        "ip netns add {near}; ip netns add {wall}; ip netns add {far}
ip -n {near} link add n0 type veth peer name {a} netns {wall}
ip -n {far} link add r0 type veth peer name {b} netns {wall}
",
        a = wire::NEAR,
        b = wire::FAR
    );
    for name in names {
        script.push_str(&format!(
            "ip netns exec {name} sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
             net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv4.ip_forward=1 \
             net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.icmp_ratelimit=0
ip -n {name} link set lo up
"
        ));
    }
    // (namespace, link, own link address, the other's, routes over it)
    let links = [
        (
            near,
            "n0",
            "10.9.1.1",
            "fd09:1::1",
            "10.9.1.2",
            "fd09:1::2",
            vec!["10.2.0.0/24", "10.3.0.0/24", "2001:db8:2::/64", "2001:db8:3::/64"],
        ),
        (wall, wire::NEAR, "10.9.1.2", "fd09:1::2", "10.9.1.1", "fd09:1::1", vec!["10.1.0.0/24", "2001:db8:1::/64"]),
        (wall, wire::FAR, "10.9.2.2", "fd09:2::2", "10.9.2.1", "fd09:2::1", vec!["10.2.0.0/24", "2001:db8:2::/64"]),
        (
            far,
            "r0",
            "10.9.2.1",
            "fd09:2::1",
            "10.9.2.2",
            "fd09:2::2",
            vec!["10.1.0.0/24", "10.3.0.0/24", "2001:db8:1::/64", "2001:db8:3::/64"],
        ),
    ];
    for (name, link, v4, v6, _, _, _) in &links {
        script.push_str(&format!(
            "ip -n {name} link set {link} up\nip -n {name} addr add {v4}/24 dev {link}\nip -n {name} addr add {v6}/64 dev {link} nodad\n"
        ));
    }
    for (name, link, _, _, next_v4, next_v6, routes) in &links {
        for route in routes {
            let next = if route.contains(':') { next_v6 } else { next_v4 };
            script.push_str(&format!("ip -n {name} route add {route} via {next} dev {link}\n"));
        }
    }
    for (name, v4, v6) in [
        (near, "10.1.0.0/24", "2001:db8:1::/64"),
        (wall, "10.3.0.0/24", "2001:db8:3::/64"),
        (far, "10.2.0.0/24", "2001:db8:2::/64"),
    ] {
        script.push_str(&format!(
            "ip -n {name} route add local {v4} dev lo\nip -n {name} -6 route add local {v6} dev lo\n"
        ));
    }
    for name in [near, far] {
        script.push_str(&format!(
            "printf 'table inet own {{ chain out {{ type filter hook output priority 0; policy drop; ip ttl {h} accept; ip6 hoplimit {h} accept; \
             icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept; }}; }}' | ip netns exec {name} nft -f -\n",
            h = wire::HOPS
        ));
    }
    script.push_str(&format!(
        "ip netns exec {wall} sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.netfilter.nf_conntrack_udp_timeout=3 \
         net.netfilter.nf_conntrack_tcp_timeout_syn_sent=3 net.netfilter.nf_conntrack_tcp_timeout_syn_recv=3 \
         net.netfilter.nf_conntrack_icmp_timeout=3 net.netfilter.nf_conntrack_icmpv6_timeout=3 2>/dev/null || true\n"
    ));
    // The neighbours are asked for once, before anything is filtered.
    for (name, next) in [(near, "10.9.1.2"), (wall, "10.9.1.1"), (wall, "10.9.2.1"), (far, "10.9.2.2")] {
        script.push_str(&permanent(name, next));
    }
    for (name, next) in [(near, "fd09:1::2"), (wall, "fd09:1::1"), (wall, "fd09:2::1"), (far, "fd09:2::2")] {
        script.push_str(&permanent(name, next));
    }
    script
}

/// Writes a neighbour's hardware address down, from the other end of the link.
fn permanent(name: &str, next: &str) -> String {
    let number =
        if next.contains("9.1.") || next.contains("09:1:") { ("n0", wire::NEAR, 1) } else { ("r0", wire::FAR, 2) };
    let (outer, inner, _) = number;
    let is_wall = name.contains("-wall-");
    let link = if is_wall { inner } else { outer };
    let other_link = if is_wall { outer } else { inner };
    let id = name.rsplit('-').next().unwrap_or_default();
    let other = match (is_wall, outer) {
        (false, _) => format!("ringwall-wall-{id}"),
        (true, "n0") => format!("ringwall-near-{id}"),
        (true, _) => format!("ringwall-far-{id}"),
    };
    format!(
        "ip -n {name} neigh replace {next} dev {link} nud permanent lladdr \
         $(ip -n {other} -br link show dev {other_link} | awk '{{print $3}}')\n"
    )
}
