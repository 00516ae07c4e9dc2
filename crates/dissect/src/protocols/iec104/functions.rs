//! Types of units (IEC 60870-5-101, tables 8 to 14; IEC 60870-5-104, section 8; IEC 60870-5-7) and what they do.

use ringwall_model::Operation::{
    self, Configure, Diagnose, File, Mode, Opaque, Operate, Read, Report, Secure, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

const fn asdu(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 8, code, "asdu", name, &[does], None)
}

const fn control(code: u32, name: &'static str) -> Keyed {
    rows::row(CONTROL + code, code, "control", name, &[Session], None)
}

const CONTROL: u32 = 0x1_0000;
const SUPERVISION: u32 = 0x2_0000;
const UNLISTED: u32 = 0xFFFF;

static ROWS: [Keyed; 90] = [
    asdu(1, "M_SP_NA_1 single-point information", Report),
    asdu(2, "M_SP_TA_1 single-point information with time", Report),
    asdu(3, "M_DP_NA_1 double-point information", Report),
    asdu(4, "M_DP_TA_1 double-point information with time", Report),
    asdu(5, "M_ST_NA_1 step position", Report),
    asdu(6, "M_ST_TA_1 step position with time", Report),
    asdu(7, "M_BO_NA_1 bitstring", Report),
    asdu(8, "M_BO_TA_1 bitstring with time", Report),
    asdu(9, "M_ME_NA_1 measured value, normalized", Report),
    asdu(10, "M_ME_TA_1 measured value, normalized, with time", Report),
    asdu(11, "M_ME_NB_1 measured value, scaled", Report),
    asdu(12, "M_ME_TB_1 measured value, scaled, with time", Report),
    asdu(13, "M_ME_NC_1 measured value, floating point", Report),
    asdu(14, "M_ME_TC_1 measured value, floating point, with time", Report),
    asdu(15, "M_IT_NA_1 integrated totals", Report),
    asdu(16, "M_IT_TA_1 integrated totals with time", Report),
    asdu(17, "M_EP_TA_1 protection event", Report),
    asdu(18, "M_EP_TB_1 protection start events", Report),
    asdu(19, "M_EP_TC_1 protection output circuits", Report),
    asdu(20, "M_PS_NA_1 packed single-point information", Report),
    asdu(21, "M_ME_ND_1 measured value without quality", Report),
    asdu(30, "M_SP_TB_1 single-point information with long time", Report),
    asdu(31, "M_DP_TB_1 double-point information with long time", Report),
    asdu(32, "M_ST_TB_1 step position with long time", Report),
    asdu(33, "M_BO_TB_1 bitstring with long time", Report),
    asdu(34, "M_ME_TD_1 measured value, normalized, with long time", Report),
    asdu(35, "M_ME_TE_1 measured value, scaled, with long time", Report),
    asdu(36, "M_ME_TF_1 measured value, floating point, with long time", Report),
    asdu(37, "M_IT_TB_1 integrated totals with long time", Report),
    asdu(38, "M_EP_TD_1 protection event with long time", Report),
    asdu(39, "M_EP_TE_1 protection start events with long time", Report),
    asdu(40, "M_EP_TF_1 protection output circuits with long time", Report),
    asdu(41, "S_IT_TC_1 security statistics", Report),
    asdu(45, "C_SC_NA_1 single command", Operate),
    asdu(46, "C_DC_NA_1 double command", Operate),
    asdu(47, "C_RC_NA_1 regulating step command", Operate),
    asdu(48, "C_SE_NA_1 set point, normalized", Operate),
    asdu(49, "C_SE_NB_1 set point, scaled", Operate),
    asdu(50, "C_SE_NC_1 set point, floating point", Operate),
    asdu(51, "C_BO_NA_1 bitstring command", Operate),
    asdu(58, "C_SC_TA_1 single command with time", Operate),
    asdu(59, "C_DC_TA_1 double command with time", Operate),
    asdu(60, "C_RC_TA_1 regulating step command with time", Operate),
    asdu(61, "C_SE_TA_1 set point, normalized, with time", Operate),
    asdu(62, "C_SE_TB_1 set point, scaled, with time", Operate),
    asdu(63, "C_SE_TC_1 set point, floating point, with time", Operate),
    asdu(64, "C_BO_TA_1 bitstring command with time", Operate),
    asdu(70, "M_EI_NA_1 end of initialization", Report),
    asdu(81, "S_CH_NA_1 authentication challenge", Secure),
    asdu(82, "S_RP_NA_1 authentication reply", Secure),
    asdu(83, "S_AR_NA_1 aggressive mode request", Secure),
    asdu(84, "S_KR_NA_1 session key status request", Secure),
    asdu(85, "S_KS_NA_1 session key status", Secure),
    asdu(86, "S_KC_NA_1 session key change", Secure),
    asdu(87, "S_ER_NA_1 authentication error", Secure),
    asdu(90, "S_US_NA_1 user status change", Secure),
    asdu(91, "S_UQ_NA_1 update key change request", Secure),
    asdu(92, "S_UR_NA_1 update key change reply", Secure),
    asdu(93, "S_UK_NA_1 update key change, symmetric", Secure),
    asdu(94, "S_UA_NA_1 update key change, asymmetric", Secure),
    asdu(95, "S_UC_NA_1 update key change confirmation", Secure),
    asdu(100, "C_IC_NA_1 interrogation command", Read),
    asdu(101, "C_CI_NA_1 counter interrogation command", Read),
    rows::row(101 << 8 | 1, 101, "asdu", "C_CI_NA_1 counter freeze or reset", &[Write], None),
    asdu(102, "C_RD_NA_1 read command", Read),
    asdu(103, "C_CS_NA_1 clock synchronization command", Time),
    asdu(104, "C_TS_NA_1 test command", Diagnose),
    rows::row(105 << 8, 105, "asdu", "C_RP_NA_1 reset process command", &[Mode], Some("T0816")),
    asdu(106, "C_CD_NA_1 delay acquisition command", Time),
    asdu(107, "C_TS_TA_1 test command with time", Diagnose),
    asdu(110, "P_ME_NA_1 parameter, normalized", Configure),
    asdu(111, "P_ME_NB_1 parameter, scaled", Configure),
    asdu(112, "P_ME_NC_1 parameter, floating point", Configure),
    asdu(113, "P_AC_NA_1 parameter activation", Configure),
    asdu(120, "F_FR_NA_1 file ready", File),
    asdu(121, "F_SR_NA_1 section ready", File),
    asdu(122, "F_SC_NA_1 call directory, select file, call file, call section", File),
    asdu(123, "F_LS_NA_1 last section, last segment", File),
    asdu(124, "F_AF_NA_1 acknowledge file, acknowledge section", File),
    asdu(125, "F_SG_NA_1 segment", File),
    asdu(126, "F_DR_TA_1 directory", File),
    asdu(127, "F_SC_NB_1 query log", File),
    rows::row(UNLISTED, ANY_CODE, "asdu", "Unlisted type", &[Opaque], None),
    control(0x01, "STARTDT act"),
    control(0x02, "STARTDT con"),
    control(0x04, "STOPDT act"),
    control(0x08, "STOPDT con"),
    control(0x10, "TESTFR act"),
    control(0x20, "TESTFR con"),
    rows::row(SUPERVISION, 1, "supervision", "Acknowledgement", &[Session], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a type; `changes` where a counter interrogation freezes or resets.
pub fn call(kind: u8, changes: bool) -> Call {
    let code = u32::from(kind);
    rows::find(&ROWS, code << 8 | u32::from(changes), code)
        .or_else(|| rows::find(&ROWS, UNLISTED, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a control function, by its bit.
pub fn control_call(bit: u8) -> Option<Call> {
    rows::find(&ROWS, CONTROL + u32::from(bit), u32::from(bit))
}

/// The row of an acknowledgement.
pub fn supervision() -> Call {
    rows::find(&ROWS, SUPERVISION, 1).unwrap_or(Call { row: 0, code: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(call(45, false)), "C_SC_NA_1 single command");
        assert_eq!(name(call(101, true)), "C_CI_NA_1 counter freeze or reset");
        assert_eq!(name(call(200, false)), "Unlisted type");
        assert_eq!(name(control_call(0x20).unwrap()), "TESTFR con");
        assert_eq!(name(supervision()), "Acknowledgement");
    }
}
