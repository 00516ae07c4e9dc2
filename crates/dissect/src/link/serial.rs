//! Serial buses: BACnet MS/TP, frame by frame as it stood on the line.

use ringwall_model::{EVERY_STATION, Transport};

use super::{Family, Headers, RawAddress, Unread};
use crate::mstp::{Header, POLL};

/// What frames of a type carry, as [`Transport::Serial`] numbers it.
fn number(header: Header) -> u16 {
    match header.kind {
        0..=4 | 7 => 0,
        _ if header.is_bacnet() => 5,
        kind => kind.into(),
    }
}

/// A frame from its preamble on, which is its payload: a protocol reads again what is said here, and its type besides.
///
/// A poll asks everybody whether somebody has a number, as ARP does for an address. It stands in the frame as its destination;
/// were it taken for that, every number nobody has would be a conversation with nobody.
pub(super) fn mstp(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    let header = Header::read(bytes).ok_or(Unread::Short)?.map_err(|_| Unread::MstpHeader)?;
    if header.source == EVERY_STATION {
        return Err(Unread::MstpHeader);
    }
    let present = bytes.len().saturating_add(headers.beyond());
    if present < header.least() {
        return Err(Unread::Short);
    }
    header.data(bytes).ok_or(Unread::MstpData)?;
    let destination = if header.kind == POLL { EVERY_STATION } else { header.destination };
    headers.source = RawAddress::station(header.source);
    headers.destination = RawAddress::station(destination);
    headers.group = destination == EVERY_STATION;
    headers.family = Family::Station;
    headers.transport = Transport::Serial;
    headers.source_port = number(header);
    headers.destination_port = headers.source_port;
    // Where the capture ends before the check behind data, that is no loss.
    headers.set_payload(bytes, 0, header.total().min(present));
    Ok(())
}
