//! Reads and writes the plant folder (TOML): spans, diagnostics, typed edits, schemas.
