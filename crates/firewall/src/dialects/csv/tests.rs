use crate::{Decision, Judge, Query, read};

const TEXT: &str = include_str!("../../../tests/samples/csv.txt");

fn decided(text: &str, question: &str) -> Decision {
    let read = read("fw.csv", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

#[test]
fn the_first_row_that_fits_decides() {
    assert_eq!(
        asked("in=stations out=cells src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Permit
    );
    assert_eq!(asked("in=stations out=cells src=10.1.1.66 dst=10.2.1.4 proto=tcp dport=502 state=new"), Decision::Deny);
    assert_eq!(
        asked("in=cells out=stations src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=cells out=outside src=10.2.1.4 dst=192.0.2.9 proto=udp dport=123 state=new"),
        Decision::Permit
    );
    assert_eq!(asked("in=cells out=outside src=10.2.1.4 dst=10.9.9.9 proto=udp dport=123 state=new"), Decision::Deny);
}

#[test]
fn what_no_row_decides_is_not_known() {
    let open = TEXT.replace(",,any,any,any,,,,deny,yes,the rest\n", "");
    assert_ne!(open, TEXT);
    assert_eq!(decided(&open, "in=x out=y src=10.8.1.4 dst=10.9.9.9 proto=udp dport=123 state=new"), Decision::Unknown);
}

#[test]
fn cells_that_are_not_understood_leave_their_packets_unknown() {
    let question = "in=stations out=cells src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    for (from, to) in [
        ("10.1.1.0/26", "stations.example"),
        ("502 802", "modbus-port"),
        ("tcp,,502", "wonder,,502"),
        ("permit,yes", "perhaps,yes"),
        ("stations,cells,10.1.1.0/26", "stations,10.1.1.0/26"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        assert_eq!(decided(&text, question), Decision::Unknown, "{to}");
    }
    let more = TEXT.replace("action,log", "action,log,user").replace("permit,yes", "permit,yes,engineer");
    assert_eq!(decided(&more, question), Decision::Unknown);
}

#[test]
fn semicolons_separate_as_commas_do() {
    let text = TEXT.replace(',', ";");
    assert_eq!(
        decided(&text, "in=stations out=cells src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Permit
    );
}
