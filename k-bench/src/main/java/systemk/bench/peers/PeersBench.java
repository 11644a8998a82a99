package systemk.bench.peers;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;

/// Measures SystemK and its peers, in turns, for as long as there is time.
/* Whoever's turn takes long is left out of the later rounds, so that the others have more of them. */
public final class PeersBench {
  private static final List<Peer> ALL =
      List.of(
          new SystemK(),
          new Systemd(),
          new Dinit(),
          new Runit(),
          new S6(),
          new Daemontools(),
          new Supervisor(),
          new Spawner());

  // Who takes longer with a fleet than this has one turn with it.
  private static final Duration LONG = Duration.ofSeconds(40);

  private final Path home;
  private final Kit kit;
  private final boolean fetches;
  private final List<Integer> sizes;
  private final Set<String> wanted;

  /// Prepares a run.
  ///
  /// @param home the distribution
  /// @param kit the programs of the peers
  /// @param fetches whether packages may be fetched
  /// @param sizes of the fleets
  /// @param wanted the names of peers; all if there are none
  public PeersBench(Path home, Kit kit, boolean fetches, List<Integer> sizes, Set<String> wanted) {
    this.home = home;
    this.kit = kit;
    this.fetches = fetches;
    this.sizes = List.copyOf(sizes);
    this.wanted = Set.copyOf(wanted);
  }

  /// The programs of the peers.
  ///
  /// @param cache where the peers' packages are unpacked
  /// @param dinit the directory of dinit's programs, if there is one
  public static Kit kit(Path cache, Option<Path> dinit) {
    Map<String, Path> given = new HashMap<>();
    for (Path directory : dinit) {
      given.put("dinit", directory.resolve("dinit"));
      given.put("dinitctl", directory.resolve("dinitctl"));
    }
    return new Kit(cache, given);
  }

  /// The names by which peers are chosen.
  public static List<String> names() {
    return ALL.stream().map(Peer::name).toList();
  }

  /// Measures. A turn that would not fit into the time any more is not begun, and one that takes
  /// longer than anybody could know is cut short; the results say so.
  ///
  /// @param budget how long it may take
  /// @param rounds how many rounds there are at most
  public Results run(Duration budget, int rounds) throws IOException, InterruptedException {
    long end = System.nanoTime() + budget.toNanos();
    Results results = new Results();
    try (Scratch scratch = Scratch.onDisk("k-peers");
        Progress progress = new Progress("bench peers")) {
      Probe probe = Probe.compile(kit, scratch.path());
      List<Peer> peers = present(results);
      Map<Turn, Long> took = new HashMap<>();
      for (int round = 1; round <= rounds && System.nanoTime() < end; round++) {
        for (Turn turn : turns(peers)) {
          long expected = expected(turn, took);
          boolean hadIts = took.containsKey(turn);
          if (hadIts && expected > LONG.toNanos()) {
            continue;
          }
          if (System.nanoTime() + expected > end) {
            if (!hadIts) {
              results.failed(turn + ": there was no time left for it");
            }
            continue;
          }
          progress.at("round " + round + ": " + turn);
          Site site =
              new Site(
                  scratch.path().resolve("site"),
                  home.toRealPath(),
                  kit,
                  probe,
                  turn.size(),
                  turn.chained());
          long begin = System.nanoTime();
          measure(turn, site, results, end);
          took.merge(turn, System.nanoTime() - begin, Math::max);
        }
      }
    }
    return results;
  }

  /// One peer with one fleet.
  private record Turn(Peer peer, int size, boolean chained) {
    @Override
    public String toString() {
      return peer.name() + ", " + size + " services" + (chained ? " in chains" : "");
    }
  }

  /// All turns of a round; chains come last, because no target is about them.
  private List<Turn> turns(List<Peer> peers) {
    List<Turn> turns = new ArrayList<>();
    for (boolean chained : new boolean[] {false, true}) {
      for (int size : sizes) {
        for (Peer peer : peers) {
          if (!chained || (size >= 100 && peer.ordersStarts())) {
            turns.add(new Turn(peer, size, chained));
          }
        }
      }
    }
    return turns;
  }

  /// How long a turn takes at least, as far as one can know.
  private long expected(Turn turn, Map<Turn, Long> took) {
    return sizes.stream()
        .filter(size -> size <= turn.size())
        .mapToLong(size -> took.getOrDefault(new Turn(turn.peer(), size, turn.chained()), 0L))
        .max()
        .orElse(0);
  }

  private static void measure(Turn turn, Site site, Results results, long end)
      throws IOException, InterruptedException {
    try (Course course =
        new Course(
            turn.peer(),
            site,
            end,
            (metric, value) ->
                results.add(
                    new Results.Subject(turn.peer().name(), turn.size(), turn.chained(), metric),
                    value))) {
      course.run();
    } catch (IOException e) {
      String cut = System.nanoTime() > end ? "cut short, because the time was up: " : "";
      results.failed(turn + ": " + cut + e.getMessage());
    }
  }

  private List<Peer> present(Results results) throws IOException, InterruptedException {
    List<Peer> present = new ArrayList<>();
    for (Peer peer : ALL) {
      if (!wanted.isEmpty() && !wanted.contains(peer.name())) {
        continue;
      }
      Option<String> absence = absence(peer);
      if (absence.isDefined()) {
        results.absent(peer.name(), absence.get());
      } else {
        results.present(peer.name(), version(peer));
        present.add(peer);
      }
    }
    return present;
  }

  private Option<String> absence(Peer peer) throws IOException, InterruptedException {
    if (peer instanceof Systemd && !"root".equals(System.getProperty("user.name"))) {
      return Option.some("making it process 1 of its own namespaces takes root");
    }
    Option<String> missing = missing(peer);
    if (missing.isEmpty() || !fetches || peer.packages().isEmpty()) {
      return missing;
    }
    return kit.install(peer.packages()).orElse(() -> missing(peer));
  }

  private Option<String> missing(Peer peer) {
    return Option.ofOptional(
            peer.programs().stream().filter(name -> kit.find(name).isEmpty()).findFirst())
        .map(name -> "there is no " + name);
  }

  private String version(Peer peer) throws IOException, InterruptedException {
    if (!peer.version().isEmpty()) {
      List<String> command = new ArrayList<>(peer.version());
      command.set(0, kit.program(command.getFirst()));
      return Shell.run(command, kit.environment()).out().lines().findFirst().orElse("").strip();
    }
    for (String name : peer.packages().stream().limit(1).toList()) {
      String answer =
          Shell.run(List.of("apt-cache", "policy", name), Map.of("LC_ALL", "C"))
              .out()
              .lines()
              .map(String::strip)
              .filter(line -> line.startsWith("Candidate: "))
              .map(line -> line.substring("Candidate: ".length()))
              .findFirst()
              .orElse("");
      return "Debian's " + name + " " + answer;
    }
    return "this checkout";
  }
}
