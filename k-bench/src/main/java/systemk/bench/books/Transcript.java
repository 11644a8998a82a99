package systemk.bench.books;

import java.util.ArrayList;
import java.util.List;

/// What was acknowledged up to some instant of a run that is over. Belongs to one thread.
public final class Transcript {
  private final List<List<Operation>> operations;
  private final List<Claims.Client> sent;
  private final int[] entries;
  private final int[] reports;
  private final long[] tills;
  private long generation;

  Transcript(List<List<Operation>> operations, List<Claims.Client> sent) {
    this.operations = operations;
    this.sent = sent;
    this.entries = new int[sent.size()];
    this.reports = new int[sent.size()];
    this.tills = new long[sent.size()];
  }

  /// The request of this id was acknowledged.
  public void acknowledge(long id, long atGeneration) {
    generation = Math.max(generation, atGeneration);
    if (id < 0) {
      // The opening, which is nobody's.
      return;
    }
    int client = Client.clientOf(id);
    switch (operations.get(client).get(Client.indexOf(id))) {
      case Operation.Entry(int n) -> entries[client] = Math.max(entries[client], n);
      case Operation.Report(int n) -> reports[client] = Math.max(reports[client], n);
      case Operation.Till(long value, _) -> tills[client] = Math.max(tills[client], value);
    }
  }

  public Claims claims() {
    List<Claims.Client> claims = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      claims.add(
          new Claims.Client(
              new Claims.Range(entries[i], sent.get(i).entries().sent()),
              new Claims.Range(reports[i], sent.get(i).reports().sent()),
              tills[i]));
    }
    return new Claims(claims, generation);
  }
}
