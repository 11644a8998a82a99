package systemk.init.contract;

/// A request that is not carried out. The message is one line for the caller; nothing was changed.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Refusal(String message) {
    super(message);
  }
}
