//! Services by the type id of their messages' binary encoding (10000-6, annex A), and messages that are none.
//!
//! What a method does stands in its node id; those of the specification itself that change an alarm or a file are rows of their
//! own. Any other call is a command whose effect is not known, hence an operation and opaque at once.

use ringwall_model::Operation::{
    self, Alarm, Configure, Diagnose, Discover, File, Mode, Opaque, Operate, Read, Report, Session, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{Call, Function};

/// Method calls.
pub const CALL: u32 = 712;
/// The answer that names an error instead of a service.
pub const FAULT: u32 = 397;

const fn service(id: u32, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(id << 16, id, "service", name, operations, None)
}

/// A method of the specification, by its number.
const fn method(number: u32, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(CALL << 16 | number, CALL, "service", name, operations, None)
}

const fn message(code: u32, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(MESSAGES + code, code, "message", name, operations, None)
}

const MESSAGES: u32 = 0xFFFF_0000;

static ROWS: [Keyed; 104] = [
    service(397, "ServiceFault", &[Session]),
    service(410, "TestStackRequest", &[Diagnose]),
    service(413, "TestStackResponse", &[Diagnose]),
    service(416, "TestStackExRequest", &[Diagnose]),
    service(419, "TestStackExResponse", &[Diagnose]),
    service(422, "FindServersRequest", &[Discover]),
    service(425, "FindServersResponse", &[Discover]),
    service(428, "GetEndpointsRequest", &[Discover]),
    service(431, "GetEndpointsResponse", &[Discover]),
    service(437, "RegisterServerRequest", &[Discover]),
    service(440, "RegisterServerResponse", &[Discover]),
    service(446, "OpenSecureChannelRequest", &[Session]),
    service(449, "OpenSecureChannelResponse", &[Session]),
    service(452, "CloseSecureChannelRequest", &[Session]),
    service(455, "CloseSecureChannelResponse", &[Session]),
    service(461, "CreateSessionRequest", &[Session]),
    service(464, "CreateSessionResponse", &[Session]),
    service(467, "ActivateSessionRequest", &[Session]),
    service(470, "ActivateSessionResponse", &[Session]),
    service(473, "CloseSessionRequest", &[Session]),
    service(476, "CloseSessionResponse", &[Session]),
    service(479, "CancelRequest", &[Session]),
    service(482, "CancelResponse", &[Session]),
    service(488, "AddNodesRequest", &[Configure]),
    service(491, "AddNodesResponse", &[Configure]),
    service(494, "AddReferencesRequest", &[Configure]),
    service(497, "AddReferencesResponse", &[Configure]),
    service(500, "DeleteNodesRequest", &[Configure]),
    service(503, "DeleteNodesResponse", &[Configure]),
    service(506, "DeleteReferencesRequest", &[Configure]),
    service(509, "DeleteReferencesResponse", &[Configure]),
    service(527, "BrowseRequest", &[Read]),
    service(530, "BrowseResponse", &[Read]),
    service(533, "BrowseNextRequest", &[Read]),
    service(536, "BrowseNextResponse", &[Read]),
    service(554, "TranslateBrowsePathsToNodeIdsRequest", &[Read]),
    service(557, "TranslateBrowsePathsToNodeIdsResponse", &[Read]),
    service(560, "RegisterNodesRequest", &[Session]),
    service(563, "RegisterNodesResponse", &[Session]),
    service(566, "UnregisterNodesRequest", &[Session]),
    service(569, "UnregisterNodesResponse", &[Session]),
    service(615, "QueryFirstRequest", &[Read]),
    service(618, "QueryFirstResponse", &[Read]),
    service(621, "QueryNextRequest", &[Read]),
    service(624, "QueryNextResponse", &[Read]),
    service(631, "ReadRequest", &[Read]),
    service(634, "ReadResponse", &[Read]),
    service(664, "HistoryReadRequest", &[Read]),
    service(667, "HistoryReadResponse", &[Read]),
    service(673, "WriteRequest", &[Write]),
    service(676, "WriteResponse", &[Write]),
    service(700, "HistoryUpdateRequest", &[Write]),
    service(703, "HistoryUpdateResponse", &[Write]),
    service(CALL, "CallRequest", &[Operate, Opaque]),
    method(2947, "CallRequest: Unshelve", &[Alarm]),
    method(2948, "CallRequest: OneShotShelve", &[Alarm]),
    method(2949, "CallRequest: TimedShelve", &[Alarm]),
    method(3875, "CallRequest: ConditionRefresh", &[Read]),
    method(9027, "CallRequest: Enable (condition)", &[Alarm]),
    method(9028, "CallRequest: Disable (condition)", &[Alarm]),
    method(9029, "CallRequest: AddComment (condition)", &[Alarm]),
    method(9111, "CallRequest: Acknowledge", &[Alarm]),
    method(9113, "CallRequest: Confirm (condition)", &[Alarm]),
    method(11_492, "CallRequest: GetMonitoredItems", &[Read]),
    method(11_580, "CallRequest: Open (file)", &[File]),
    method(11_583, "CallRequest: Close (file)", &[File]),
    method(11_585, "CallRequest: Read (file)", &[File]),
    method(11_588, "CallRequest: Write (file)", &[File]),
    method(12_873, "CallRequest: ResendData", &[Read]),
    method(12_886, "CallRequest: RequestServerStateChange", &[Mode]),
    service(715, "CallResponse", &[Operate, Opaque]),
    service(751, "CreateMonitoredItemsRequest", &[Read]),
    service(754, "CreateMonitoredItemsResponse", &[Read]),
    service(763, "ModifyMonitoredItemsRequest", &[Read]),
    service(766, "ModifyMonitoredItemsResponse", &[Read]),
    service(769, "SetMonitoringModeRequest", &[Read]),
    service(772, "SetMonitoringModeResponse", &[Read]),
    service(775, "SetTriggeringRequest", &[Read]),
    service(778, "SetTriggeringResponse", &[Read]),
    service(781, "DeleteMonitoredItemsRequest", &[Session]),
    service(784, "DeleteMonitoredItemsResponse", &[Session]),
    service(787, "CreateSubscriptionRequest", &[Session]),
    service(790, "CreateSubscriptionResponse", &[Session]),
    service(793, "ModifySubscriptionRequest", &[Session]),
    service(796, "ModifySubscriptionResponse", &[Session]),
    service(799, "SetPublishingModeRequest", &[Session]),
    service(802, "SetPublishingModeResponse", &[Session]),
    service(826, "PublishRequest", &[Report]),
    service(829, "PublishResponse", &[Report]),
    service(832, "RepublishRequest", &[Report]),
    service(835, "RepublishResponse", &[Report]),
    service(841, "TransferSubscriptionsRequest", &[Session]),
    service(844, "TransferSubscriptionsResponse", &[Session]),
    service(847, "DeleteSubscriptionsRequest", &[Session]),
    service(850, "DeleteSubscriptionsResponse", &[Session]),
    service(12_208, "FindServersOnNetworkRequest", &[Discover]),
    service(12_209, "FindServersOnNetworkResponse", &[Discover]),
    service(12_211, "RegisterServer2Request", &[Discover]),
    service(12_212, "RegisterServer2Response", &[Discover]),
    message(1, "Hello", &[Session]),
    message(2, "Error", &[Session]),
    message(3, "Reverse Hello", &[Session]),
    message(4, "Protected channel opening or closing", &[Session]),
    message(5, "Message not readable", &[Opaque]),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Messages that carry no readable service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    Hello = 1,
    Error,
    ReverseHello,
    /// A protected `OPN` or `CLO`.
    Channel,
    Unreadable,
}

/// The row of a message that carries no readable service.
pub fn plain(which: Plain) -> Call {
    let code = which as u32;
    rows::find(&ROWS, MESSAGES + code, code).unwrap_or(Call { row: 0, code })
}

/// The row of a service; none where the id is not one.
pub fn call(id: u32) -> Option<Call> {
    rows::find(&ROWS, id.checked_shl(16)?, id).filter(|_| id <= 0xFFFF)
}

/// The row of a call of a method of the specification.
pub fn call_of_method(number: u32) -> Option<Call> {
    let known = (1..=0xFFFF).contains(&number);
    known.then(|| rows::find(&ROWS, CALL << 16 | number, CALL)).flatten()
}

/// True for services that are asked for, as opposed to answers.
pub fn is_request(id: u32) -> bool {
    matches!(
        id,
        410 | 416
            | 422
            | 428
            | 437
            | 446
            | 452
            | 461
            | 467
            | 473
            | 479
            | 488
            | 494
            | 500
            | 506
            | 527
            | 533
            | 554
            | 560
            | 566
            | 615
            | 621
            | 631
            | 664
            | 673
            | 700
            | CALL
            | 751
            | 763
            | 769
            | 775
            | 781
            | 787
            | 793
            | 799
            | 826
            | 832
            | 841
            | 847
            | 12_208
            | 12_211
    )
}

/// True for answers that only an activated session gets.
pub fn is_answer_in_session(id: u32) -> bool {
    !is_request(id) && matches!(id, 482..=850)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        assert_eq!(FUNCTIONS[usize::from(plain(Plain::Unreadable).row)].name, "Message not readable");
        assert_eq!(call(0x1_0000 + 631), None);
    }

    #[test]
    fn a_service_is_a_request_when_its_name_says_so() {
        for f in FUNCTIONS.iter().filter(|f| f.space == "service") {
            assert_eq!(is_request(f.code), f.name.contains("Request"), "{}", f.name);
        }
    }
}
