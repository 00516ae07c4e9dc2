//! Datagrams; each stands alone.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence};

use super::{browser::Browser, browser_call, datagram::Datagram, datagram_call};
use crate::protocols::netbios;
use crate::{Object, Pdu, Session, Sink, Subject};

/// Nothing is remembered.
#[derive(Debug)]
pub struct NetBiosDatagrams;

impl Session for NetBiosDatagrams {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(datagram) = Datagram::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("nbdgm-header", 0);
            }
            return;
        };
        let browser = Browser::read(datagram.data);
        let call = browser.and_then(|b| browser_call(b.command)).or_else(|| datagram_call(datagram.kind));
        if let Some(call) = call {
            out.report(call, Object::NONE);
        }
        // Behind a router that forwards broadcasts the sender of the packet is another than that of the datagram.
        let who = match datagram.source {
            source if source.is_unspecified() => Subject::Sender,
            source => Subject::Ip(IpAddr::V4(source)),
        };
        if let Some(name) = datagram.name.as_ref().and_then(netbios::computer) {
            out.identity(who, Attribute::Hostname, name, Confidence::Medium);
        }
        if let Some(host) = browser.and_then(|b| b.host()) {
            let (major, minor) = host.system;
            let system = format!("version {major}.{minor}, as announced to its neighbours");
            out.identity(who, Attribute::OperatingSystem, system.as_bytes(), Confidence::Low);
            out.identity(who, Attribute::Description, host.comment, Confidence::Medium);
        }
    }
}
