package systemk.shell.manual;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Locale;

/// What can stand where a page has a placeholder, for the completion of shells.
enum Kind {
  /// Nothing anybody could guess.
  NONE(""),
  FILES(""),
  DIRECTORIES(""),
  SUBCOMMANDS(""),

  // What the tree that runs is asked for: see `k.complete`.
  INSTANCES(""),
  RESTARTERS(""),
  ENTITIES(""),
  GROUPS(""),
  PROPERTIES(""),
  SNAPSHOTS(""),
  POINTS(""),

  // Words that are always the same. Columns are those of the page.
  COLUMNS(""),
  STATES("uninitialized disabled offline online degraded maintenance legacy_run"),
  MARKS("degraded maintenance"),
  MILESTONES("all none milestone/single-user milestone/multi-user milestone/multi-user-server"),
  LAYERS("manifest system-profile site-profile admin all current"),
  METHODS("start stop refresh"),
  ZONES("global"),
  LEVELS("0 1 2 3 4 5 6 s q u"),
  ENDS("0 5 6 s"),
  PARTS("kills crashes damage races"),
  MEASURES("store scale import idle load peers");

  private static final Map<String, Kind> BY_PLACEHOLDER =
      HashMap.<String, Kind>empty()
          .merge(all(INSTANCES, "<service>", "goal"))
          .merge(all(RESTARTERS, "restarter", "<restarter>"))
          .merge(all(ENTITIES, "fmri", "FMRI", "pattern", "svc:/", "service"))
          .merge(all(GROUPS, "pg"))
          .merge(all(PROPERTIES, "pg/name", "property"))
          .merge(all(SNAPSHOTS, "snapshot"))
          .merge(all(POINTS, "point"))
          .merge(all(STATES, "state"))
          .merge(all(MARKS, "<state>"))
          .merge(all(MILESTONES, "<milestone>"))
          .merge(all(COLUMNS, "col", "column"))
          .merge(all(LAYERS, "layer"))
          .merge(all(METHODS, "method"))
          .merge(all(ZONES, "zone"))
          .merge(all(LEVELS, "level"))
          .merge(all(ENDS, "init-state"))
          .merge(all(FILES, "file", "FILE", "path", "PATH", "manifest", "script"))
          .merge(all(DIRECTORIES, "directory", "DIR"))
          .merge(all(SUBCOMMANDS, "command", "<command>", "cmd"))
          .merge(all(PARTS, "PART"))
          .merge(
              all(MEASURES, "store", "scale", "import", "idle", "churn", "load", "micro", "peers"))
          .merge(
              all(
                  NONE,
                  "start",
                  "stop",
                  "args",
                  "columns",
                  "comment",
                  "count",
                  "generation",
                  "glob",
                  "message",
                  "name"))
          .merge(
              all(
                  NONE, "NAME", "VERSION", "N", "LIST", "P", "seconds", "time", "type", "type:",
                  "value"))
          .merge(
              all(
                  NONE,
                  "pg/name=value",
                  "name=value",
                  "NAME=VALUE",
                  "UID:GID",
                  "help",
                  "events",
                  "uri"));

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  private static Map<String, Kind> all(Kind kind, String... placeholders) {
    return Vector.of(placeholders).toMap(one -> one, _ -> kind);
  }

  /// What a placeholder stands for; none if nobody has said.
  static Option<Kind> of(String placeholder) {
    return BY_PLACEHOLDER.get(placeholder);
  }

  /// What it is called in the scripts.
  String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The words of it, if these are always the same.
  String words() {
    return words;
  }
}
