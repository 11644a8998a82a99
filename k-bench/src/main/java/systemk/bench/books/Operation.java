package systemk.bench.books;

import systemk.core.repository.Transaction;

/// One transaction of a client.
sealed interface Operation {
  /// The next of the client's entries.
  record Entry(int number) implements Operation {}

  /// An attempt at the till.
  ///
  /// @param expected the generation that guards it
  record Till(long value, long expected) implements Operation {}

  /// The next of the client's reports.
  record Report(int number) implements Operation {}

  /// The transaction, without an identity.
  default Transaction transaction(Books books, int client) {
    return switch (this) {
      case Entry(int number) -> books.entry(client, number);
      case Till(long value, long expected) -> Books.till(client, value, expected);
      case Report(int number) -> Books.report(client, number);
    };
  }
}
