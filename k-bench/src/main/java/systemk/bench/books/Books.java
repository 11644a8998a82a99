package systemk.bench.books;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Guard;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;

/// What the clients of the proof write.
/* Each client has three sequences of transactions, numbered from 1, and sends each in order:
 *
 *   entry n    sets the client's own property in three services, which ones and to what follow from
 *              the client and n. So what a repository holds of a client's entries is exactly what the
 *              entries 1 to m lead to, for one m: anything else is a half transaction or a wrong value.
 *   till v     all clients compete for it: under the guard that nobody else was faster, it sets the
 *              till's value to v and, in another service, notes that the client did.
 *   report n   sets a property of a non-persistent group of the client's instance to n.
 *
 * Each entry and each till makes one generation, so the generation tells how many there are: one that
 * happened twice shows there.
 *
 * @param padding the longest text an entry carries besides its number
 */
public record Books(int clients, int padding) {
  private static final int SERVICES = 24;
  private static final int TOUCHED = 3;
  private static final Author AUTHOR = new Author(0, 0, 0, "k prove");
  private static final String GROUP = "books";
  private static final ServiceFmri TILL = new ServiceFmri("prove/till");
  private static final ServiceFmri WINNERS = new ServiceFmri("prove/winners");
  private static final ServiceFmri REPORTS = new ServiceFmri("prove/reports");
  private static final String PAD = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(120);

  static ServiceFmri service(int number) {
    return new ServiceFmri("prove/s%02d".formatted(number));
  }

  private static InstanceFmri desk(int client) {
    return REPORTS.instance("c%02d".formatted(client));
  }

  private static String column(int client) {
    return "c%02d".formatted(client);
  }

  /// The transaction that opens the books. What follows is counted from its generation.
  public Transaction opening() {
    List<Change> changes = new ArrayList<>();
    List<ServiceFmri> services = new ArrayList<>(List.of(TILL, WINNERS));
    for (int i = 0; i < SERVICES; i++) {
      services.add(service(i));
    }
    for (ServiceFmri service : services) {
      changes.add(new Change.AddService(service));
      changes.add(new Change.AddGroup(service, GROUP, "application", true, Layer.ADMIN, true));
    }
    changes.add(set(TILL, Property.count("value", 0)));
    changes.add(new Change.AddService(REPORTS));
    for (int i = 0; i < clients; i++) {
      changes.add(new Change.AddInstance(desk(i)));
    }
    return Transaction.of(AUTHOR, changes).withRequest("prove opening");
  }

  private static Change set(ServiceFmri service, Property property) {
    return new Change.SetProperty(service, GROUP, property, Layer.ADMIN, Option.none());
  }

  Transaction entry(int client, int number) {
    String text = text(client, number);
    return Transaction.of(
        AUTHOR,
        Arrays.stream(touched(client, number))
            .mapToObj(service -> set(service(service), Property.of(column(client), text)))
            .toList());
  }

  static Transaction till(int client, long value, long expected) {
    return Transaction.of(
            AUTHOR,
            List.of(
                set(TILL, Property.count("value", value)),
                set(WINNERS, Property.count(column(client), value))))
        .withGuards(List.of(new Guard.GroupUnchanged(TILL, GROUP, expected)));
  }

  static Transaction report(int client, int number) {
    return Transaction.of(
        AUTHOR,
        List.of(
            new Change.Report(
                desk(client),
                "restarter",
                "framework",
                io.vavr.collection.Vector.of(Property.count("number", number)),
                io.vavr.collection.Vector.empty())));
  }

  /// The services an entry touches: three different ones.
  private static int[] touched(int client, int number) {
    int[] found = new int[TOUCHED];
    int count = 0;
    for (int i = 0; count < TOUCHED; i++) {
      int service = Math.floorMod(mix(client, number, i), SERVICES);
      if (Arrays.stream(found, 0, count).noneMatch(other -> other == service)) {
        found[count++] = service;
      }
    }
    return found;
  }

  private static int mix(int client, int number, int salt) {
    long z =
        client * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L + salt * 0x94D049BB133111EBL;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) (z ^ (z >>> 31));
  }

  private String text(int client, int number) {
    int length = padding == 0 ? 0 : Math.floorMod(mix(client, number, -1), padding + 1);
    return number + "." + PAD.substring(0, length);
  }

  /// How far the till has come.
  ///
  /// @param generation of the till's group, which guards the next value
  record Till(long value, long generation) {}

  static Till till(RepositoryState state) {
    PropertyGroup group =
        state
            .ownGroup(TILL, GROUP)
            .getOrElseThrow(() -> new IllegalStateException("the books were never opened"));
    return new Till(
        group.property("value").flatMap(Property::asLong).getOrElse(-1L), group.generation());
  }

  /// Compares a repository with what was asked for and acknowledged.
  ///
  /// @param opened the generation of the opening
  /// @param sameBoot whether what is volatile must be there; else none of it may be
  public Verdict check(RepositoryState state, long opened, Claims claims, boolean sameBoot) {
    Verdict verdict = new Verdict();
    if (state.service(TILL).isEmpty()) {
      if (claims.generation() > 0) {
        verdict.lost(1 + claims.total(), "the books themselves are gone");
      } else if (state.services().keySet().exists(name -> name.startsWith("prove/"))) {
        verdict.half("the books are not open, but something is there");
      }
      return verdict;
    }
    long entries = 0;
    for (int client = 0; client < clients; client++) {
      entries += entries(state, client, claims.client(client), verdict);
      reports(state, client, claims.client(client), sameBoot, verdict);
    }
    long till = till(state, claims, verdict);
    long counted = opened + entries + till;
    long generation = state.revision().generation();
    if (generation != counted) {
      verdict.wrong("generation %d, but %d transactions".formatted(generation, counted));
    }
    if (claims.generation() > generation) {
      verdict.lost(
          1, "generation %d was acknowledged, not %d".formatted(claims.generation(), generation));
    }
    return verdict;
  }

  /// How many entries of a client are there.
  private int entries(RepositoryState state, int client, Claims.Client claims, Verdict verdict) {
    String[] found = new String[SERVICES];
    int last = 0;
    for (int i = 0; i < SERVICES; i++) {
      found[i] = value(state, service(i), column(client));
      int number = number(found[i]);
      if (number > 0 && !found[i].equals(text(client, number))) {
        verdict.wrong("client %d, %s: %s".formatted(client, service(i), cut(found[i])));
      }
      last = Math.max(last, number);
    }
    int[] expected = expected(client, last);
    for (int i = 0; i < SERVICES; i++) {
      if (number(found[i]) != expected[i]) {
        verdict.half(
            "client %d: entry %d is there, but %s has %s, not %d"
                .formatted(client, last, service(i), cut(found[i]), expected[i]));
      }
    }
    within("entries of client " + client, last, claims.entries(), verdict);
    return last;
  }

  /// Which entry is the last to have touched each service.
  private static int[] expected(int client, int last) {
    int[] expected = new int[SERVICES];
    int missing = SERVICES;
    for (int number = last; number > 0 && missing > 0; number--) {
      for (int service : touched(client, number)) {
        if (expected[service] == 0) {
          expected[service] = number;
          missing--;
        }
      }
    }
    return expected;
  }

  private long till(RepositoryState state, Claims claims, Verdict verdict) {
    long value = till(state).value();
    long highest = 0;
    for (int client = 0; client < clients; client++) {
      long won = Long.parseLong("0" + value(state, WINNERS, column(client)));
      highest = Math.max(highest, won);
      if (won < claims.client(client).till()) {
        verdict.lost(1, "till %d of client %d".formatted(claims.client(client).till(), client));
      }
    }
    if (highest != value) {
      verdict.half("the till says %d, the winners %d".formatted(value, highest));
    }
    return value;
  }

  private void reports(
      RepositoryState state, int client, Claims.Client claims, boolean sameBoot, Verdict verdict) {
    long number =
        state.live(desk(client), "restarter", "number").flatMap(Property::asLong).getOrElse(0L);
    if (sameBoot) {
      within("reports of client " + client, number, claims.reports(), verdict);
    } else if (number != 0) {
      verdict.wrong("a report of client " + client + " outlived the boot");
    }
  }

  private static void within(String what, long found, Claims.Range range, Verdict verdict) {
    if (found < range.acknowledged()) {
      verdict.lost(
          range.acknowledged() - found,
          "%s: %d were acknowledged, %d are there".formatted(what, range.acknowledged(), found));
    } else if (found > range.sent()) {
      verdict.wrong("%s: %d were sent, %d are there".formatted(what, range.sent(), found));
    }
  }

  private static String value(RepositoryState state, ServiceFmri service, String property) {
    return state
        .ownGroup(service, GROUP)
        .flatMap(group -> group.property(property))
        .flatMap(Property::single)
        .getOrElse("");
  }

  /// The number at the beginning of an entry's text; 0 for no text, -1 for one that has none.
  private static int number(String text) {
    int dot = text.indexOf('.');
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text.substring(0, Math.max(dot, 0)));
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private static String cut(String text) {
    return text.isEmpty()
        ? "nothing"
        : "\"" + text.substring(0, Math.min(30, text.length())) + "\"";
  }
}
