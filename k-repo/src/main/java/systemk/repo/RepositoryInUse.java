package systemk.repo;

/// Another process has the repository open, or this one has it open already.
public final class RepositoryInUse extends RepositoryException {
  private static final long serialVersionUID = 1;

  RepositoryInUse(String message) {
    super(message, null);
  }
}
