//! Each frame stands alone; nothing is remembered.

use crate::mstp::{Header, POLL, TEST, TEST_REPLY};
use crate::{Answered, Object, Pdu, Session, Sink};

use super::call;

/// Pairs a test with its answer.
const TEST_TAG: u32 = 1;

/// State of a flow: none.
#[derive(Debug)]
pub struct Mstp;

impl Session for Mstp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(Ok(header)) = Header::read(pdu.bytes) else { return out.malformed("mstp-header", 0) };
        let Some(call) = call(header.kind) else { return out.malformed("mstp-type", 2) };
        match header.kind {
            POLL => out.report(call, Object::range("station", header.destination.into(), 1)),
            TEST => out.request(call, TEST_TAG, Object::NONE),
            TEST_REPLY => out.answer(TEST_TAG, Some(call), Answered::Accepted),
            _ => out.report(call, Object::NONE),
        }
    }
}
