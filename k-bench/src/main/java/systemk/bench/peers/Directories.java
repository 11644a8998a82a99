package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The directories of services that runit, s6 and daemontools have in common: a program `run` in
/// each.
record Directories(Site site) {
  static Directories write(Site site) throws IOException {
    Directories directories = new Directories(site);
    for (int service = 0; service < site.services(); service++) {
      directories.run(service, 0);
    }
    return directories;
  }

  /// @param value of the one property
  void run(int service, int value) throws IOException {
    site.writeProgram(
        "services/" + site.name(service) + "/run.new",
        "#!/bin/sh\nexport BENCH=" + value + "\n" + site.script(service) + "\n");
    Path directory = path(service);
    Files.move(
        directory.resolve("run.new"),
        directory.resolve("run"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  Path path() {
    return site.directory().resolve("services");
  }

  Path path(int service) {
    return path().resolve(site.name(service));
  }

  /// A command with all directories at its end.
  List<String> all(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    site.names().forEach(name -> command.add(path().resolve(name).toString()));
    return command;
  }

  List<String> one(int service, String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.add(path(service).toString());
    return command;
  }
}
