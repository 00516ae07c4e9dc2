//! Pure functions that build documents from an assessment.
