//! The judge, and the checks.
