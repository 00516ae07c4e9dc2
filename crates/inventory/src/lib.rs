//! Facts to assets: roles, levels, matching with the declared; everything that joins shards.
