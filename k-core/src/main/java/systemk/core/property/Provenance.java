package systemk.core.property;

import io.vavr.control.Option;

/// Who said it: the generation of the transaction, and the file it was read from, if any.
public record Provenance(long generation, Option<String> file) {
  /// Stands for the transaction that is going to say it: the first one has generation 1.
  public static final long PENDING = 0;

  /// What is going to be said by the transaction it is part of.
  public static Provenance pending(Option<String> file) {
    return new Provenance(PENDING, file);
  }

  Provenance saidBy(long transaction) {
    return generation == PENDING ? new Provenance(transaction, file) : this;
  }
}
