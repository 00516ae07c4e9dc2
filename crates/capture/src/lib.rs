//! Sources of bytes: files, pipes, gzip, folders.
