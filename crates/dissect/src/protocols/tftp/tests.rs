use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as C, Event, Match, Sample};

const READ: &[u8] = b"\0\x01boot/plc-7.bin\0octet\0";
const WRITE: &[u8] = b"\0\x02backup.cfg\0NETASCII\0blksize\x001428\0";

#[test]
fn a_request_offers_and_completes_nothing() {
    let case: [(Direction, &[u8]); 3] = [(C, READ), (C, READ), (C, WRITE)];
    hostile::survives(&PROTOCOL, &case);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    let stage = Stage::Offered;
    let anonymous = |changing| Security::Anonymous { human: false, changing, stage };
    let service = Security::Service { kind: ServiceKind::FileTransfer, stage };
    let facts: Vec<_> = datagrams(&PROTOCOL, &case).into_iter().filter_map(only).collect();
    assert_eq!(facts, [service, anonymous(false), anonymous(true)]);
}

#[test]
fn a_name_and_a_mode_are_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    assert_eq!([READ, WRITE].map(probe), [Match::Sure; 2]);
    assert_eq!(probe(b"\0\x01name\0other\0"), Match::No);
    assert_eq!(probe(b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x01"), Match::No, "Modbus over UDP");
}
