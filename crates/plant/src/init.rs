//! The folder a new user starts from.

use ringwall_model::Foreign;

/// The starter files with their texts. What stands behind `#` and a blank is explanation; what stands behind a bare `#`
/// is an example to take the sign away from.
const STARTER: &[(&str, &str)] = &[
    ("plant.toml", include_str!("../starter/plant.toml")),
    ("essential.toml", include_str!("../starter/essential.toml")),
    ("risk.toml", include_str!("../starter/risk.toml")),
    ("statements.toml", include_str!("../starter/statements.toml")),
    ("countermeasures.toml", include_str!("../starter/countermeasures.toml")),
    ("products/example.toml", include_str!("../starter/products/example.toml")),
    ("observation.toml", include_str!("../starter/observation.toml")),
];

/// Stands in the starter where the plant's name goes.
const NAME: &str = "\"NAME\"";

/// The files of a new plant folder: path and text.
pub fn init(name: &str) -> Vec<(String, String)> {
    let name = Foreign::from(name).toml().to_string();
    STARTER.iter().map(|(path, text)| ((*path).to_owned(), text.replace(NAME, &name))).collect()
}
