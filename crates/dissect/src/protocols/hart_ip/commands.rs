//! HART commands: universal (TS20127) and common practice (TS20151), and messages that carry none.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, Mode, Opaque, Read, Report, Secure, Session, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

const fn command(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "command", name, &[does], None)
}

const fn message(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(MESSAGES + code, code, "message", name, &[does], None)
}

const UNLISTED: u32 = 0x1_0000;
const MESSAGES: u32 = 0x2_0000;

static ROWS: [Keyed; 82] = [
    command(0, "Read Unique Identifier", Discover),
    command(1, "Read Primary Variable", Read),
    command(2, "Read Loop Current and Percent of Range", Read),
    command(3, "Read Dynamic Variables and Loop Current", Read),
    command(6, "Write Polling Address", Configure),
    command(7, "Read Loop Configuration", Read),
    command(8, "Read Dynamic Variable Classifications", Read),
    command(9, "Read Device Variables with Status", Read),
    command(11, "Read Unique Identifier Associated with Tag", Discover),
    command(12, "Read Message", Read),
    command(13, "Read Tag, Descriptor, Date", Discover),
    command(14, "Read Primary Variable Transducer Information", Read),
    command(15, "Read Device Information", Read),
    command(16, "Read Final Assembly Number", Read),
    command(17, "Write Message", Configure),
    command(18, "Write Tag, Descriptor, Date", Configure),
    command(19, "Write Final Assembly Number", Configure),
    command(20, "Read Long Tag", Discover),
    command(21, "Read Unique Identifier Associated with Long Tag", Discover),
    command(22, "Write Long Tag", Configure),
    command(33, "Read Device Variables", Read),
    command(34, "Write Primary Variable Damping Value", Configure),
    command(35, "Write Primary Variable Range Values", Configure),
    command(36, "Set Primary Variable Upper Range Value", Configure),
    command(37, "Set Primary Variable Lower Range Value", Configure),
    command(38, "Reset Configuration Changed Flag", Configure),
    command(39, "EEPROM Control", Configure),
    command(40, "Enter or Exit Fixed Current Mode", Mode),
    command(41, "Perform Self Test", Mode),
    rows::row(42, 42, "command", "Perform Device Reset", &[Mode], Some("T0816")),
    command(43, "Set Primary Variable Zero", Configure),
    command(44, "Write Primary Variable Units", Configure),
    command(45, "Trim Loop Current Zero", Configure),
    command(46, "Trim Loop Current Gain", Configure),
    command(47, "Write Primary Variable Transfer Function", Configure),
    command(48, "Read Additional Device Status", Diagnose),
    command(49, "Write Primary Variable Transducer Serial Number", Configure),
    command(50, "Read Dynamic Variable Assignments", Read),
    command(51, "Write Dynamic Variable Assignments", Configure),
    command(52, "Set Device Variable Zero", Configure),
    command(53, "Write Device Variable Units", Configure),
    command(54, "Read Device Variable Information", Read),
    command(55, "Write Device Variable Damping Value", Configure),
    command(56, "Write Device Variable Transducer Serial Number", Configure),
    command(57, "Read Unit Tag, Descriptor, Date", Discover),
    command(58, "Write Unit Tag, Descriptor, Date", Configure),
    command(59, "Write Number of Response Preambles", Configure),
    command(60, "Read Analog Channel and Percent of Range", Read),
    command(66, "Enter or Exit Fixed Analog Channel Mode", Mode),
    command(71, "Lock Device", Secure),
    command(72, "Squawk", Diagnose),
    command(74, "Read I/O System Capabilities", Discover),
    command(75, "Poll Sub-Device", Discover),
    command(76, "Read Lock Device State", Read),
    command(77, "Send Command to Sub-Device", Opaque),
    command(78, "Read Aggregated Commands", Read),
    command(79, "Write Device Variable", Mode),
    command(84, "Read Sub-Device Identity Summary", Discover),
    command(85, "Read I/O Channel Statistics", Diagnose),
    command(86, "Read Sub-Device Statistics", Diagnose),
    command(89, "Set Real-Time Clock", Operation::Time),
    command(90, "Read Real-Time Clock", Read),
    command(95, "Read Device Communications Statistics", Diagnose),
    command(103, "Write Burst Period", Configure),
    command(104, "Write Burst Trigger", Configure),
    command(105, "Read Burst Mode Configuration", Read),
    command(107, "Write Burst Device Variables", Configure),
    command(108, "Write Burst Mode Command Number", Configure),
    command(109, "Burst Mode Control", Configure),
    command(111, "Transfer Service Control", Write),
    command(112, "Transfer Service", Write),
    rows::row(UNLISTED, ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    message(0, "Session Initiate", Session),
    message(1, "Session Close", Session),
    message(2, "Keep Alive", Session),
    message(3, "Message not readable", Opaque),
    message(4, "Direct commands", Opaque),
    message(5, "Read Audit Log", Diagnose),
    message(0x10, "Publication without command", Report),
    message(0x11, "Error", Session),
    message(0x12, "Negative Acknowledgment", Session),
    rows::row(MESSAGES + 0xFFFF, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a command.
pub fn call(code: u16) -> Call {
    let seen = u32::from(code);
    rows::find_or(&ROWS, seen, UNLISTED, seen)
}

/// The row of a message without a command.
pub fn message_call(code: u8) -> Call {
    let seen = u32::from(code);
    rows::find(&ROWS, MESSAGES + seen, seen)
        .or_else(|| rows::find(&ROWS, MESSAGES + 0xFFFF, seen))
        .unwrap_or(Call { row: 0, code: seen })
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    assert_eq!(FUNCTIONS[usize::from(call(79).row)].name, "Write Device Variable");
    assert_eq!(FUNCTIONS[usize::from(call(200).row)].name, "Unlisted command");
    assert_eq!(FUNCTIONS[usize::from(message_call(2).row)].name, "Keep Alive");
}
