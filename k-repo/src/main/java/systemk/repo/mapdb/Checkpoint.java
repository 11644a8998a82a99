package systemk.repo.mapdb;

import io.vavr.collection.Vector;
import systemk.core.repository.RepositoryState;
import systemk.repo.json.StoredCodec;
import systemk.repo.json.StoredRequest;

/// The persistent part of a repository after some transaction.
///
/// @param version the version of the format it was written in
/// @param state the state, without non-persistent groups
/// @param head the hash of the last journal frame it contains
/// @param requests the last requests that made a generation, oldest first; none in version 1
public record Checkpoint(
    long version, RepositoryState state, String head, Vector<StoredRequest> requests) {

  public static Checkpoint of(RepositoryState state, String head, Vector<StoredRequest> requests) {
    return new Checkpoint(StoredCodec.VERSION, state, head, requests);
  }
}
