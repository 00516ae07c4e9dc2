//! Capture formats as bytes, the flow engine, and the protocols: bytes to conversations and facts.
