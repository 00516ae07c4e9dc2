//! Where a device sends packets on to.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{Foreign, Prefix, Span};

/// A route that is stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Where it stands.
    pub place: Span,
    /// Destinations it is about.
    pub to: Prefix,
    /// The device it leads to; none where the destinations stand on the interface itself.
    pub via: Option<IpAddr>,
    /// The interface it leaves at, where it is said.
    pub interface: Option<Foreign>,
}

/// How a device sends packets on, as far as its configuration tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarding {
    /// Static routes, in their order.
    pub routes: Vec<Route>,
    /// Lines by which packets may go ways that the text does not hold: routing protocols, policies, tables of their own.
    pub further: Vec<Span>,
    /// Lines that may give packets another source or destination on their way.
    pub translations: Vec<Span>,
}
