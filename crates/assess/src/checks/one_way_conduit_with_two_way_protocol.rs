//! A physical one-way conduit allows an exchange that needs an answer.

use ringwall_model::{Allowance, Enforcement, Operation, Operations, Plant, Severity, Transport};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "one-way-conduit-with-two-way-protocol",
    title: "a one-way conduit allows a two-way exchange",
    explanation: "No frame comes back through a physical one-way conduit, so nothing that needs an answer can cross it: \
        no TCP, and no operation that is a request. Either the conduit is not one-way, or the exchange ends at the \
        sending half and belongs to the flows inside that zone. Reports, producer-consumer data, alarms and opaque \
        datagrams may cross.",
    severity: Severity::Error,
    authority: "IEC 62443-3-2:2020 ZCR 6.4, requirement",
    requirements: &["ZCR 6.4", "SR 5.2"],
    look: Look::Plant(run),
};

/// Operations that ask the other side for an answer.
const ASKING: Operations = Operations::of(&[
    Operation::Discover,
    Operation::Session,
    Operation::Read,
    Operation::Write,
    Operation::Operate,
    Operation::Mode,
    Operation::ProgramRead,
    Operation::ProgramWrite,
    Operation::Firmware,
    Operation::Configure,
    Operation::Secure,
    Operation::Diagnose,
]);

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, conduit) in &plant.conduits {
        if conduit.enforced != Enforcement::Physical {
            continue;
        }
        for allowance in &conduit.allow {
            if let Some(words) = needs_an_answer(allowance) {
                let message = format!("conduit `{id}` is physically one-way but allows {words}");
                findings.add(
                    &allowance.place,
                    message,
                    "allow what really crosses, such as the datagrams between the halves",
                );
            }
        }
    }
}

fn needs_an_answer(allowance: &Allowance) -> Option<String> {
    if allowance.transport == Some(Transport::Tcp) {
        return Some("tcp".to_owned());
    }
    let asking: Vec<&str> = allowance.operations.intersection(ASKING).iter().map(Operation::word).collect();
    (!asking.is_empty()).then(|| asking.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{allowance, codes, conduit, plant_with_conduit};

    fn through(enforced: Enforcement, transport: Transport, operation: Operation) -> Plant {
        let mut conduit = conduit();
        conduit.enforced = enforced;
        let operations = Operations::of(&[operation]);
        conduit.allow.push(Allowance { transport: Some(transport), operations, ..allowance() });
        plant_with_conduit(conduit)
    }

    #[test]
    fn tcp_or_a_request_through_a_diode_is_found() {
        let tcp = through(Enforcement::Physical, Transport::Tcp, Operation::Opaque);
        assert_eq!(codes(&CHECK, &tcp), [CHECK.code]);
        let read = through(Enforcement::Physical, Transport::Udp, Operation::Read);
        assert_eq!(codes(&CHECK, &read), [CHECK.code]);
    }

    #[test]
    fn datagrams_through_a_diode_and_tcp_under_a_rule_raise_nothing() {
        assert!(codes(&CHECK, &through(Enforcement::Physical, Transport::Udp, Operation::Opaque)).is_empty());
        assert!(codes(&CHECK, &through(Enforcement::Rule, Transport::Tcp, Operation::Read)).is_empty());
    }
}
