//! An essential function waits for a service.

use ringwall_model::{EssentialFunction, EssentialService, EssentialServiceKind, Plant, Severity};

use super::{Check, Findings, Look, Touched, touched};

pub(super) static CHECK: Check = Check {
    code: "service-in-essential-path",
    title: "an authentication, name or certificate service stands in an essential path",
    explanation: "If a directory, a name server or a certificate service is away, an essential function must go on: identifying, \
        resolving and checking may not be what stops a trip. The check looks for `services` of essential functions without a \
        `fallback`. Rows on identification and certificates that are met by such a service are met, with their constraint \
        violated. A service with a fallback that carries the function, in the engineer's words, raises nothing.",
    severity: Severity::Stop,
    authority: "IEC 62443-3-3:2013 clause 4, requirement",
    requirements: &["SR 1.1", "SR 1.8", "SR 1.9"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (function, essential) in &plant.essential_functions {
        for service in essential.services.iter().filter(|service| service.fallback.is_none()) {
            let message = format!(
                "the essential function `{function}` waits for the {} service of `{}`, and nothing carries it while that is away",
                service.kind.word(),
                service.provided_by
            );
            let rows = rows(plant, essential, service);
            findings.constrain(&service.place, message, HELP, true, rows);
        }
    }
}

const HELP: &str =
    "let the function go on without the service, and say how in `fallback`: local accounts, fixed addresses";

/// The rows that such a service meets, for everything the function is performed with.
fn rows(plant: &Plant, essential: &EssentialFunction, service: &EssentialService) -> Vec<Touched> {
    let rows: &[&str] = match service.kind {
        EssentialServiceKind::Authentication => &["SR 1.1", "SR 1.3 RE 1"],
        EssentialServiceKind::NameResolution => &[],
        EssentialServiceKind::Certificate => &["SR 1.8", "SR 1.9"],
    };
    let consoles = essential.consoles.iter().map(|console| &console.asset);
    let assets: Vec<_> = essential.assets.iter().chain(consoles).collect();
    rows.iter().flat_map(|row| assets.iter().flat_map(|asset| touched(plant, asset, row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, essential, plant_with, rows};
    use ringwall_model::{AssetId, Span, ZoneKind};

    fn waiting(kind: EssentialServiceKind, fallback: Option<&str>) -> Plant {
        let (place, provided_by) = (Span::default(), AssetId::from_foreign("directory"));
        let service = EssentialService { place, kind, provided_by, fallback: fallback.map(Into::into) };
        essential(plant_with(ZoneKind::Control, |_| ()), |function| {
            function.assets.push(AssetId::from_foreign("a"));
            function.services.push(service.clone());
        })
    }

    #[test]
    fn a_service_of_any_kind_without_a_fallback_is_found() {
        use EssentialServiceKind::{Authentication, Certificate, NameResolution};
        for kind in [Authentication, NameResolution, Certificate] {
            assert_eq!(codes(&CHECK, &waiting(kind, None)), [CHECK.code]);
        }
        assert_eq!(
            rows(&CHECK, &waiting(Authentication, None)),
            ["SR 1.1 of a in zone:z", "SR 1.3 RE 1 of a in zone:z"]
        );
        assert!(rows(&CHECK, &waiting(NameResolution, None)).is_empty());
    }

    #[test]
    fn a_fallback_raises_nothing() {
        assert!(codes(&CHECK, &waiting(EssentialServiceKind::Authentication, Some("local accounts"))).is_empty());
    }
}
