//! The example water utility: every planted fault is found with a frame that tshark confirms.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::path::PathBuf;

use serde_json::{Value, json};
use support::{AT, assess, contradictions, violations};

fn water() -> PathBuf {
    support::root().join("examples/water")
}

fn confirmed(item: &Value, filter: &str) {
    support::confirmed(&water(), item, filter);
}

#[test]
fn the_log_in_over_the_cellular_network_contradicts_at_the_router_and_on_the_conduit() {
    let answer = assess(&water(), AT);
    let found = contradictions(&answer, "clear-text-login");
    for evidence in &found {
        confirmed(evidence, "tcp.port == 23 && ip.addr == 10.51.2.1 && ip.addr == 10.50.1.20");
    }
    assert!(found.iter().any(|e| e["units"] == json!(["asset:r-north"])), "{found:?}");
    let over_others: Vec<_> = found.iter().filter(|e| e["criteria"] == json!(["SR 4.1 RE 1/in-transit"])).collect();
    assert_eq!(over_others.len(), 1, "the network is untrusted: {found:?}");
}

#[test]
fn two_exchanges_break_a_boundary_and_no_more() {
    let answer = assess(&water(), AT);
    let found = violations(&answer);
    let of = |operation: &str| found.iter().find(|w| w["operation"] == operation).unwrap();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!((&of("write")["initiator_asset"], &of("write")["accepted"]), (&json!("jump-1"), &json!(1)));
    confirmed(of("write"), "modbus.func_code == 6 && ip.addr == 10.50.2.10 && ip.addr == 10.51.2.10");
    assert_eq!(of("read")["responder_asset"], "office-ntp");
    confirmed(of("read"), "ntp && ip.addr == 10.60.0.8 && ip.addr == 10.50.1.20");
}

#[test]
fn the_set_by_a_community_contradicts_and_the_trap_raises_nothing() {
    let answer = assess(&water(), AT);
    let found = contradictions(&answer, "shared-string-access");
    assert!(!found.is_empty());
    for evidence in found {
        assert_eq!(evidence["units"], json!(["asset:r-chamber"]), "{evidence}");
        confirmed(evidence, "snmp && ip.addr == 10.51.3.1 && ip.addr == 10.50.1.30");
    }
}

#[test]
fn one_host_key_on_two_devices_contradicts_at_both() {
    let answer = assess(&water(), AT);
    let found = contradictions(&answer, "one-key-on-several-devices");
    let units: Vec<_> = found.iter().map(|e| e["units"].clone()).collect();
    assert!(units.contains(&json!(["asset:rtu-hill"])) && units.contains(&json!(["asset:panel-works"])), "{units:?}");
    for evidence in found {
        confirmed(evidence, "ssh && ip.addr == 10.50.1.20 && (ip.addr == 10.51.1.10 || ip.addr == 10.51.4.20)");
    }
}
