//! Lines as Zeek and Suricata write them, put together here.

use ringwall_model::{Address, Operation, Parties, RolesBy, Security, Stage, Transport};

use super::*;

const CONN: &str = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\t\
    duration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\tvlan\t\
    orig_l2_addr\tresp_l2_addr\n";
const MODBUS: &str = "#separator \\x09\n#path\tmodbus\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tunit\tfunc\texception\n";
const ENDS: &str = "C1\t10.0.0.7\t40000\t10.0.0.9\t502";

fn taken(name: &str) -> Taken {
    let network = NetworkId::from_foreign("cell");
    let other = NetworkId::from_foreign("other");
    Taken { name: Foreign::from(name), point: None, network, vlans: vec![(vec![7], other)] }
}

/// What logs of these names and texts come to, cut into pieces.
fn read(files: &[(&str, String)], piece: usize) -> Reading {
    let mut logs = Logs::default();
    for (name, text) in files {
        let mut log = logs.begin(taken(name));
        text.as_bytes().chunks(piece).for_each(|piece| logs.take(&mut log, piece));
        logs.finish(log, None);
    }
    let mut reading = Reading::default();
    logs.end(&mut reading);
    reading
}

fn conn(vlan: &str) -> String {
    format!(
        "{CONN}1700000000.000001\t{ENDS}\ttcp\tmodbus\t1.5\t24\t27\tSF\tShADadFf\t6\t300\t5\t280\t{vlan}\t\
         02:00:00:00:00:07\t02:00:00:00:00:09\n"
    )
}

fn modbus(lines: &[(&str, &str, &str)]) -> String {
    let lines =
        lines.iter().map(|(unit, func, exception)| format!("1700000000.2\t{ENDS}\t{unit}\t{func}\t{exception}\n"));
    format!("{MODBUS}{}", lines.collect::<String>())
}

#[test]
fn a_connection_and_its_messages_are_one_conversation_with_lines_for_places() {
    let said = modbus(&[
        ("3", "READ_COILS", "-"),
        ("3", "READ_COILS", "ILLEGAL_DATA_ADDRESS"),
        ("3", "WRITE_SINGLE_COIL", "-"),
    ]);
    for (files, piece) in [
        ([("conn.log", conn("-")), ("modbus.log", said.clone())], 1),
        ([("modbus.log", said.clone()), ("conn.log", conn("-"))], 1 << 16),
    ] {
        let reading = read(&files, piece);
        let [one] = reading.conversations.as_slice() else { panic!("{:#?}", reading.conversations) };
        assert_eq!(one.key.protocol.as_deref(), Some("modbus"));
        assert_eq!(one.key.native.as_ref().map(|n| n.raw()), Some("unit 3"));
        assert_eq!((one.key.transport, one.key.port), (Transport::Tcp, 502));
        assert_eq!((one.packets.from_initiator, one.packets.from_responder), (6, 5));
        assert_eq!((one.bytes.from_initiator, one.sessions, one.answered_sessions), (300, 1, 1));
        assert_eq!((one.first_seen.0, one.last_seen.0), (1_700_000_000_000_001, 1_700_000_001_500_001));
        assert_eq!(one.roles_by, RolesBy::Content);
        assert_eq!(one.operations.of(Operation::Read), 2);
        assert_eq!(one.operations.of(Operation::Write), 1);
        let read = one.functions.iter().find(|f| f.code == 1).unwrap();
        assert_eq!((read.count, read.accepted, read.refused, read.unanswered), (2, 1, 1, 0));
        assert_eq!(read.name, "Read Coils");
        assert_eq!(reading.place(read.first).terminal(), "modbus.log:4:1");
        assert!(reading.bindings.iter().any(|b| b.ip.to_string() == "10.0.0.9"));
        let packets = &reading.packets;
        assert_eq!((packets.total, packets.transport_only, packets.bytes), (11, 11, 580));
    }
}

#[test]
fn of_several_units_the_flows_stand_with_the_first() {
    let reading =
        read(&[("c", conn("-")), ("m", modbus(&[("1", "READ_COILS", "-"), ("2", "WRITE_SINGLE_COIL", "-")]))], 9);
    let seen: Vec<_> = reading.conversations.iter().map(|c| (c.key.native.clone(), c.packets.from_initiator)).collect();
    assert_eq!(seen, [(Some(Foreign::from("unit 1")), 6), (Some(Foreign::from("unit 2")), 0)]);
}

#[test]
fn what_no_log_names_is_unknown_and_not_absent() {
    let reading = read(&[("conn.log", conn("-"))], 100);
    let one = &reading.conversations[0];
    assert!(one.functions.is_empty() && one.operations.is_empty());
    assert!(one.remarks.contains_key("told-by-a-log"));
    assert_eq!(one.roles_by, RolesBy::Handshake);
    assert!(
        reading
            .diagnostics
            .iter()
            .any(|d| d.code == "read-from-a-log" && d.help.as_deref().is_some_and(|h| h.contains("unknown")))
    );
}

#[test]
fn a_vlan_that_is_listed_is_its_network() {
    let reading = read(&[("conn.log", conn("7"))], 100);
    let one = &reading.conversations[0];
    assert_eq!((one.key.network.as_str(), one.vlans.as_slice()), ("other", &[7][..]));
}

#[test]
fn what_a_log_without_vlans_tells_belongs_to_the_only_flows_there_are() {
    let said = modbus(&[("3", "READ_COILS", "-")]);
    let reading = read(&[("conn.log", conn("7")), ("modbus.log", said.clone())], 100);
    assert_eq!(reading.conversations.len(), 1, "{:#?}", reading.conversations);
    assert_eq!(reading.conversations[0].key.network.as_str(), "other");
    // Two plants of one plan of addresses: whose it is cannot be told.
    let both = format!("{}{}", conn("7"), conn("-").lines().last().unwrap_or_default());
    let reading = read(&[("conn.log", both), ("modbus.log", said)], 100);
    assert_eq!(reading.conversations.len(), 2, "{:#?}", reading.conversations);
    let spoke: Vec<_> = reading.conversations.iter().map(|c| (c.key.network.as_str(), c.functions.len())).collect();
    assert_eq!(spoke, [("cell", 1), ("other", 0)]);
}

#[test]
fn json_says_what_tabs_say() {
    let line = r#"{"ts":1700000000.000001,"uid":"C1","id.orig_h":"10.0.0.7","id.orig_p":40000,"id.resp_h":"10.0.0.9","id.resp_p":502,"proto":"tcp","service":"modbus","duration":1.5,"orig_bytes":24,"resp_bytes":27,"conn_state":"SF","history":"ShADadFf","orig_pkts":6,"orig_ip_bytes":300,"resp_pkts":5,"resp_ip_bytes":280,"orig_l2_addr":"02:00:00:00:00:07","resp_l2_addr":"02:00:00:00:00:09"}"#;
    assert!(is_log(line.as_bytes()) && is_log(CONN.as_bytes()) && !is_log(b"\xd4\xc3\xb2\xa1"));
    let json = read(&[("conn.log", format!("{line}\n"))], 100);
    let tabs = read(&[("conn.log", conn("-"))], 100);
    assert_eq!((json.packets, json.bindings.len()), (tabs.packets, tabs.bindings.len()));
    assert_eq!(json.conversations[0].key, tabs.conversations[0].key);
    assert_eq!(json.conversations[0].last_seen, tabs.conversations[0].last_seen);
}

#[test]
fn events_of_suricata_are_conversations_too() {
    let ends = r#""timestamp":"2023-11-14T22:13:20.200000+0000","src_ip":"10.0.0.7","src_port":40000,"dest_ip":"10.0.0.9","dest_port":502,"proto":"TCP""#;
    let text = format!(
        "{{{ends},\"event_type\":\"modbus\",\"modbus\":{{\"request\":{{\"unit_id\":3,\"function_raw\":5}},\"response\":{{\"function_raw\":5}}}}}}\n\
         {{{ends},\"event_type\":\"flow\",\"app_proto\":\"modbus\",\"flow\":{{\"pkts_toserver\":6,\"pkts_toclient\":5,\"bytes_toserver\":300,\"bytes_toclient\":280,\"start\":\"2023-11-14T22:13:20.000001+0000\",\"end\":\"2023-11-14T22:13:21.500001+0000\"}},\"tcp\":{{\"syn\":true}}}}\n\
         {{{ends},\"event_type\":\"stats\"}}\n"
    );
    let reading = read(&[("eve.json", text)], 7);
    let [one] = reading.conversations.as_slice() else { panic!("{:#?}", reading.conversations) };
    assert_eq!(one.key.native.as_ref().map(|n| n.raw()), Some("unit 3"));
    assert_eq!((one.packets.from_initiator, one.operations.of(Operation::Write)), (6, 1));
    assert_eq!((one.first_seen.0, one.last_seen.0), (1_700_000_000_000_001, 1_700_000_001_500_001));
    assert_eq!(reading.place(one.functions[0].first).terminal(), "eve.json:1:1");
}

#[test]
fn a_channel_is_negotiated_and_an_old_version_weak() {
    let head = "#path\tssl\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tversion\tcipher\testablished\n";
    let line =
        |version: &str| format!("1700000000.0\t10.0.0.7\t10.0.0.9\t443\t{version}\tTLS_RSA_WITH_AES_128_CBC_SHA\tT\n");
    let reading = read(&[("ssl.log", format!("{head}{}{}", line("TLSv10"), line("TLSv12")))], 50);
    let facts: Vec<_> = reading.conversations[0].cryptography.iter().map(|f| &f.security).collect();
    let of = |wanted: &str| {
        facts
            .iter()
            .any(|f| matches!(f, Security::Channel { version, stage: Stage::Negotiated, .. } if version == wanted))
    };
    assert!(of("TLS 1.0") && of("TLS 1.2") && facts.len() == 2, "{facts:?}");
}

#[test]
fn an_answer_on_a_line_of_its_own_belongs_to_its_request() {
    let head = "#path\ts7comm\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tis_orig\trosctr_code\tfunction_code\tfunction_name\tsubfunction_code\terror_code\n";
    let line = |rest: &str| format!("1700000000.0\t10.0.0.7\t10.0.0.9\t102\t{rest}\n");
    let text = [
        head.to_owned(),
        line("T\t1\t0x04\tRead Variable\t-\t-"),
        line("F\t3\t0x04\tRead Variable\t-\t0x00"),
        line("T\t1\t0x28\tPLC Control\t-\t-"),
    ]
    .concat();
    let reading = read(&[("s7comm.log", text)], 50);
    let functions = &reading.conversations[0].functions;
    let read = functions.iter().find(|f| f.code == 4).unwrap();
    assert_eq!((read.count, read.accepted, read.unanswered), (1, 1, 0));
    let control = functions.iter().find(|f| f.code == 0x28).unwrap();
    assert_eq!((control.name.as_ref(), control.unanswered), ("PLC Control", 1));
    assert!(control.operations.contains(Operation::Opaque), "which service it asked for is not in the log");
}

#[test]
fn a_group_has_a_publisher() {
    let text = conn("-").replace("10.0.0.9\t502\ttcp\tmodbus", "239.1.2.3\t5000\tudp\t-");
    let reading = read(&[("conn.log", text)], 100);
    let group = Address::parse("239.1.2.3").unwrap();
    assert!(matches!(reading.conversations[0].key.parties, Parties::Publication { group: g, .. } if g == group));
}

#[test]
fn lines_that_are_not_understood_are_counted_and_nothing_panics_on_any_cut() {
    let whole = [conn("-"), modbus(&[("3", "READ_COILS", "-")]), "{\"ts\":1,\"event_type\":\"flow\"}\n{]\n".to_owned()]
        .concat();
    for end in 0..whole.len() {
        let text = String::from_utf8_lossy(&whole.as_bytes()[..end]).into_owned();
        let reading = read(&[("conn.log", text)], 64);
        let packets = &reading.packets;
        assert_eq!(packets.dissected + packets.transport_only + packets.unread, packets.total);
    }
    let reading = read(&[("conn.log", format!("{whole}{}", "x".repeat(LINE_BYTES_MAX + 9)))], 1 << 16);
    let told = reading.diagnostics.iter().find(|d| d.code == "log-lines-not-understood").unwrap();
    assert!(told.message.starts_with("2 of its"), "{}", told.message);
}

const X509: &str = "#separator \\x09\n#path\tx509\n#fields\tts\tfingerprint\tcertificate.subject\tcertificate.issuer\t\
    certificate.not_valid_before\tcertificate.not_valid_after\tcertificate.key_alg\tcertificate.sig_alg\t\
    certificate.key_type\tcertificate.key_length\n";
const SSL: &str = "#separator \\x09\n#path\tssl\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tcipher\t\
    resumed\testablished\tcert_chain_fps\tclient_cert_chain_fps\n";

#[test]
fn certificates_are_what_one_log_tells_and_shown_by_whom_another_does() {
    let [leaf, root, unknown] = ["ab", "CD", "ef"].map(|pair| pair.repeat(32));
    let times = "1600000000.000000\t1900000000.000000";
    let described = format!(
        "{X509}1700000000.4\t{leaf}\tCN=plc\tCN=root\t{times}\tid-ecPublicKey\tecdsa-with-SHA256\tecdsa\t256\n\
         1700000000.4\t{root}\tCN=root\tCN=root\t{times}\trsaEncryption\tsha1WithRSAEncryption\trsa\t1024\n"
    );
    let ends = "10.0.0.7\t40000\t10.0.0.9\t4843\tTLSv12\tTLS_A";
    let shown = format!(
        "{SSL}1700000000.5\t{ends}\tF\tT\t{leaf},{root}\t{unknown}\n1700000000.7\t{ends}\tF\tT\t{leaf},{root}\t(empty)\n"
    );
    for files in [
        [("x509.log", described.clone()), ("ssl.log", shown.clone())],
        [("ssl.log", shown.clone()), ("x509.log", described.clone())],
    ] {
        let reading = read(&files, 7);
        let [one] = reading.conversations.as_slice() else { panic!("{:#?}", reading.conversations) };
        let certificate = |fact: &ringwall_model::SecurityFact| match &fact.security {
            Security::Certificate { certificate: c, stage } => Some((c.clone(), *stage, fact.count, fact.first)),
            _ => None,
        };
        let told: Vec<_> = one.cryptography.iter().filter_map(certificate).collect();
        let [(first, stage, count, at), (second, ..)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((first.position, *stage, *count), (0, Stage::Negotiated, 2));
        assert_eq!(reading.place(*at).terminal(), "ssl.log:4:1");
        assert_eq!(
            (first.subject.raw(), &*first.key, first.key_bits, &*first.signature_hash),
            ("CN=plc", "ec", 256, "sha256")
        );
        assert_eq!((second.self_issued, &*second.key, &*second.signature_hash), (true, "rsa", "sha1"));
        assert_eq!(*second.fingerprint, *root.to_lowercase());
        assert_ne!(first.key_fingerprint, second.key_fingerprint);
    }
}
