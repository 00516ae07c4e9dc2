//! Vendor numbers of BACnet: the makers most often met in plants and buildings. A number that is not here yields no vendor.

/// Number and maker, by number.
pub static VENDORS: &[(u16, &str)] = &[
    (2, "Trane"),
    (3, "Daikin Applied"),
    (5, "Johnson Controls"),
    (7, "Siemens"),
    (8, "Delta Controls"),
    (10, "Schneider Electric"),
    (11, "TAC"),
    (16, "Carrier"),
    (17, "Honeywell"),
    (18, "Alerton"),
    (22, "Siemens"),
    (24, "Automated Logic"),
    (28, "KMC Controls"),
    (35, "Reliable Controls"),
    (36, "Tridium"),
    (85, "Azbil (Yamatake)"),
    (86, "WattStopper"),
    (89, "Saia-Burgess Controls"),
    (127, "ABB"),
    (129, "Toshiba Carrier"),
    (133, "Veris Industries"),
    (141, "Yaskawa"),
    (148, "Temco Controls"),
    (154, "Unitec"),
    (160, "Rockwell Automation"),
    (178, "Loytec"),
    (187, "Softing"),
    (222, "WAGO"),
    (226, "Phoenix Contact"),
    (233, "Red Lion Controls"),
    (238, "Square D"),
    (245, "Contemporary Controls"),
    (251, "Wilo"),
    (313, "Siemens"),
    (364, "Distech Controls"),
    (389, "Chipkin"),
    (396, "Thermokon"),
    (423, "Belimo"),
    (450, "Hitachi"),
    (475, "Spirax Sarco"),
    (486, "HMS Industrial Networks"),
    (700, "Fuji Electric"),
];

#[cfg(test)]
#[test]
fn numbers_rise() {
    assert!(VENDORS.is_sorted_by(|a, b| a.0 < b.0));
}
