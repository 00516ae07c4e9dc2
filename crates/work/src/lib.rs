//! Every use case once: read, discover, assess, propose, draw; threads, budgets, progress.
