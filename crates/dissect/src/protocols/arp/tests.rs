use std::net::IpAddr;

use ringwall_model::Mac;

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward, Event};

const OWN: Mac = Mac([0x00, 0x1b, 0x1b, 1, 2, 3]);

fn message(operation: u8, mac: Mac, sender: [u8; 4], target: [u8; 4]) -> Vec<u8> {
    let mut bytes = vec![0, 1, 8, 0, 6, 4, 0, operation];
    bytes.extend(mac.0);
    bytes.extend(sender);
    bytes.extend([0; 6]);
    bytes.extend(target);
    bytes.resize(46, 0);
    bytes
}

fn bindings(bytes: &[u8]) -> Vec<(Mac, IpAddr)> {
    let case: [(Direction, &[u8]); 1] = [(Forward, bytes)];
    hostile::survives(&PROTOCOL, &case);
    let only = |(event, _)| match event {
        Event::Binding { mac, ip, lease: false } => Some((mac, ip)),
        _ => None,
    };
    datagrams(&PROTOCOL, &case).into_iter().filter_map(only).collect()
}

#[test]
fn the_sender_binds_its_own_address() {
    let expected = [(OWN, IpAddr::from([10, 0, 0, 5]))];
    assert_eq!(bindings(&message(1, OWN, [10, 0, 0, 5], [10, 0, 0, 1])), expected);
    assert_eq!(bindings(&message(2, OWN, [10, 0, 0, 5], [10, 0, 0, 1])), expected);
    assert_eq!(bindings(&message(1, OWN, [10, 0, 0, 5], [10, 0, 0, 5])), expected, "gratuitous");
}

#[test]
fn probes_and_nonsense_bind_nothing() {
    assert_eq!(bindings(&message(1, OWN, [0, 0, 0, 0], [10, 0, 0, 5])), [], "a probe");
    assert_eq!(bindings(&message(2, Mac([0xff; 6]), [10, 0, 0, 5], [10, 0, 0, 1])), [], "a group");
    assert_eq!(bindings(&message(2, Mac::default(), [10, 0, 0, 5], [10, 0, 0, 1])), []);
    assert_eq!(bindings(&message(7, OWN, [10, 0, 0, 5], [10, 0, 0, 1])), [], "another operation");
    assert_eq!(bindings(&message(2, OWN, [10, 0, 0, 5], [10, 0, 0, 1])[..20]), [], "cut");
}
