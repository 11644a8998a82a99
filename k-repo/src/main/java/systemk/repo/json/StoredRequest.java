package systemk.repo.json;

import systemk.core.repository.Revision;

/// The identity of a request that was committed and what it led to.
public record StoredRequest(String request, Revision revision) {}
