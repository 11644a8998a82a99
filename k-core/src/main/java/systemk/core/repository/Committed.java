package systemk.core.repository;

import java.time.Instant;

/// A transaction with its place in history: an entry of the ledger.
///
/// @param revision the revision of the repository right after it
public record Committed(Revision revision, Instant time, Transaction transaction) {}
