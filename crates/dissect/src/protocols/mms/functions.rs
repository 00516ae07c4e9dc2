//! Services and messages of MMS (ISO 9506-2, clause 7) and what they do.

use ringwall_model::Operation::{
    self, Alarm, Configure, Diagnose, Discover, File, Mode, Opaque, Operate, ProgramRead, ProgramWrite, Read, Report,
    Secure, Session, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

use super::variables::Purpose;

const fn service(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 8, code, "confirmed", name, &[does], None)
}

/// A service on variables whose names say what it is for.
const fn variant(code: u32, purpose: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 8 | purpose, code, "confirmed", name, &[does], None)
}

const UNCONFIRMED: u32 = 0x1_0000;
/// A report by which another is acknowledged, behind the services there are.
const ACKNOWLEDGED: u32 = UNCONFIRMED + 0x100;
const PDU: u32 = 0x2_0000;
const SESSION: u32 = 0x3_0000;
const UNLISTED: u32 = 0xFFFF;

static ROWS: [Keyed; 113] = [
    service(0, "status", Diagnose),
    service(1, "getNameList", Discover),
    service(2, "identify", Discover),
    service(3, "rename", Configure),
    service(4, "read", Read),
    variant(4, 1, "read: select before operate", Operate),
    variant(4, 3, "read: bilateral agreement (TASE.2)", Read),
    variant(4, 4, "read: next transfer set (TASE.2)", Read),
    service(5, "write", Write),
    variant(5, 1, "write: control", Operate),
    variant(5, 2, "write: settings or control block", Configure),
    variant(5, 4, "write: transfer set (TASE.2)", Configure),
    variant(5, 5, "write: tag of a device (TASE.2)", Operate),
    rows::row(0x506, 5, "confirmed", "write: value or device (TASE.2)", &[Write, Opaque], None),
    variant(5, 7, "write: device (TASE.2)", Operate),
    service(6, "getVariableAccessAttributes", Read),
    service(7, "defineNamedVariable", Configure),
    service(8, "defineScatteredAccess", Configure),
    service(9, "getScatteredAccessAttributes", Read),
    service(10, "deleteVariableAccess", Configure),
    service(11, "defineNamedVariableList", Configure),
    service(12, "getNamedVariableListAttributes", Read),
    service(13, "deleteNamedVariableList", Configure),
    service(14, "defineNamedType", Configure),
    service(15, "getNamedTypeAttributes", Read),
    service(16, "deleteNamedType", Configure),
    service(17, "input", Read),
    service(18, "output", Write),
    service(19, "takeControl", Session),
    service(20, "relinquishControl", Session),
    service(21, "defineSemaphore", Configure),
    service(22, "deleteSemaphore", Configure),
    service(23, "reportSemaphoreStatus", Read),
    service(24, "reportPoolSemaphoreStatus", Read),
    service(25, "reportSemaphoreEntryStatus", Read),
    service(26, "initiateDownloadSequence", ProgramWrite),
    service(27, "downloadSegment", ProgramWrite),
    service(28, "terminateDownloadSequence", ProgramWrite),
    service(29, "initiateUploadSequence", ProgramRead),
    service(30, "uploadSegment", ProgramRead),
    service(31, "terminateUploadSequence", ProgramRead),
    service(32, "requestDomainDownload", ProgramWrite),
    service(33, "requestDomainUpload", ProgramRead),
    service(34, "loadDomainContent", ProgramWrite),
    service(35, "storeDomainContent", ProgramRead),
    service(36, "deleteDomain", ProgramWrite),
    service(37, "getDomainAttributes", Read),
    service(38, "createProgramInvocation", Mode),
    service(39, "deleteProgramInvocation", Mode),
    service(40, "start", Mode),
    service(41, "stop", Mode),
    service(42, "resume", Mode),
    service(43, "reset", Mode),
    service(44, "kill", Mode),
    service(45, "getProgramInvocationAttributes", Read),
    service(46, "obtainFile", File),
    service(47, "defineEventCondition", Configure),
    service(48, "deleteEventCondition", Configure),
    service(49, "getEventConditionAttributes", Read),
    service(50, "reportEventConditionStatus", Read),
    service(51, "alterEventConditionMonitoring", Alarm),
    service(52, "triggerEvent", Operate),
    service(53, "defineEventAction", Configure),
    service(54, "deleteEventAction", Configure),
    service(55, "getEventActionAttributes", Read),
    service(56, "reportEventActionStatus", Read),
    service(57, "defineEventEnrollment", Configure),
    service(58, "deleteEventEnrollment", Configure),
    service(59, "alterEventEnrollment", Alarm),
    service(60, "reportEventEnrollmentStatus", Read),
    service(61, "getEventEnrollmentAttributes", Read),
    service(62, "acknowledgeEventNotification", Alarm),
    service(63, "getAlarmSummary", Read),
    service(64, "getAlarmEnrollmentSummary", Read),
    service(65, "readJournal", Read),
    service(66, "writeJournal", Write),
    service(67, "initializeJournal", Secure),
    service(68, "reportJournalStatus", Read),
    service(69, "createJournal", Configure),
    service(70, "deleteJournal", Secure),
    service(71, "getCapabilityList", Read),
    service(72, "fileOpen", File),
    service(73, "fileRead", File),
    service(74, "fileClose", File),
    service(75, "fileRename", File),
    service(76, "fileDelete", File),
    service(77, "fileDirectory", File),
    service(78, "additionalService", Opaque),
    rows::row(0xFF00, ANY_CODE, "confirmed", "Unlisted service", &[Opaque], None),
    rows::row(UNCONFIRMED, 0, "unconfirmed", "informationReport", &[Report], None),
    rows::row(UNCONFIRMED + 1, 1, "unconfirmed", "unsolicitedStatus", &[Report], None),
    rows::row(UNCONFIRMED + 2, 2, "unconfirmed", "eventNotification", &[Report], None),
    rows::row(ACKNOWLEDGED, 0, "unconfirmed", "informationReport: acknowledges another (TASE.2)", &[Session], None),
    rows::row(UNCONFIRMED + 0xFFFF, ANY_CODE, "unconfirmed", "Unlisted unconfirmed service", &[Opaque], None),
    rows::row(PDU + 2, 2, "pdu", "confirmed-Error", &[Session], None),
    rows::row(PDU + 4, 4, "pdu", "reject", &[Session], None),
    rows::row(PDU + 5, 5, "pdu", "cancel-Request", &[Session], None),
    rows::row(PDU + 6, 6, "pdu", "cancel-Response", &[Session], None),
    rows::row(PDU + 7, 7, "pdu", "cancel-Error", &[Session], None),
    rows::row(PDU + 8, 8, "pdu", "initiate-Request", &[Session], None),
    rows::row(PDU + 9, 9, "pdu", "initiate-Response", &[Session], None),
    rows::row(PDU + 10, 10, "pdu", "initiate-Error", &[Session], None),
    rows::row(PDU + 11, 11, "pdu", "conclude-Request", &[Session], None),
    rows::row(PDU + 12, 12, "pdu", "conclude-Response", &[Session], None),
    rows::row(PDU + 13, 13, "pdu", "conclude-Error", &[Session], None),
    rows::row(PDU + 0xFFFF, ANY_CODE, "pdu", "Unlisted message", &[Opaque], None),
    rows::row(SESSION + 9, 9, "session", "Finish", &[Session], None),
    rows::row(SESSION + 10, 10, "session", "Disconnect", &[Session], None),
    rows::row(SESSION + 12, 12, "session", "Refuse", &[Session], None),
    rows::row(SESSION + 13, 13, "session", "Connect", &[Session], None),
    rows::row(SESSION + 14, 14, "session", "Accept", &[Session], None),
    rows::row(SESSION + 25, 25, "session", "Abort", &[Session], None),
    rows::row(SESSION + 0xFFFF, ANY_CODE, "session", "Data that is no message", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a confirmed service.
pub fn confirmed(code: u32, purpose: Purpose) -> Call {
    let key = code.min(0xFE) << 8;
    rows::find(&ROWS, key | purpose as u32, code)
        .or_else(|| rows::find(&ROWS, key, code))
        .or_else(|| rows::find(&ROWS, 0xFF00, code))
        .unwrap_or(Call { row: 0, code })
}

fn find(space: u32, code: u32) -> Call {
    let listed = Some(code).filter(|code| *code < 0x100).and_then(|code| rows::find(&ROWS, space + code, code));
    listed.or_else(|| rows::find(&ROWS, space + UNLISTED, code)).unwrap_or(Call { row: 0, code })
}

/// The row of an unconfirmed service.
pub fn unconfirmed(code: u32) -> Call {
    find(UNCONFIRMED, code)
}

/// The row of a report that acknowledges another.
pub fn acknowledged() -> Call {
    rows::find(&ROWS, ACKNOWLEDGED, 0).unwrap_or(Call { row: 0, code: 0 })
}

/// The row of a message that is no service.
pub fn pdu(code: u32) -> Call {
    find(PDU, code)
}

/// The row of a session message that carries none of MMS.
pub fn session(code: u8) -> Call {
    find(SESSION, u32::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(confirmed(5, Purpose::Control)), "write: control");
        assert_eq!(name(confirmed(5, Purpose::Plain)), "write");
        assert_eq!(name(confirmed(1, Purpose::Control)), "getNameList");
        assert_eq!(name(confirmed(500, Purpose::Plain)), "Unlisted service");
        assert_eq!(name(unconfirmed(0)), "informationReport");
        assert_eq!(name(unconfirmed(0x100)), "Unlisted unconfirmed service");
        assert_eq!(name(acknowledged()), "informationReport: acknowledges another (TASE.2)");
        assert_eq!(name(pdu(8)), "initiate-Request");
    }
}
