//! The example refinery: every planted fault is found with a frame that tshark confirms, and no look-alike raises anything.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use serde_json::Value;
use support::{AT, assess, contradictions, copy_of_refinery, levels, refinery, ringwall, violations, witnesses};

fn confirmed(item: &Value, filter: &str) {
    support::confirmed(&refinery(), item, filter);
}

#[test]
fn the_undeclared_write_into_the_safety_controller_is_a_violation() {
    let answer = assess(&refinery(), AT);
    let found: Vec<_> = witnesses(&answer).into_iter().filter(|w| w["operation"] == "write").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let write = found[0];
    assert_eq!((&write["initiator"], &write["responder"]), (&Value::from("10.10.3.30"), &Value::from("10.10.1.10")));
    assert_eq!((&write["conduit"], &write["accepted"]), (&Value::from("sis-to-bpcs"), &Value::from(1)));
    confirmed(write, "modbus.func_code == 6 && ip.src == 10.10.3.30 && ip.dst == 10.10.1.10");
    let against: Vec<_> = contradictions(&answer, "undeclared-cross-zone-exchange");
    assert!(against.iter().any(|e| e["scope"] == "zone:sis"), "{against:?}");
}

#[test]
fn the_completed_telnet_log_in_contradicts_and_the_refused_one_raises_nothing() {
    let answer = assess(&refinery(), AT);
    let found = contradictions(&answer, "clear-text-login");
    assert!(!found.is_empty());
    for evidence in &found {
        assert_eq!(evidence["units"], serde_json::json!(["asset:sw-1"]), "only sw-1 let anybody in: {evidence}");
        confirmed(evidence, "tcp.port == 23 && ip.addr == 10.10.3.2 && ip.addr == 10.10.3.20");
    }
}

#[test]
fn the_frame_of_the_far_side_breaks_the_diode_and_the_proxys_own_tcp_does_not() {
    let answer = assess(&refinery(), AT);
    let found: Vec<_> = witnesses(&answer).into_iter().filter(|w| w["kind"] == "return-path").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["conduit"], &found[0]["initiator"]),
        (&Value::from("bpcs-to-historian"), &Value::from("10.20.1.7"))
    );
    assert_eq!(found[0]["capture"], "control");
    confirmed(found[0], "ip.src == 10.20.1.7 && ip.dst == 10.10.3.50");
    assert!(!contradictions(&answer, "return-path-on-one-way-conduit").is_empty());
}

#[test]
fn the_expired_certificate_contradicts_and_the_pinned_one_raises_nothing() {
    let answer = assess(&refinery(), AT);
    let found = contradictions(&answer, "certificate-weak-or-expired");
    assert!(!found.is_empty());
    for evidence in &found {
        // The frame in which data flowed after it: a certificate that was shown and refused would be no fault.
        confirmed(evidence, "tls.app_data && ip.addr == 10.20.1.7 && ip.addr == 10.30.5.21");
        assert!(evidence["text"].as_str().unwrap().contains("2025-03-01"), "{evidence}");
    }
}

/// What broke a conduit: kind, initiator, operation.
fn broken(answer: &Value) -> Vec<[String; 3]> {
    let word = |w: &Value, key: &str| w[key].as_str().unwrap().to_owned();
    let one = |w: &&Value| [word(w, "kind"), word(w, "initiator"), word(w, "operation")];
    let mut kinds: Vec<_> = violations(answer).iter().map(one).collect();
    kinds.sort();
    kinds
}

const BROKEN: [[&str; 3]; 4] = [
    ["not-allowed", "10.10.3.30", "write"],
    ["not-allowed", "10.20.1.9", "program-write"],
    ["not-allowed", "10.20.1.9", "session"],
    ["return-path", "10.20.1.7", "opaque"],
];

#[test]
fn nothing_else_breaks_a_conduit() {
    let answer = assess(&refinery(), AT);
    assert_eq!(broken(&answer), BROKEN, "{:#?}", violations(&answer));
}

#[test]
fn the_program_written_by_a_station_not_declared_for_it_is_a_violation_and_the_backup_is_none() {
    let answer = assess(&refinery(), AT);
    let found: Vec<_> = witnesses(&answer).into_iter().filter(|w| w["operation"] == "program-write").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["initiator_asset"], &found[0]["accepted"]), (&Value::from("broker"), &Value::from(1)));
    confirmed(found[0], "s7comm.param.func == 0x1a && ip.addr == 10.20.1.9 && ip.addr == 10.10.3.7");
    assert!(witnesses(&answer).iter().all(|w| w["initiator_asset"] != "backup"), "its reading is declared");
    let changed: Vec<_> = contradictions(&answer, "unauthenticated-change-accepted");
    assert!(changed.iter().any(|e| e["units"] == serde_json::json!(["asset:plc-103"])), "{changed:?}");
}

#[test]
fn what_a_permit_lets_in_is_undecided_and_breaks_nothing() {
    let answer = assess(&refinery(), AT);
    for visitor in ["vendor-laptop", "scanner"] {
        let of: Vec<_> = witnesses(&answer).into_iter().filter(|w| w["initiator_asset"] == visitor).collect();
        assert!(!of.is_empty() && of.iter().all(|w| w["kind"] == "undecided"), "{of:?}");
    }
}

#[test]
fn addresses_of_a_public_range_that_are_declared_internal_raise_nothing() {
    let answer = assess(&refinery(), AT);
    assert!(witnesses(&answer).iter().all(|w| !w.to_string().contains("198.51.100.")));
    let diagnostics = answer["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().all(|d| !d.to_string().contains("198.51.100.")), "{diagnostics:#?}");
}

#[test]
fn declaring_the_write_makes_its_violation_go_and_nothing_else() {
    let folder = copy_of_refinery();
    let plant = folder.path().join("plant.toml");
    let text = std::fs::read_to_string(&plant).unwrap();
    let allowance = "\n[[conduits.sis-to-bpcs.allow]]\nprotocol = \"modbus\"\noperations = [\"write\"]\ninitiator = [\"ews-1\"]\nresponder = [\"sis-logic\"]\n";
    std::fs::write(&plant, text + allowance).unwrap();
    let answer = assess(folder.path(), AT);
    assert_eq!(broken(&answer), BROKEN[1..]);
    let against = contradictions(&answer, "undeclared-cross-zone-exchange");
    assert!(against.iter().all(|e| e["scope"] != "zone:sis" && e["scope"] != "conduit:sis-to-bpcs"), "{against:?}");
}

#[test]
fn deleting_a_statement_raises_nothing_and_deleting_them_all_lowers_something() {
    let whole = levels(&assess(&refinery(), AT));
    let folder = copy_of_refinery();
    let file = folder.path().join("statements.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let supports = |block: &str| block.contains("rating = \"fully\"") || block.contains("not_applicable = true");
    let blocks: Vec<&str> = text.split("\n[statements.").collect();
    let mut lowered = 0;
    for skip in (1..blocks.len()).step_by(7).filter(|i| supports(blocks[*i])) {
        let kept: Vec<&str> = blocks.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, b)| *b).collect();
        std::fs::write(&file, kept.join("\n[statements.")).unwrap();
        lowered += compare(&whole, &levels(&assess(folder.path(), AT)));
    }
    std::fs::remove_file(&file).unwrap();
    lowered += compare_supports_only(&whole, &levels(&assess(folder.path(), AT)));
    assert!(lowered > 0, "no level depends on a statement");
}

/// How many levels fell; none may have risen.
fn compare(before: &[(String, &'static str, usize, i64)], after: &[(String, &'static str, usize, i64)]) -> usize {
    assert_eq!(before.len(), after.len());
    before.iter().zip(after).for_each(|(b, a)| assert!(a.3 <= b.3, "{b:?} rose to {a:?}"));
    before.iter().zip(after).filter(|(b, a)| a.3 < b.3).count()
}

/// Without the file its contradicting statement is gone too: only the demonstrated and claimed levels must not rise.
fn compare_supports_only(
    before: &[(String, &'static str, usize, i64)],
    after: &[(String, &'static str, usize, i64)],
) -> usize {
    let kept = |list: &[(String, &'static str, usize, i64)]| {
        list.iter().filter(|l| l.1 != "sl_ceiling").cloned().collect::<Vec<_>>()
    };
    compare(&kept(before), &kept(after))
}

#[test]
fn ten_years_later_nothing_is_higher() {
    let now = levels(&assess(&refinery(), AT));
    assert!(
        compare(&now, &levels(&assess(&refinery(), "2036-12-01"))) > 0,
        "ten years without any new evidence must cost something"
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes_whatever_the_threads() {
    let folder = refinery();
    let run =
        |threads: &str| ringwall(&["assess", folder.to_str().unwrap(), "--json", "--at", AT, "--threads", threads]).out;
    let one = run("1");
    for threads in ["2", "3", "7"] {
        assert_eq!(one, run(threads), "{threads} threads");
    }
}

#[test]
fn fail_on_names_what_makes_the_exit_code_one() {
    let folder = refinery();
    let folder = folder.to_str().unwrap();
    assert_eq!(ringwall(&["assess", folder, "--at", AT]).code, 0);
    for what in ["gap", "violation", "unknown", "gap,violation"] {
        assert_eq!(ringwall(&["assess", folder, "--at", AT, "--fail-on", what]).code, 1, "{what}");
    }
    assert_eq!(ringwall(&["assess", folder, "--at", AT, "--fail-on", "weather"]).code, 2);
}
