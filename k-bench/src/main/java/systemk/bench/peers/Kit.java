package systemk.bench.peers;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The programs of the peers: those of this machine, and those of Debian's packages that were
/// unpacked into a directory of their own, where they are installed for nobody else.
public final class Kit {
  private static final List<String> USUAL =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Path cache;
  private final Path root;
  private final Map<String, Path> given;

  /// @param cache where packages are unpacked; need not exist
  /// @param given programs that lie elsewhere
  Kit(Path cache, Map<String, Path> given) {
    this.cache = cache;
    this.root = cache.resolve("root");
    this.given = Map.copyOf(given);
  }

  /// Where a program is.
  Option<Path> find(String program) {
    Path known = given.get(program);
    return known != null
        ? Option.some(known)
        : Option.ofOptional(
            path().stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst());
  }

  /// Where a program is that was found before.
  String program(String name) {
    return find(name).map(Path::toString).getOrElse(name);
  }

  private List<Path> path() {
    List<String> system =
        Arrays.asList(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
            .filter(word -> !word.isEmpty())
            .toList();
    return Stream.of(
            system.stream().map(Path::of),
            USUAL.stream().map(Path::of),
            USUAL.stream().map(directory -> root.resolve(directory.substring(1))))
        .flatMap(paths -> paths)
        .distinct()
        .toList();
  }

  /// What finds the programs, their libraries and their modules.
  Map<String, String> environment() throws IOException {
    return Map.of(
        "PATH",
        String.join(":", path().stream().map(Path::toString).toList()),
        "LD_LIBRARY_PATH",
        String.join(":", libraries()),
        "PYTHONPATH",
        root.resolve("usr/lib/python3/dist-packages").toString());
  }

  private List<String> libraries() throws IOException {
    Path usr = root.resolve("usr/lib");
    if (!Files.isDirectory(usr)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(usr)) {
      return entries
          .filter(entry -> entry.getFileName().toString().endsWith("-linux-gnu"))
          .map(Path::toString)
          .toList();
    }
  }

  /// Unpacks packages of Debian, with what they need of libraries.
  ///
  /// @return why that cannot be done, if so
  Option<String> install(List<String> packages) throws IOException, InterruptedException {
    if (find("apt-get").isEmpty() || find("dpkg-deb").isEmpty()) {
      return Option.some("there is no apt-get to fetch its packages with");
    }
    Path debs = Files.createDirectories(cache.resolve("debs"));
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && apt-get download \"$@\""));
    command.add(debs.toString());
    command.addAll(withLibraries(packages));
    Shell.Answer answer = Shell.run(command, Map.of("LC_ALL", "C"));
    if (answer.status() != 0) {
      return Option.some(
          "apt-get download: "
              + answer.err().lines().findFirst().orElse("status " + answer.status()));
    }
    try (Stream<Path> files = Files.list(debs)) {
      for (Path file : files.sorted().toList()) {
        Shell.Answer unpacked =
            Shell.run(List.of("dpkg-deb", "-x", file.toString(), root.toString()), Map.of());
        if (unpacked.status() != 0) {
          return Option.some("dpkg-deb: " + unpacked.err().strip());
        }
      }
    }
    return Option.none();
  }

  /// Libraries of C and Python they depend on; the machine has the rest or cannot run them.
  private static Set<String> withLibraries(List<String> packages)
      throws IOException, InterruptedException {
    Set<String> all = new LinkedHashSet<>(packages);
    for (String each : packages) {
      Shell.run(List.of("apt-cache", "depends", "--important", each), Map.of("LC_ALL", "C"))
          .out()
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith("Depends: ") || line.startsWith("PreDepends: "))
          .map(line -> line.substring(line.indexOf(' ') + 1).toLowerCase(Locale.ROOT))
          .filter(name -> name.matches("(lib|python3-).*") && !name.equals("libc6"))
          .forEach(all::add);
    }
    return all;
  }
}
