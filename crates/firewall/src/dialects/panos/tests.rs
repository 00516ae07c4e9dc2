use crate::{Decision, Judge, Query, read};

const TEXT: &str = include_str!("../../../tests/samples/panos.xml");

fn decided(text: &str, question: &str) -> Decision {
    let read = read("fw.xml", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

const STATION: &str = "in=ethernet1/1 out=ethernet1/2.20 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";

#[test]
fn the_first_rule_that_fits_decides_then_the_defaults_within_and_between_zones() {
    assert_eq!(asked(STATION), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "802")), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "503")), Decision::Deny);
    assert_eq!(asked(&STATION.replace("10.1.1.7", "10.1.1.66")), Decision::Deny);
    assert_eq!(
        asked("in=ethernet1/2.20 out=ethernet1/4 src=10.2.1.4 dst=10.5.1.4 proto=tcp dport=80 state=new"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=ethernet1/1 out=ethernet1/1 src=10.1.1.7 dst=10.1.1.8 proto=tcp dport=80 state=new"),
        Decision::Deny
    );
    assert_eq!(
        asked("in=stations out=cells src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=ethernet1/9 out=cells src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Unknown
    );
    assert_eq!(
        asked("in=cells out=stations src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established"),
        Decision::Permit
    );
}

#[test]
fn objects_of_the_virtual_system_come_before_shared_ones() {
    assert_eq!(asked(&STATION.replace("10.2.1.4", "10.99.1.4")), Decision::Deny);
    assert_eq!(
        asked("in=cells out=outside src=10.2.1.4 dst=192.0.2.3 proto=udp dport=123 state=new"),
        Decision::Permit
    );
    assert_eq!(asked("in=cells out=outside src=10.2.1.4 dst=192.0.2.5 proto=udp dport=123 state=new"), Decision::Deny);
    let negated = TEXT.replace("<negate-destination>no", "<negate-destination>yes");
    assert_eq!(
        decided(&negated, "in=cells out=outside src=10.2.1.4 dst=192.0.2.5 proto=udp dport=123 state=new"),
        Decision::Permit
    );
}

#[test]
fn a_rule_for_an_application_neither_permits_nor_denies_for_sure() {
    for (from, to) in [
        (
            "<member>any</member>\n                  </application>",
            "<member>modbus-base</member>\n                  </application>",
        ),
        (
            "<member>control</member>\n                  </service>",
            "<member>application-default</member>\n                  </service>",
        ),
        (
            "<member>any</member>\n                  </source-user>",
            "<member>engineers</member>\n                  </source-user>",
        ),
        ("<action>allow</action>", "<schedule>nights</schedule><action>allow</action>"),
        ("<action>allow</action>", "<action>wonder</action>"),
        ("<member>controllers</member>", "<member>nobody</member>"),
        ("<member>station net</member>", "<member>US</member>"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        assert_eq!(decided(&text, STATION), Decision::Unknown, "{to}");
        let denied = text.replacen("<action>allow</action>", "<action>deny</action>", 1);
        let open = denied.replace("<disabled>yes", "<disabled>no");
        assert_eq!(decided(&open, STATION), Decision::Unknown, "{to}, denied");
    }
}

const COMMANDS: &str = "set deviceconfig system hostname fw\nset network interface ethernet ethernet1/1 layer3 ip 10.1.1.1/24\n\
    set zone a network layer3 ethernet1/1\nset zone b network layer3 [ ethernet1/2 ethernet1/3 ]\n\
    set address host ip-netmask 10.2.1.4\nset service modbus protocol tcp port 502\n\
    set rulebase security rules one from a\nset rulebase security rules one to b\nset rulebase security rules one source any\n\
    set rulebase security rules one destination [ host 10.3.0.0/16 ]\nset rulebase security rules one application any\n\
    set rulebase security rules one service modbus\nset rulebase security rules one action allow\n";

#[test]
fn commands_and_braces_say_what_xml_says() {
    let question = "in=a out=b src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    assert_eq!(decided(COMMANDS, question), Decision::Permit);
    assert_eq!(decided(COMMANDS, &question.replace("10.2.1.4", "10.2.1.5")), Decision::Deny);
    let denies = COMMANDS.replace("rules one", "rules two").replace("action allow", "action deny");
    let both = format!(
        "{COMMANDS}{}",
        denies.lines().filter(|l| l.contains("rules two")).map(|l| format!("{l}\n")).collect::<String>()
    );
    assert_eq!(decided(&both, question), Decision::Permit);
    assert_eq!(decided(&format!("{both}move rulebase security rules two top\n"), question), Decision::Deny);
    assert_eq!(
        decided(&format!("{COMMANDS}set rulebase security rules one action deny\n"), question),
        Decision::Unknown
    );
    let braces = "deviceconfig {\n system {\n hostname x;\n }\n}\nzone {\n a;\n b;\n}\nrulebase {\n security {\n rules {\n one {\n from a;\n to b;\n \
        source any;\n destination [ 10.2.0.0/16 ];\n application any;\n service any;\n action allow;\n }\n }\n }\n}\n";
    assert_eq!(decided(braces, question), Decision::Permit);
}

#[test]
fn rules_pushed_before_and_behind_stand_around_those_of_the_device() {
    let pushed = |place: &str, action: &str| {
        let rule = format!("set policy panorama {place} security rules pushed");
        format!(
            "{COMMANDS}{rule} from any\n{rule} to any\n{rule} source any\n{rule} destination any\n{rule} application any\n\
             {rule} service any\n{rule} action {action}\n"
        )
    };
    let question = "in=a out=b src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    assert_eq!(decided(&pushed("pre-rulebase", "deny"), question), Decision::Deny);
    assert_eq!(decided(&pushed("post-rulebase", "deny"), question), Decision::Permit);
    assert_eq!(decided(&pushed("post-rulebase", "allow"), &question.replace("502", "503")), Decision::Permit);
}

#[test]
fn defaults_can_be_overridden_in_the_text() {
    let within = "set rulebase default-security-rules rules intrazone-default action deny\n";
    let question = "in=ethernet1/2 out=ethernet1/3 src=10.2.1.4 dst=10.5.1.4 proto=tcp dport=80 state=new";
    assert_eq!(decided(COMMANDS, question), Decision::Permit);
    assert_eq!(decided(&format!("{COMMANDS}{within}"), question), Decision::Deny);
}

#[test]
fn virtual_systems_have_rules_of_their_own_and_between_them_nothing_is_known() {
    let of = |system: &str, zone: &str, interface: &str, action: &str| {
        let rule = format!("set vsys {system} rulebase security rules r");
        format!(
            "set vsys {system} zone {zone} network layer3 {interface}\n{rule} from any\n{rule} to any\n{rule} source any\n\
             {rule} destination any\n{rule} application any\n{rule} service any\n{rule} action {action}\n"
        )
    };
    let text = of("vsys1", "x", "ethernet1/1", "allow") + &of("vsys2", "y", "ethernet1/2", "deny");
    let question =
        |from: &str, to: &str| format!("in={from} out={to} src=10.1.1.1 dst=10.2.2.2 proto=tcp dport=80 state=new");
    assert_eq!(decided(&text, &question("ethernet1/1", "x")), Decision::Permit);
    assert_eq!(decided(&text, &question("ethernet1/2", "y")), Decision::Deny);
    assert_eq!(decided(&text, &question("ethernet1/1", "ethernet1/2")), Decision::Unknown);
    let twice = text.replace("zone y", "zone x");
    assert_eq!(decided(&twice, &question("x", "x")), Decision::Unknown);
}

#[test]
fn translated_destinations_and_what_is_not_followed_leave_packets_unknown() {
    let nat = "set rulebase nat rules n to b\nset rulebase nat rules n from a\nset rulebase nat rules n source any\n\
        set rulebase nat rules n destination 10.2.1.4\nset rulebase nat rules n destination-translation translated-address 10.9.9.9\n";
    let question = "in=a out=b src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    assert_eq!(decided(&format!("{COMMANDS}{nat}"), question), Decision::Unknown);
    assert_eq!(decided(&format!("{COMMANDS}{nat}"), &question.replace("10.2.1.4", "10.3.1.4")), Decision::Permit);
    let off = format!("{COMMANDS}{nat}set rulebase nat rules n disabled yes\n");
    assert_eq!(decided(&off, question), Decision::Permit);
    for line in ["set device-group d devices 1\n", "set rulebase dos rules r action deny\n", "wonder\n"] {
        assert_eq!(decided(&format!("{COMMANDS}{line}"), question), Decision::Unknown, "{line}");
    }
}

#[test]
fn a_rule_that_discards_before_the_security_rules_takes_back_what_they_allow() {
    let rule = |more: &str, does: &str| {
        format!(
            "<rulebase><pbf><rules><entry name=\"hole\"><from><zone><member>stations</member></zone></from><source><member>any</member></source>\
             <destination><member>plc-net</member></destination><action><{does}/></action>{more}</entry></rules></pbf>"
        )
    };
    let with = |more: &str, does: &str| TEXT.replacen("<rulebase>", &rule(more, does), 1);
    assert_ne!(with("", "discard"), TEXT);
    assert_eq!(decided(&with("", "discard"), STATION), Decision::Unknown);
    assert_eq!(decided(&with("", "discard"), &STATION.replace("502", "503")), Decision::Deny);
    assert_eq!(decided(&with("<disabled>yes</disabled>", "discard"), STATION), Decision::Permit);
    assert_eq!(decided(&with("", "no-pbf"), STATION), Decision::Permit);
    let elsewhere = with("", "discard").replace("<destination><member>plc-net", "<destination><member>192.0.2.9");
    assert_eq!(decided(&elsewhere, STATION), Decision::Permit);
}
