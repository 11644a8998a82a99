package systemk.repo.mapdb;

import systemk.core.repository.RepositoryState;

/// The persistent part of a repository after some transaction.
///
/// @param state the state, without non-persistent groups
/// @param head the hash of the last journal frame it contains
public record Checkpoint(RepositoryState state, String head) {}
