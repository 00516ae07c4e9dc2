//! The headers every request and every answer starts with (10000-4, sections 7.33 and 7.34).

use std::ops::Range;

use crate::Cursor;

use super::encoding;

/// Reads over a request's header; gives the place of its authentication token, where it has one.
pub fn request_header(c: &mut Cursor<'_>) -> Option<Option<Range<usize>>> {
    let start = c.position();
    let token = encoding::node_id(c)?;
    let place = (token.number != Some(0)).then(|| start..c.position());
    c.skip(8 + 4 + 4)?;
    encoding::string(c)?;
    c.skip(4)?;
    encoding::extension(c)?;
    Some(place)
}

/// Reads over an answer's header; gives its result.
pub fn answer_header(c: &mut Cursor<'_>) -> Option<u32> {
    c.skip(8 + 4)?;
    let result = c.u32_le()?;
    encoding::skip_diagnostic(c)?;
    encoding::skip_strings(c)?;
    encoding::extension(c)?;
    Some(result)
}

/// The place of the authentication token in the answer to `CreateSession`, from behind its header: session id, token.
pub fn token_of_session(c: &mut Cursor<'_>) -> Option<Range<usize>> {
    encoding::node_id(c)?;
    let start = c.position();
    encoding::node_id(c)?;
    Some(start..c.position())
}
