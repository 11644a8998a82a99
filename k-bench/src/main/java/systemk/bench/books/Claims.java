package systemk.bench.books;

import java.util.List;

/// What clients may rely on: all that was acknowledged to them; and all they can have caused.
///
/// @param generation the highest generation anybody was told of
public record Claims(List<Client> clients, long generation) {
  public Claims {
    clients = List.copyOf(clients);
  }

  /// How many of a sequence must be there, and how many can be.
  public record Range(int acknowledged, int sent) {}

  /// What one client may rely on.
  ///
  /// @param till the last value of the till this client was told it had set; 0 if none
  public record Client(Range entries, Range reports, long till) {}

  Client client(int number) {
    return clients.get(number);
  }

  /// How many transactions were acknowledged.
  long total() {
    return clients.stream()
        .mapToLong(c -> (long) c.entries().acknowledged() + c.reports().acknowledged())
        .sum();
  }
}
