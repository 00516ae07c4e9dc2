//! Laws of the engine.
