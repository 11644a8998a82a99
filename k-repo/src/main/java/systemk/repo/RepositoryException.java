package systemk.repo;

import org.jspecify.annotations.Nullable;

/// The repository cannot be opened or closed. The message is one line for the administrator.
public sealed class RepositoryException extends RuntimeException permits RepositoryInUse {
  private static final long serialVersionUID = 1;

  public RepositoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
