//! What answers to services hold: the results of writes, and who the device is.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::long_ber::Element;
use crate::{Answered, Sink, Subject};

/// Results looked at in one answer.
const RESULTS_MAX: usize = 512;
const FAILURE: u8 = 0x80;
const SUCCESS: u8 = 0x81;

/// How a write ended: refused only when no variable was written.
pub fn of_write(service: Element<'_>) -> Answered {
    let mut reader = service.inside();
    let (mut done, mut failed) = (false, false);
    for _ in 0..RESULTS_MAX {
        match reader.next().map(|e| e.first) {
            Some(SUCCESS) => done = true,
            Some(FAILURE) => failed = true,
            Some(_) => {}
            None => break,
        }
    }
    if failed && !done { Answered::Refused } else { Answered::Accepted }
}

/// Identify: vendor, model, revision.
pub fn identify(service: Element<'_>, out: &mut Sink<'_>) {
    for (tag, what) in [(0x80, Attribute::Vendor), (0x81, Attribute::Model), (0x82, Attribute::Firmware)] {
        if let Some(value) = service.inside().find(tag) {
            out.identity(Subject::Sender, what, value.body, Confidence::High);
        }
    }
}
