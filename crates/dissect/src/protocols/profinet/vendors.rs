//! Vendor numbers of PROFINET: the makers most often met in plants. A number that is not here yields no vendor.

/// Number and maker, by number.
pub static VENDORS: &[(u16, &str)] = &[
    (2, "Rockwell Automation"),
    (17, "Endress+Hauser"),
    (23, "Honeywell"),
    (26, "ABB"),
    (42, "Siemens"),
    (55, "Yokogawa"),
    (66, "Samson"),
    (69, "Krohne"),
    (93, "Pepperl+Fuchs"),
    (98, "VEGA"),
    (128, "Danfoss"),
    (131, "SMC"),
    (176, "Phoenix Contact"),
    (257, "SICK"),
    (259, "Bosch Rexroth"),
    (262, "Lenze"),
    (266, "SEW-Eurodrive"),
    (268, "HMS Industrial Networks"),
    (279, "Softing"),
    (285, "WAGO"),
    (286, "Hilscher"),
    (287, "Bosch Rexroth"),
    (288, "Beckhoff"),
    (289, "Bihl+Wiedemann"),
    (292, "Deutschmann"),
    (297, "Schneider Electric"),
    (299, "Turck"),
    (303, "Murrelektronik"),
    (304, "Hirschmann"),
    (308, "Weidmüller"),
    (310, "ifm"),
    (317, "Turck"),
    (319, "AUMA"),
    (328, "Omron"),
    (333, "Festo"),
    (338, "Leuze"),
    (346, "GE Intelligent Platforms"),
    (371, "KEBA"),
    (393, "NORD"),
    (403, "Harting"),
    (411, "KUKA"),
    (439, "Fanuc"),
    (530, "Emerson"),
    (539, "Helmholz"),
    (540, "Mitsubishi Electric"),
    (553, "Moxa"),
    (888, "Balluff"),
    (2351, "Pilz"),
];

/// Who has a number.
pub fn vendor(number: u16) -> Option<&'static str> {
    let at = VENDORS.binary_search_by_key(&number, |(n, _)| *n).ok()?;
    VENDORS.get(at).map(|(_, name)| *name)
}

#[cfg(test)]
#[test]
fn numbers_rise() {
    assert!(VENDORS.is_sorted_by(|a, b| a.0 < b.0));
}
