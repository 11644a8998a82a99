package systemk.repo;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import systemk.core.repository.Repositories;
import systemk.core.repository.Repositories.Pick;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;

/// What happens to a repository, one thing after the other.
final class Story {
  private Story() {}

  /// One thing that happens.
  sealed interface Event {}

  /// Several transactions are submitted at once.
  ///
  /// @param request whether the first carries a request identity, and which
  record Commit(List<List<Pick>> transactions, int request) implements Event {}

  /// A restarter reports.
  record Report(Pick pick) implements Event {}

  /// The repository is closed and opened again.
  record Restart() implements Event {}

  /// Its process is killed and another one started.
  record Kill() implements Event {}

  /// The machine is started anew, in good order or not.
  record Reboot(boolean orderly) implements Event {}

  /// The repository is backed up, and every record on disk looked at.
  record Inspect() implements Event {}

  static Arbitrary<Event> events() {
    Arbitrary<List<List<Pick>>> transactions =
        Repositories.picks().list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(3);
    Arbitrary<Event> commit =
        Combinators.combine(transactions, Arbitraries.integers().between(0, 12)).as(Commit::new);
    return Arbitraries.frequencyOf(
        Tuple.of(12, commit),
        Tuple.of(6, Repositories.picks().map(Report::new)),
        Tuple.of(1, Arbitraries.just(new Restart())),
        Tuple.of(1, Arbitraries.just(new Inspect())),
        Tuple.of(2, Arbitraries.just(new Kill())),
        Tuple.of(1, Arbitraries.of(true, false).map(Reboot::new)));
  }

  static Arbitrary<List<Event>> stories() {
    return events().list().ofMinSize(1).ofMaxSize(25);
  }

  /// What is proposed in an event.
  static List<Repository.Proposal> proposals(Event event) {
    return switch (event) {
      case Commit(var transactions, var request) -> {
        List<Repository.Proposal> proposals = new ArrayList<>();
        for (List<Pick> picks : transactions) {
          boolean identified = request < 6 && proposals.isEmpty();
          proposals.add(newest -> proposal(newest, picks, identified, "request-" + request));
        }
        yield proposals;
      }
      case Report(var pick) ->
          List.of(newest -> Option.some(Repositories.volatileTransaction(newest, pick)));
      case Restart _, Kill _, Reboot _, Inspect _ -> List.of();
    };
  }

  private static Option<Transaction> proposal(
      RepositoryState newest, List<Pick> picks, boolean identified, String request) {
    Transaction transaction = Repositories.transaction(newest, picks);
    if (transaction.changes().isEmpty()) {
      return Option.none();
    }
    return Option.some(identified ? transaction.withRequest(request) : transaction);
  }
}
