//! What the kernel tells of an interface.

use std::{
    ffi::{CStr, CString},
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ringwall_model::Foreign;

use super::Interface;

/// Longest name of an interface (`IFNAMSIZ` without its end).
const NAME_BYTES_MAX: usize = 15;

/// An interface of this name, in the network namespace of this process; none where there is none.
pub fn look(name: &str) -> io::Result<Option<Interface>> {
    let is_name = !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.contains(['/', '\0']) && name != "..";
    if !is_name || Foreign::from(name).terminal().to_string() != name {
        return Ok(None);
    }
    let Some(index) = index(name)? else { return Ok(None) };
    let mut interface = Interface { name: name.to_owned(), index, ..Interface::default() };
    fill(&mut interface)?;
    let ipv6 = fs::read_to_string(format!("/proc/sys/net/ipv6/conf/{name}/disable_ipv6"));
    interface.ipv6 = ipv6.is_ok_and(|text| text.trim() == "0");
    Ok(Some(interface))
}

/// Frames the kernel has sent by an interface since it is there.
pub fn sent(name: &str) -> io::Result<u64> {
    let table = fs::read_to_string("/proc/thread-self/net/dev")?;
    let row = table.lines().find_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(':'));
    // Eight counts of what was received, then bytes and packets sent.
    let count = row.and_then(|row| row.split_whitespace().nth(9)).and_then(|word| word.parse().ok());
    count.ok_or_else(|| io::Error::other("the kernel does not tell how many frames it sent"))
}

#[allow(unsafe_code, reason = "the standard library knows no interfaces")]
fn index(name: &str) -> io::Result<Option<u32>> {
    let name = CString::new(name).map_err(io::Error::other)?;
    // SAFETY: the name ends with a zero.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
    Ok((index != 0).then_some(index))
}

/// Flags and addresses, from the list of all interfaces.
#[allow(unsafe_code, reason = "the standard library knows no interfaces")]
fn fill(interface: &mut Interface) -> io::Result<()> {
    let mut first = std::ptr::null_mut();
    // SAFETY: it writes a list to `first`, which is freed below and not used after.
    if unsafe { libc::getifaddrs(&raw mut first) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut at = first;
    while !at.is_null() {
        // SAFETY: entries of the list are whole until it is freed; names end with a zero.
        let (entry, name) = unsafe { (&*at, CStr::from_ptr((*at).ifa_name)) };
        if name.to_bytes() == interface.name.as_bytes() {
            let has = |flag: i32| entry.ifa_flags & flag.unsigned_abs() != 0;
            interface.up = has(libc::IFF_UP);
            interface.arp = !has(libc::IFF_NOARP);
            interface.addresses.extend(address(entry.ifa_addr));
        }
        at = entry.ifa_next;
    }
    // SAFETY: it is the list from above, and nothing borrows from it any more.
    unsafe { libc::freeifaddrs(first) };
    interface.addresses.sort();
    Ok(())
}

#[allow(unsafe_code, reason = "the kind of an address says how long it is")]
fn address(at: *const libc::sockaddr) -> Option<IpAddr> {
    if at.is_null() {
        return None;
    }
    // SAFETY: every address begins with its family, and is as long as its family says; unaligned reads ask no more.
    unsafe {
        match i32::from((*at).sa_family) {
            libc::AF_INET => {
                let address = at.cast::<libc::sockaddr_in>().read_unaligned();
                Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr))))
            }
            libc::AF_INET6 => {
                let address = at.cast::<libc::sockaddr_in6>().read_unaligned();
                Some(IpAddr::V6(Ipv6Addr::from(address.sin6_addr.s6_addr)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_interface_is_there_and_not_quiet() {
        let Some(interface) = look("lo").unwrap() else { return };
        assert!(interface.index > 0);
        assert!(sent("lo").is_ok());
        for missing in ["", "..", "a/b", "no-such-interface", "x\u{1b}"] {
            assert_eq!(look(missing).unwrap(), None, "{missing:?}");
        }
    }
}
