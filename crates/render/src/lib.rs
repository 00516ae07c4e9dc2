//! A document as terminal text, HTML, JSON.
