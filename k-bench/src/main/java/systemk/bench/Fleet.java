package systemk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import systemk.json.Json;
import systemk.json.JsonText;

/// The services chaos is brought upon: daemons that fork twice, children that stay in the
/// foreground and transient ones, in chains of dependencies. Every run of a method leaves a line in
/// one file, by which runs are counted without asking the managers.
final class Fleet {
  /// How a service of the fleet runs.
  enum Kind {
    DAEMON,
    CHILD,
    TRANSIENT
  }

  /// A service of the fleet.
  record Member(int number, Kind kind) {
    String service() {
      return "chaos/s%02d".formatted(number);
    }

    String fmri() {
      return "svc:/" + service() + ":default";
    }

    /// What its long-lived process is called with, unlike any other's.
    String commandLine() {
      return "sleep " + (7_000_000 + number);
    }
  }

  private static final int CHAIN = 5;

  // Forks twice, as daemons do, and remembers the daemon's pid for the stop method.
  private static final String METHOD =
      """
      #!/bin/sh
      # usage: method start|stop|once|child SECONDS
      state=${SYSTEMK_ROOT}/chaos
      name=$(echo "$SMF_FMRI" | tr '/:' '__')
      echo "$SMF_FMRI $1" >>"$state/methods"
      case $1 in
        start) (setsid sh -c 'echo $$ >"$0.new"; mv "$0.new" "$0"; exec sleep "$1"' "$state/$name.pid" "$2" &) ;;
        stop) kill "$(cat "$state/$name.pid")" 2>/dev/null; exit 0 ;;
        child) exec sleep "$2" ;;
        once) : ;;
      esac
      """;

  private final Path state;
  private final List<Member> members = new ArrayList<>();

  Fleet(Tree tree, int size) throws IOException {
    this.state = Files.createDirectories(tree.root().resolve("chaos"));
    for (int i = 0; i < size; i++) {
      members.add(
          new Member(
              i,
              switch (i % 3) {
                case 0 -> Kind.DAEMON;
                case 1 -> Kind.CHILD;
                default -> i % 2 == 0 ? Kind.TRANSIENT : Kind.DAEMON;
              }));
    }
    Path method = state.resolve("method");
    Files.writeString(method, METHOD);
    Files.setPosixFilePermissions(method, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(state.resolve("methods"));
    Files.writeString(
        tree.layout().manifests().resolve("chaos.json"), JsonText.pretty(manifest(method)));
  }

  List<Member> members() {
    return members;
  }

  /// How often each method of each service was run, by `FMRI METHOD`.
  Map<String, Integer> runs() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    for (String line : Files.readAllLines(state.resolve("methods"))) {
      counts.merge(line, 1, Integer::sum);
    }
    return counts;
  }

  private Json manifest(Path method) {
    return Json.object()
        .putArray("services", members.stream().map(member -> service(member, method)).toList())
        .build();
  }

  /// Each depends on its predecessor, in chains of five. The dependency is one that is only about
  /// order, so that what is done to one service tells nothing about another.
  private Json service(Member member, Path method) {
    Json.Builder json =
        Json.object()
            .put("service", member.service())
            .put("enabled", true)
            .put("startd", Json.object().put("critical_failure_period", 1).build())
            .put(
                "properties",
                Json.object().put("chaos", Json.object().put("count", 0).build()).build());
    if (member.number() % CHAIN != 0) {
      Member before = members.get(member.number() - 1);
      json.put(
          "depends",
          Json.object()
              .put(
                  "before",
                  Json.object()
                      .put("on", before.fmri())
                      .put("grouping", "optional_all")
                      .put("restart_on", "none")
                      .build())
              .build());
    }
    String seconds = String.valueOf(7_000_000 + member.number());
    return switch (member.kind()) {
      case DAEMON ->
          json.put("start", method + " start " + seconds).put("stop", method + " stop").build();
      case CHILD ->
          json.put("duration", "child")
              .put("start", method + " child " + seconds)
              .put("stop", ":kill")
              .build();
      case TRANSIENT ->
          json.put("duration", "transient")
              .put("start", method + " once")
              .put("stop", ":true")
              .build();
    };
  }
}
