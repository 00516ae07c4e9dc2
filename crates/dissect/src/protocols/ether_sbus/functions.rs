//! Commands and what they do.

use ringwall_model::Operation::{
    self, Diagnose, Discover, File, Firmware, Mode, Opaque, Operate, ProgramRead, ProgramWrite, Read, Secure, Session,
    Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Read firmware version.
pub const VERSION: u8 = 32;

const fn command(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "command", name, &[does], None)
}

const fn mode(code: u32, name: &'static str, technique: &'static str) -> Keyed {
    rows::row(code, code, "command", name, &[Mode], Some(technique))
}

const OPERATING_MODE: &str = "T0858";
const RESTART: &str = "T0816";
const REST: u32 = 0x100;
const ANSWER: u32 = 0x101;

static ROWS: [Keyed; 118] = [
    command(0, "Read Counters", Read),
    command(1, "Read Display Register", Read),
    command(2, "Read Flags", Read),
    command(3, "Read Inputs", Read),
    command(4, "Read Clock", Read),
    command(5, "Read Outputs", Read),
    command(6, "Read Registers", Read),
    command(7, "Read Timers", Read),
    command(10, "Write Counters", Write),
    command(11, "Write Flags", Write),
    command(12, "Write Clock", Time),
    command(13, "Write Outputs", Write),
    command(14, "Write Registers", Write),
    command(15, "Write Timers", Write),
    command(19, "Read and Write Several Media", Opaque),
    command(20, "Read Status of Processor 0", Diagnose),
    command(21, "Read Status of Processor 1", Diagnose),
    command(22, "Read Status of Processor 2", Diagnose),
    command(23, "Read Status of Processor 3", Diagnose),
    command(24, "Read Status of Processor 4", Diagnose),
    command(25, "Read Status of Processor 5", Diagnose),
    command(26, "Read Status of Processor 6", Diagnose),
    command(27, "Read Own Status", Diagnose),
    command(29, "Read Station Number", Discover),
    command(30, "Read User Memory", ProgramRead),
    command(31, "Read Program Line", ProgramRead),
    command(32, "Read Firmware Version", Discover),
    command(33, "Read Text", Read),
    command(34, "Read Active Transition", Read),
    command(35, "Write User Memory", ProgramWrite),
    command(36, "Write Program Line", ProgramWrite),
    command(37, "Write Text", Write),
    mode(40, "Run Processor 0", OPERATING_MODE),
    mode(41, "Run Processor 1", OPERATING_MODE),
    mode(42, "Run Processor 2", OPERATING_MODE),
    mode(43, "Run Processor 3", OPERATING_MODE),
    mode(44, "Run Processor 4", OPERATING_MODE),
    mode(45, "Run Processor 5", OPERATING_MODE),
    mode(46, "Run Processor 6", OPERATING_MODE),
    mode(47, "Run Own Processor", OPERATING_MODE),
    mode(48, "Run All Processors", OPERATING_MODE),
    mode(50, "Restart Cold Processor 1", RESTART),
    mode(51, "Restart Cold Processor 2", RESTART),
    mode(52, "Restart Cold Processor 3", RESTART),
    mode(53, "Restart Cold Processor 4", RESTART),
    mode(54, "Restart Cold Processor 5", RESTART),
    mode(55, "Restart Cold Processor 6", RESTART),
    mode(56, "Restart Cold Own Processor", RESTART),
    mode(57, "Restart Cold All Processors", RESTART),
    mode(60, "Stop Processor 0", OPERATING_MODE),
    mode(61, "Stop Processor 1", OPERATING_MODE),
    mode(62, "Stop Processor 2", OPERATING_MODE),
    mode(63, "Stop Processor 3", OPERATING_MODE),
    mode(64, "Stop Processor 4", OPERATING_MODE),
    mode(65, "Stop Processor 5", OPERATING_MODE),
    mode(66, "Stop Processor 6", OPERATING_MODE),
    mode(67, "Stop Own Processor", OPERATING_MODE),
    mode(68, "Stop All Processors", OPERATING_MODE),
    command(70, "Read Arithmetic Status", Diagnose),
    command(71, "Read Byte", Read),
    command(72, "Read Halt Register", Diagnose),
    command(73, "Read Index Register", Diagnose),
    command(74, "Read Instruction Pointer", Diagnose),
    command(75, "Find History", Diagnose),
    command(80, "Write Arithmetic Status", Mode),
    command(81, "Write Byte", Write),
    command(82, "Write Index Register", Write),
    command(83, "Write Instruction Pointer", Mode),
    command(90, "Clear All", Write),
    command(91, "Clear Flags", Write),
    command(92, "Clear Outputs", Write),
    command(93, "Clear Registers", Write),
    command(94, "Clear Timers", Write),
    mode(100, "Restart Warm Processor 1", RESTART),
    mode(101, "Restart Warm Processor 2", RESTART),
    mode(102, "Restart Warm Processor 3", RESTART),
    mode(103, "Restart Warm Processor 4", RESTART),
    mode(104, "Restart Warm Processor 5", RESTART),
    mode(105, "Restart Warm Processor 6", RESTART),
    mode(106, "Restart Warm Own Processor", RESTART),
    mode(107, "Restart Warm All Processors", RESTART),
    command(110, "Change Block", ProgramWrite),
    command(111, "Clear History", Secure),
    command(112, "Delete Program Line", ProgramWrite),
    command(113, "Go Conditional", Mode),
    command(114, "Insert Program Line", ProgramWrite),
    command(115, "Local Cycles", Mode),
    command(116, "All Cycles", Mode),
    command(117, "Make Text", Write),
    command(118, "Execute Single Instruction", Mode),
    command(119, "Single Step", Mode),
    command(130, "Interrupt XOB 17", Operate),
    command(131, "Interrupt XOB 18", Operate),
    command(132, "Interrupt XOB 19", Operate),
    command(145, "Read Hang-up Time", Read),
    command(150, "Read Data Block", Read),
    command(151, "Write Data Block", Write),
    command(152, "Make Data Block", Write),
    command(153, "Clear Data Block", Write),
    command(154, "Clear Text", Write),
    command(155, "Read Block Address", Read),
    command(156, "Read Block Sizes", Read),
    command(157, "Read Current Block", Read),
    command(158, "Read Call Stack", Diagnose),
    command(159, "Read DBX", Read),
    command(161, "Read EEPROM Register", Read),
    command(163, "Write EEPROM Register", Write),
    command(165, "Erase Flash", ProgramWrite),
    command(167, "Write System Buffer", Opaque),
    command(168, "Read System Buffer", Opaque),
    command(169, "Read or Write Block Data", Opaque),
    command(170, "Get Diagnostics", Diagnose),
    command(171, "Read System Information", Discover),
    command(172, "Change Blocks in Run", ProgramWrite),
    command(173, "Flash Card", File),
    command(174, "Download Firmware", Firmware),
    rows::row(REST, ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    rows::row(ANSWER, ANY_CODE, "answer", "Answer", &[Session], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a command.
pub fn call(command: u8) -> Call {
    let code = u32::from(command);
    rows::find_or(&ROWS, code, REST, code)
}

/// The row of an answer whose request was not seen.
pub fn answer_call(attribute: u8) -> Call {
    let code = u32::from(attribute);
    rows::find(&ROWS, ANSWER, code).unwrap_or(Call { row: 0, code })
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(call(67)), name(call(200))), ("Stop Own Processor", "Unlisted command"));
    assert_eq!(name(answer_call(1)), "Answer");
}
