//! Frames built by hand, in every envelope: what is inside is found, and nothing breaks on what is not.

use ringwall_model::{Address, Transport};

use super::{Copy, Headers, Numbers, Unread, decode, plain, plain_below_ip};
use crate::formats::LinkType;

const ETHERNET: u16 = 1;
const WLAN: u16 = 105;
const RADIOTAP: u16 = 127;

fn ethernet(kind: u16, body: &[u8]) -> Vec<u8> {
    [&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1][..], &kind.to_be_bytes(), body].concat()
}

fn ipv4(from: u8, to: u8, protocol: u8, body: &[u8]) -> Vec<u8> {
    let total = u16::try_from(20 + body.len()).unwrap().to_be_bytes();
    [&[0x45, 0][..], &total, &[0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, from, 10, 0, 0, to], body].concat()
}

fn ipv6(from: u8, to: u8, next: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    let address = |last: u8| [&[0xfd, 0][..], &[0; 13], &[last]].concat();
    [&[0x60, 0, 0, 0][..], &length, &[next, 64], &address(from), &address(to), body].concat()
}

fn udp(from: u16, to: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(8 + body.len()).unwrap();
    [&from.to_be_bytes()[..], &to.to_be_bytes(), &length.to_be_bytes(), &[0, 0], body].concat()
}

/// What every envelope holds: a datagram of two hosts.
fn inner() -> Vec<u8> {
    ipv4(81, 82, 17, &udp(4000, 502, b"inside"))
}

/// The same in a frame of two other stations, with tags.
fn bridged(vlans: &[u8]) -> Vec<u8> {
    let tags: Vec<u8> = vlans.iter().flat_map(|v| [0x81, 0, 0, *v]).collect();
    [&[6, 0, 0, 0, 0, 8, 6, 0, 0, 0, 0, 9][..], &tags, &[8, 0], &inner()].concat()
}

fn gre(kind: u16, sequence: bool, body: &[u8]) -> Vec<u8> {
    let flags = if sequence { [0x10, 0] } else { [0, 0] };
    [&flags[..], &kind.to_be_bytes(), &[0; 4][..if sequence { 4 } else { 0 }], body].concat()
}

fn snap(kind: u16, body: &[u8]) -> Vec<u8> {
    [&[0xaa, 0xaa, 3, 0, 0, 0][..], &kind.to_be_bytes(), body].concat()
}

/// Headers of a frame that was captured whole, after every prefix and every flipped byte of it did no harm.
fn read(link: u16, bytes: &[u8]) -> Result<Headers, Unread> {
    let length = u32::try_from(bytes.len()).unwrap();
    for end in 0..bytes.len() {
        inside(link, &bytes[..end], u32::try_from(end).unwrap());
        inside(link, &bytes[..end], length);
        let mut turned = bytes.to_vec();
        for with in [0xff, 0x01, 0x80] {
            turned[end] = bytes[end] ^ with;
            inside(link, &turned, length);
        }
    }
    decode(LinkType(link), bytes, length)
}

/// A payload never reaches beyond its frame.
fn inside(link: u16, bytes: &[u8], length: u32) {
    let whole = decode(LinkType(link), bytes, length);
    if let Ok(headers) = &whole {
        assert!(bytes.get(headers.payload()).is_some(), "{headers:?}");
    }
    let one_look = plain(LinkType(link), bytes, length).or_else(|| plain_below_ip(LinkType(link), bytes, length));
    if let Some(headers) = one_look {
        assert_eq!(format!("{:?}", Ok::<_, Unread>(headers)), format!("{whole:?}"), "one look sees what reading does");
    }
}

/// Sender, receiver and payload.
fn talk(headers: &Headers, bytes: &[u8]) -> (String, String, Vec<u8>) {
    let text = |raw: super::RawAddress| match raw.address(headers.family) {
        Address::Ip(ip) => ip.to_string(),
        Address::Mac(mac) => mac.to_string(),
        Address::Station(number) => number.to_string(),
    };
    (text(headers.source), text(headers.destination), bytes[headers.payload()].to_vec())
}

/// Asserts that a frame holds the datagram, on this VLAN path, and by which MAC address.
fn holds(frame: &[u8], vlans: &[u16], mac: u8) {
    let headers = read(ETHERNET, frame).unwrap();
    let expected = ("10.0.0.81".into(), "10.0.0.82".into(), b"inside".to_vec());
    assert_eq!(talk(&headers, frame), expected, "{frame:02x?}");
    assert_eq!((headers.transport, headers.destination_port), (Transport::Udp, 502));
    assert_eq!(headers.vlans.ids(), vlans);
    assert_eq!(headers.source_mac.unwrap().halves().1 & 0xff, u64::from(mac));
}

#[test]
fn labels_and_sessions_before_ip_are_passed() {
    let labels = [&[0, 1, 0, 64, 0, 2, 1, 64][..], &inner()].concat();
    holds(&ethernet(0x8847, &labels), &[], 1);
    let wire = [&[0, 2, 1, 64, 0, 0, 0, 0][..], &bridged(&[7])].concat();
    holds(&ethernet(0x8847, &wire), &[7], 9);
    holds(&ethernet(0x8847, &[&[0, 2, 1, 64][..], &bridged(&[])].concat()), &[], 9);
    let neither = ethernet(0x8847, &[&[0, 2, 1, 64, 0x10, 9][..], &[1; 40]].concat());
    assert_eq!(read(ETHERNET, &neither).unwrap().source_port, 0x8847);
    let tagged = [&[0, 12, 0x88, 0x47][..], &labels].concat();
    holds(&ethernet(0x8100, &tagged), &[12], 1);
    let length = u16::try_from(inner().len() + 2).unwrap().to_be_bytes();
    let session = [&[0x11, 0, 0, 9][..], &length, &[0, 0x21], &inner(), &[0; 9]].concat();
    holds(&ethernet(0x8864, &session), &[], 1);
}

#[test]
fn ip_in_ip_of_either_kind_is_passed() {
    holds(&ethernet(0x0800, &ipv4(1, 2, 4, &inner())), &[], 1);
    holds(&ethernet(0x86dd, &ipv6(1, 2, 4, &inner())), &[], 1);
    let six = ethernet(0x0800, &ipv4(1, 2, 41, &ipv6(3, 4, 17, &udp(1, 2, b"six"))));
    let headers = read(ETHERNET, &six).unwrap();
    assert_eq!(talk(&headers, &six), ("fd00::3".into(), "fd00::4".into(), b"six".to_vec()));
}

#[test]
fn gre_and_what_mirrors_frames_through_it_are_passed() {
    let over = |body: &[u8]| ethernet(0x0800, &ipv4(1, 2, 47, body));
    holds(&over(&gre(0x0800, false, &inner())), &[], 1);
    holds(&over(&gre(0x0800, true, &inner())), &[], 1);
    holds(&over(&gre(0x6558, false, &bridged(&[5]))), &[5], 9);
    let keyed = [&[0x20, 0, 0x65, 0x58, 0, 0x10, 0x03, 0][..], &bridged(&[])].concat();
    holds(&over(&keyed), &[1, 3], 9);
    let checked = [&[0xb0, 0, 0x08, 0, 1, 2, 0, 0, 0, 0, 0, 5, 0, 0, 0, 6][..], &inner()].concat();
    holds(&over(&checked), &[], 1);
    holds(&over(&gre(0x88be, false, &bridged(&[]))), &[], 9);
    // Type II on VLAN 100: the tag was taken off, the frame had none, its tag is still there.
    let two = |how: u8, frame: &[u8]| [&[0x10, 100, how << 3, 7, 0, 0, 0, 1][..], frame].concat();
    holds(&over(&gre(0x88be, true, &two(2, &bridged(&[])))), &[100], 9);
    holds(&over(&gre(0x88be, true, &two(0, &bridged(&[])))), &[], 9);
    holds(&over(&gre(0x88be, true, &two(3, &bridged(&[100])))), &[100], 9);
    let three = |last: [u8; 2], rest: &[u8]| [&[0x20, 100, 0, 7, 0, 0, 0, 0, 0, 0], &last[..], rest].concat();
    holds(&over(&gre(0x22eb, true, &three([0, 0], &bridged(&[])))), &[100], 9);
    holds(&over(&gre(0x22eb, true, &three([0, 0], &bridged(&[9])))), &[9], 9);
    holds(&over(&gre(0x22eb, true, &three([0, 1], &[&[0; 8], &bridged(&[])[..]].concat()))), &[100], 9);
    holds(&over(&gre(0x22eb, true, &three([8, 0], &inner()))), &[], 1);
}

#[test]
fn networks_over_udp_are_passed_and_their_number_stands_before_the_tags() {
    let over = |port: u16, body: &[u8]| ethernet(0x0800, &ipv4(1, 2, 17, &udp(50_000, port, body)));
    let vxlan = |frame: &[u8]| [&[8, 0, 0, 0, 0, 0x20, 0x04, 0][..], frame].concat();
    holds(&over(4789, &vxlan(&bridged(&[]))), &[2, 4], 9);
    holds(&over(8472, &vxlan(&bridged(&[7]))), &[2, 4, 7], 9);
    let geneve =
        |kind: u16, frame: &[u8]| [&[1, 0x40][..], &kind.to_be_bytes(), &[0, 0, 9, 0, 1, 2, 3, 4], frame].concat();
    holds(&over(6081, &geneve(0x6558, &bridged(&[]))), &[0, 9], 9);
    holds(&over(6081, &geneve(0x0800, &inner())), &[0, 9], 1);
    // The port alone is no proof.
    let other = over(4789, b"\x08 other contents of this port");
    assert_eq!(read(ETHERNET, &other).unwrap().destination_port, 4789);
}

#[test]
fn what_is_no_packet_inside_stays_with_the_outer_ends() {
    let broken = ethernet(0x0800, &ipv4(1, 2, 4, &[0x45, 0, 0, 9, 0]));
    let headers = read(ETHERNET, &broken).unwrap();
    assert_eq!(talk(&headers, &broken).0, "10.0.0.1");
    assert_eq!((headers.transport, headers.source_port), (Transport::Ip, 4));
    let keepalive = ethernet(0x0800, &ipv4(1, 2, 47, &gre(0x0800, false, &ipv4(2, 1, 47, &gre(0, false, &[])))));
    assert_eq!(talk(&read(ETHERNET, &keepalive).unwrap(), &keepalive).0, "10.0.0.2");
    // What the outer header does not count is not inside.
    let mut short = ethernet(0x0800, &ipv4(1, 2, 4, &inner()));
    short[17] = 20 + 22;
    assert_eq!(talk(&read(ETHERNET, &short).unwrap(), &short).0, "10.0.0.1");
}

#[test]
fn tunnels_in_tunnels_end_somewhere() {
    let mut packet = inner();
    for n in 0..9 {
        packet = ipv4(n, 100, 4, &packet);
    }
    let frame = ethernet(0x0800, &packet);
    let headers = read(ETHERNET, &frame).unwrap();
    assert_eq!((talk(&headers, &frame).0, headers.source_port), ("10.0.0.4".into(), 4));
}

#[test]
fn ipv6_extension_headers_are_passed_and_an_authenticated_packet_is_named() {
    let options = [&[43, 0, 1, 4, 0, 0, 0, 0][..], &[17, 0, 0, 0, 0, 0, 0, 0], &udp(1, 2, b"x")].concat();
    let frame = ethernet(0x86dd, &ipv6(1, 2, 0, &options));
    assert_eq!(talk(&read(ETHERNET, &frame).unwrap(), &frame).2, b"x");
    let authenticated = ethernet(0x86dd, &ipv6(1, 2, 51, &[&[17, 4][..], &[0; 22], &udp(1, 2, b"x")].concat()));
    let headers = read(ETHERNET, &authenticated).unwrap();
    assert_eq!((headers.transport, headers.source_port), (Transport::Ip, 51));
}

#[test]
fn a_jumbo_frame_is_a_frame() {
    let frame = ethernet(0x0800, &ipv4(1, 2, 17, &udp(1, 2, &[7; 9000])));
    assert_eq!(decode(LinkType(ETHERNET), &frame, u32::try_from(frame.len()).unwrap()).unwrap().payload().len(), 9000);
}

#[test]
fn copies_of_redundant_frames_are_told_and_their_marks_are_no_payload() {
    let trailer = |size: u8| [0, 9, 0xa0, size, 0x88, 0xfb];
    let copy = Some(Copy { sequence: 9, path: 0xa });
    let plain = ethernet(0x88b8, &[1; 60]);
    let direct = [&plain[..], &trailer(66)].concat();
    let headers = read(ETHERNET, &direct).unwrap();
    assert_eq!((headers.copy, headers.payload().len()), (copy, 60));
    assert_eq!(read(ETHERNET, &plain).unwrap().copy, None);
    for packet in [ethernet(0x0800, &inner()), ethernet(0x86dd, &ipv6(1, 2, 17, &udp(1, 2, b"x")))] {
        let frame = [&packet[..], &trailer(46)].concat();
        assert_eq!(read(ETHERNET, &frame).unwrap().copy, copy);
    }
    let ring = ethernet(0x892f, &[&[0x10, 60, 0, 9, 0x08, 0x00][..], &inner()].concat());
    assert_eq!(read(ETHERNET, &ring).unwrap().copy, Some(Copy { sequence: 9, path: 1 }));
    holds(&ring, &[], 1);
}

/// Frame control, duration, three addresses ending in 1, 2 and 3, sequence, what follows.
fn wlan(control: u16, rest: &[u8]) -> Vec<u8> {
    let address = |last: u8| [2, 0, 0, 0, 0, last];
    let head = [&control.to_le_bytes()[..], &[0, 0], &address(1), &address(2), &address(3), &[0x10, 0]].concat();
    [&head[..], rest].concat()
}

#[test]
fn data_frames_of_802_11_become_what_they_would_be_on_a_wire() {
    let body = snap(0x0800, &inner());
    let expected = ("10.0.0.81".to_owned(), "10.0.0.82".to_owned(), b"inside".to_vec());
    // Among stations, to the access point, from it, between two: who sent it stands elsewhere each time.
    for (control, extra, sender) in [
        (0x0008, &[][..], 2),
        (0x0108, &[], 2),
        (0x0208, &[], 3),
        (0x0308, &[2, 0, 0, 0, 0, 4], 4),
        (0x0188, &[0, 0], 2),
        (0x8188, &[0, 0, 0, 0, 0, 0], 2),
    ] {
        let frame = wlan(control, &[extra, &body].concat());
        let headers = read(WLAN, &frame).unwrap();
        assert_eq!(talk(&headers, &frame), expected, "{control:04x}");
        assert_eq!(headers.source_mac.unwrap().halves().1 & 0xff, sender);
        for flags in [&[0, 0, 8, 0, 0, 0, 0, 0][..], &[0, 0, 9, 0, 2, 0, 0, 0, 0]] {
            let tapped = [flags, &frame].concat();
            assert_eq!(talk(&read(RADIOTAP, &tapped).unwrap(), &tapped), expected);
        }
    }
}

#[test]
fn a_check_sequence_that_radiotap_tells_of_is_no_payload() {
    // Time first: the flags stand behind it, aligned; a second word of presence comes before both.
    let head = [&[0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0][..], &[0; 8], &[0x10]].concat();
    let frame = [&head[..], &wlan(0x0008, &snap(0x88b8, b"event")), &[9; 4]].concat();
    let headers = read(RADIOTAP, &frame).unwrap();
    assert_eq!((talk(&headers, &frame).2, headers.source_port), (b"event".to_vec(), 0x88b8));
}

#[test]
fn a_frame_of_802_11_that_cannot_be_read_has_a_reason() {
    let body = snap(0x0800, &inner());
    for (control, reason) in [
        (0x4008_u16, Unread::WlanProtected),
        (0x0408, Unread::WlanPieces),
        (0x0048, Unread::WlanControl),
        (0x00d4, Unread::WlanControl),
        (0x0009, Unread::WlanHeader),
        (0x40c0, Unread::WlanProtected),
    ] {
        assert_eq!(read(WLAN, &wlan(control, &body)).unwrap_err(), reason, "{control:04x}");
    }
    let beacon = wlan(0x0080, &[7; 40]);
    let headers = read(WLAN, &beacon).unwrap();
    assert_eq!((headers.numbers, headers.payload()), (Numbers::Wlan, 0..64));
}

#[test]
fn what_one_look_sees_is_what_reading_sees() {
    let tcp = [&[0x13, 0x88, 1, 0xf6, 0, 0, 0, 7, 0, 0, 0, 9, 0x50, 0x18, 1, 0, 0, 0, 0, 0][..], b"polled"].concat();
    for body in [ipv4(1, 2, 6, &tcp), ipv4(1, 2, 17, &udp(4000, 502, b"inside")), ipv4(1, 2, 1, &[8; 40])] {
        for padding in [&[][..], &[0; 9], &[0, 1, 0xa0, 40, 0x88, 0xfb]] {
            read(ETHERNET, &ethernet(0x0800, &[&body, padding].concat())).unwrap();
        }
    }
    for kind in [0, 60, 0x05ff, 0x0600, 0x0806, 0x8100, 0x8847, 0x8864, 0x88a4, 0x88a8, 0x892f, 0x9100, 0xffff] {
        for body in [&[][..], &[1; 46], &[1, 0, 0xa0, 6, 0x88, 0xfb]] {
            let _ = read(ETHERNET, &ethernet(kind, body));
        }
    }
    let headers = plain_below_ip(LinkType(ETHERNET), &ethernet(0x88a4, &[1; 46]), 60).unwrap();
    assert_eq!((headers.payload(), headers.destination_port), (14..60, 0x88a4));
    let frame = ethernet(0x0800, &ipv4(1, 2, 6, &tcp));
    let headers = plain(LinkType(ETHERNET), &frame, 60).unwrap();
    assert_eq!((headers.payload(), headers.tcp.sequence, headers.destination_port), (54..60, 7, 502));
}

#[test]
fn frames_of_a_bus_go_from_station_to_station_and_polls_to_everybody() {
    use crate::mstp::testing::{coded_frame, frame};
    const MSTP: u16 = 165;
    let whole = |bytes: &[u8], headers: &Headers| talk(headers, bytes).2 == bytes;
    let ends = |bytes: &[u8]| {
        let headers = read(MSTP, bytes).unwrap();
        assert_eq!((headers.transport, headers.source_mac), (Transport::Serial, None));
        assert!(whole(bytes, &headers));
        (talk(&headers, bytes).0, talk(&headers, bytes).1, headers.source_port, headers.group)
    };
    let of = |from: &str, to: &str, port, group| (from.to_owned(), to.to_owned(), port, group);
    assert_eq!(ends(&frame(0, 7, 0, &[])), of("0", "7", 0, false));
    assert_eq!(ends(&frame(1, 8, 7, &[])), of("7", "255", 0, true));
    assert_eq!(ends(&frame(6, 255, 7, &[1, 0, 16, 8])), of("7", "255", 5, true));
    assert_eq!(ends(&coded_frame(32, 3, 7, &[1, 4, 0])), of("7", "3", 5, false));
    assert_eq!(ends(&coded_frame(34, 3, 7, &[0x60; 40])), of("7", "3", 34, false));
    assert_eq!(ends(&frame(128, 3, 7, &[0, 5, 1])), of("7", "3", 128, false));
    let message = frame(5, 3, 7, &[1, 4, 0, 5, 9, 12]);
    let unchecked = &message[..message.len() - 2];
    assert_eq!(ends(unchecked), of("7", "3", 5, false), "the check is left out");
    assert_eq!(read(MSTP, &message[..message.len() - 3]).unwrap_err(), Unread::Short);
    let padded = [&message[..], &[0; 4]].concat();
    assert_eq!(talk(&read(MSTP, &padded).unwrap(), &padded).2, message);
    let cut = decode(LinkType(MSTP), &message[..10], u32::try_from(message.len()).unwrap()).unwrap();
    assert_eq!((cut.payload(), cut.missing), (0..10, 6));
    let refused = |at: usize| {
        let mut turned = message.clone();
        turned[at] ^= 1;
        read(MSTP, &turned).unwrap_err()
    };
    assert_eq!((refused(0), refused(4), refused(9)), (Unread::MstpHeader, Unread::MstpHeader, Unread::MstpData));
    assert_eq!(read(MSTP, &frame(0, 7, 255, &[])).unwrap_err(), Unread::MstpHeader, "nobody is everybody");
    assert_eq!(read(MSTP, &message[..7]).unwrap_err(), Unread::Short);
}
