package systemk.bench.peers;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Where one manager runs one fleet: a directory of its own, the fleet, and the programs.
///
/// @param directory nothing of the manager is outside of it, and every process of it names it
/// @param home the distribution of SystemK
/// @param services how many there are
/// @param chained whether all but each tenth need the one before them
record Site(Path directory, Path home, Kit kit, Probe probe, int services, boolean chained) {
  private static final int CHAIN = 10;

  /// What the environment of every manager has, so that it is known by it.
  Map<String, String> mark() {
    return Map.of("SYSTEMK_BENCH_SITE", directory.toString());
  }

  Path reports() {
    return directory.resolve("reports");
  }

  String name(int service) {
    return "s%04d".formatted(service);
  }

  List<String> names() {
    return IntStream.range(0, services).mapToObj(this::name).toList();
  }

  /// What the service is: a process that says that it runs, and sleeps.
  List<String> payload(int service) {
    return probe.sleeper(reports(), service);
  }

  /// The payload for a shell.
  String script(int service) {
    return "exec " + String.join(" ", payload(service));
  }

  /// The service that must run before this one.
  Option<Integer> before(int service) {
    return Option.when(chained && service % CHAIN != 0, service - 1);
  }

  Path write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  Path writeProgram(String file, String text) throws IOException {
    return Files.setPosixFilePermissions(
        write(file, text), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
