package systemk.configd;

import systemk.repo.Repository;
import systemk.wire.Layout;

/// Brings the manifests of the root into the repository.
record ManifestImporter(Layout layout, Repository repository, long owner) {
  void importChanged() {}
}
