package systemk.shell.history;

import io.vavr.collection.Set;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Landmarks;
import systemk.json.Json;

/// Entries of the ledger: what they changed, and how they are shown.
public final class Entries {
  /// How many subjects are named, where there may be thousands.
  private static final int NAMED = 5;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Entries() {}

  /// Whether the transaction changed what is configured, and did not only note what a restarter did
  /// or give a generation a name.
  public static boolean isConfiguration(Committed entry) {
    return entry.transaction().changes().exists(Entries::isConfiguration);
  }

  private static boolean isConfiguration(Change change) {
    return switch (change) {
      case Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.PutSnapshot _,
          Change.RemoveSnapshot _,
          Change.Report _,
          Change.Consume _ ->
          false;
      default -> !Landmarks.isAboutRepository(change.owner());
    };
  }

  /// What changes are about: groups, and services and instances as a whole. What restarters note is
  /// not among it.
  public static Set<Fmri> subjects(Iterable<Change> changes) {
    Vector<Fmri> found = Vector.empty();
    for (Change change : Vector.ofAll(changes).filter(Entries::isConfiguration)) {
      found = found.append(subject(change));
    }
    return io.vavr.collection.HashSet.ofAll(found);
  }

  private static Fmri subject(Change change) {
    return switch (change) {
      case Change.AddService(var service) -> service;
      case Change.DeleteService(var service) -> service;
      case Change.AddInstance(var instance) -> instance;
      case Change.DeleteInstance(var instance) -> instance;
      case Change.AddGroup add -> add.entity().group(add.group());
      case Change.DeleteGroup(var entity, var group, _) -> entity.group(group);
      case Change.WithdrawGroup(var entity, var group, _) -> entity.group(group);
      case Change.SetProperty set -> set.entity().group(set.group());
      case Change.DeleteProperty(var entity, var group, _, _) -> entity.group(group);
      case Change.WithdrawProperty(var entity, var group, _, _) -> entity.group(group);
      case Change.PutGroup(var entity, var image) -> entity.group(image.name());
      case Change.RemoveGroup(var entity, var group) -> entity.group(group);
      case Change.Revert(var instance, _) -> instance.service();
      case Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.PutSnapshot _,
          Change.RemoveSnapshot _,
          Change.Report _,
          Change.Consume _ ->
          change.owner();
    };
  }

  /// The first few of some subjects, and how many more there are.
  public static String some(Iterable<Fmri> subjects) {
    Vector<String> all = Vector.ofAll(subjects).map(Fmri::toString).sorted();
    return all.take(NAMED).mkString(", ")
        + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
  }

  /// Whether two subjects are the same thing, or one is a part of the other.
  public static boolean overlap(Fmri one, Fmri other) {
    String a = one.toString();
    String b = other.toString();
    return a.equals(b) || isWithin(a, b) || isWithin(b, a);
  }

  private static boolean isWithin(String part, String whole) {
    return part.startsWith(whole)
        && (part.charAt(whole.length()) == ':' || part.charAt(whole.length()) == '/')
        && !whole.contains("/:properties/");
  }

  /// Whether an entry is about any of these services or instances.
  static boolean isAbout(Committed entry, Iterable<? extends EntityFmri> wanted) {
    return entry
        .transaction()
        .changes()
        .exists(
            change ->
                Vector.ofAll(wanted)
                    .exists(
                        fmri ->
                            fmri instanceof InstanceFmri instance
                                ? subject(change).toString().startsWith(instance + "/")
                                    || subject(change).equals(instance)
                                    || subject(change).equals(instance.service())
                                    || subject(change)
                                        .toString()
                                        .startsWith(instance.service() + "/:")
                                : change.owner().equals(fmri)));
  }

  /// The services a transaction is about, sorted.
  static TreeSet<String> services(Committed entry) {
    return TreeSet.ofAll(entry.transaction().changes().map(change -> change.owner().toString()));
  }

  /// A point in time as the history shows it.
  public static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone));
  }

  /// Who has this user id.
  public static String user(long uid) {
    return uid == 0 ? "root" : "uid " + uid;
  }

  /// Who did it, in a line: generation, time, user and command.
  public static String line(Committed entry, ZoneId zone) {
    return "%d  %s  %s  %s"
        .formatted(
            entry.revision().generation(),
            time(entry.time(), zone),
            user(entry.transaction().author().uid()),
            entry.transaction().author().command());
  }

  /// The same without the arguments of the command, in which there may be protected values.
  static String lineForStrangers(Committed entry, ZoneId zone) {
    return "%d  %s  %s  %s"
        .formatted(
            entry.revision().generation(),
            time(entry.time(), zone),
            user(entry.transaction().author().uid()),
            program(entry));
  }

  private static String program(Committed entry) {
    String command = entry.transaction().author().command();
    int blank = command.indexOf(' ');
    return blank < 0 ? command : command.substring(0, blank);
  }

  static Json author(Author author, String command) {
    return Json.object()
        .put("uid", author.uid())
        .put("gid", author.gid())
        .put("pid", author.pid())
        .put("command", command)
        .build();
  }

  /// @param all whether the arguments of commands may be seen
  static Json.Builder json(Committed entry, boolean all) {
    var transaction = entry.transaction();
    Json.Builder json =
        Json.object()
            .put("generation", entry.revision().generation())
            .put("time", entry.time().toString())
            .put(
                "author",
                author(
                    transaction.author(), all ? transaction.author().command() : program(entry)));
    if (!transaction.comment().isEmpty()) {
      json.put("comment", transaction.comment());
    }
    return json.putStrings("services", services(entry).toVector().asJava());
  }
}
