package systemk.bench.peers;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;

/// Measures SystemK and its peers, in turns, for as long as there is time.
/* Whoever's turn takes long is left out of the later rounds, so that the others have more of them; every one that can
 * be measured at all is measured once with each fleet.
 */
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

  /// Measures.
  ///
  /// @param budget how long it may take, roughly
  public Results run(Duration budget) throws IOException, InterruptedException {
    long end = System.nanoTime() + budget.toNanos();
    Results results = new Results();
    try (Scratch scratch = Scratch.onDisk("k-peers");
        Progress progress = new Progress("bench peers")) {
      Probe probe = Probe.compile(kit, scratch.path());
      List<Peer> peers = present(results);
      Set<String> slow = new HashSet<>();
      for (int round = 1; round == 1 || System.nanoTime() < end; round++) {
        for (int size : sizes) {
          for (boolean chained : new boolean[] {false, true}) {
            for (Peer peer : peers) {
              String turn = peer.name() + ", " + size + " services" + (chained ? " in chains" : "");
              if ((chained && (size < 100 || !peer.ordersStarts()))
                  || slow.contains(turn)
                  || (round > 1 && System.nanoTime() > end)) {
                continue;
              }
              progress.at("round " + round + ": " + turn);
              Site site =
                  new Site(
                      scratch.path().resolve("site"), home.toRealPath(), kit, probe, size, chained);
              long begin = System.nanoTime();
              measure(peer, site, results, turn);
              if (System.nanoTime() - begin > LONG.toNanos()) {
                slow.add(turn);
              }
            }
          }
        }
      }
    }
    return results;
  }

  private static void measure(Peer peer, Site site, Results results, String turn)
      throws IOException, InterruptedException {
    try (Course course =
        new Course(
            peer,
            site,
            (metric, value) ->
                results.add(
                    new Results.Subject(peer.name(), site.services(), site.chained(), metric),
                    value))) {
      course.run();
    } catch (IOException e) {
      results.failed(turn + ": " + e.getMessage());
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
