//! Declared conduits compiled to an index, and the views of a conduit compared, with witnesses.
