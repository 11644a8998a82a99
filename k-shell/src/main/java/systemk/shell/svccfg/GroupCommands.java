package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.Wildcard;
import systemk.core.property.Layer;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;

/// The commands about property groups.
final class GroupCommands {
  private GroupCommands() {}

  static void list(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    if (session.entity().isEmpty()) {
      return;
    }
    Wildcard glob = Wildcard.of(line.words().headOption().getOrElse("*"));
    Vector<PropertyGroup> groups = session.groups().filter(group -> glob.matches(group.name()));
    int width = groups.map(group -> group.name().length()).max().getOrElse(0);
    groups.forEach(group -> session.output().line(line(group, width)));
  }

  /// A group in a listing whose names are at most this wide.
  static String line(PropertyGroup group, int width) {
    return group.name()
        + " ".repeat(width - group.name().length())
        + "  "
        + group.type()
        + (group.persistent() ? "" : "\tNONPERSISTENT");
  }

  static void add(Session session, CommandLine line) {
    Vector<String> words = line.words();
    boolean flagged = words.size() == 3;
    if ((words.size() != 2 && !flagged) || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String flags = flagged ? words.get(2) : "p";
    boolean legal =
        Names.isName(words.get(0)) && Names.isName(words.get(1)) && flags.matches("[Pp]*");
    if (!legal) {
      session.fail("Name, type, or flags are invalid.");
      return;
    }
    // A small p takes a big one before it back.
    session.entity().forEach(entity -> add(session, entity, words, !flags.endsWith("P")));
  }

  private static void add(
      Session session, EntityFmri entity, Vector<String> words, boolean persistent) {
    if (session.state().ownGroup(entity, words.get(0)).isDefined()) {
      session.fail("Property group already exists.");
      return;
    }
    session.edit(
        Vector.of(
            new Change.AddGroup(
                entity, words.get(0), words.get(1), persistent, Layer.ADMIN, true)));
  }

  static void delete(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    session.entity().forEach(entity -> delete(session, entity, line.words().head()));
  }

  static void delete(Session session, EntityFmri entity, String name) {
    session
        .group(entity, name)
        .forEach(
            group ->
                session.edit(Vector.of(new Change.DeleteGroup(entity, group.name(), Layer.ADMIN))));
  }
}
