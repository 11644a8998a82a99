package systemk.shell.svccfg;

import io.vavr.collection.Vector;

/// What commands of `svccfg` are about, as `help` sorts them.
enum Topic {
  GENERAL("General", "help set end exit quit"),
  BUNDLES(
      "Manifests and profiles",
      "validate import export archive extract restore apply cleanup delhash inventory dump"
          + " load"),
  ENTITIES("Services and instances", "list select unselect add delete describe"),
  GROUPS("Property groups", "listpg addpg delpg"),
  PROPERTIES(
      "Properties",
      "listprop setprop delprop editprop addpropvalue delpropvalue setenv unsetenv"
          + " listcust delcust"),
  NOTIFICATIONS("Notifications", "setnotify listnotify delnotify"),
  SNAPSHOTS("Snapshots", "listsnap selectsnap revert refresh"),
  TRANSACTIONS("Transactions", "begin plan commit abort confirm"),
  HISTORY("History", "log show diff snapshot rollback undo"),
  REPOSITORY("Repository", "verify backup restore-repository repository");

  private static final int WIDTH = 79;
  private static final int HEADING = 24;

  private final String words;
  private final String names;

  Topic(String words, String names) {
    this.words = words;
    this.names = names;
  }

  Vector<String> names() {
    return Vector.of(names.split(" ", -1));
  }

  /// The names of its commands below its words, in lines that fit on any terminal.
  Vector<String> lines() {
    Vector<String> lines = Vector.empty();
    String line = words + ":" + " ".repeat(HEADING - words.length());
    for (String name : names()) {
      if (line.length() + 1 + name.length() > WIDTH) {
        lines = lines.append(line);
        line = " ".repeat(HEADING + 1);
      }
      line += " " + name;
    }
    return lines.append(line);
  }
}
