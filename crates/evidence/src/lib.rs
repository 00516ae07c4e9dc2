//! The evidence rules: facts, witnesses, sheets and statements to evidence.
