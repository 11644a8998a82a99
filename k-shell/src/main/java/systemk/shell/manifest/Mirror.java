package systemk.shell.manifest;

import io.vavr.Tuple;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.repository.RepositoryState;
import systemk.shell.manifest.FileRecords.Entry;

/// Finds out which files have to be read to have the repository mirror the directories it mirrors.
/* That are those that are new or changed, and more:
 *
 *   a file that speaks about the services of one that changed or went: what both said may have been the
 *   other's until now, so all of them are imported again;
 *
 *   a profile that speaks about something that exists now and did not when it was imported, or that may
 *   exist once the new files are imported.
 *
 * If nothing changed, no file is read.
 */
public final class Mirror {
  private Mirror() {}

  /// A file that is there.
  ///
  /// @param file its absolute path
  public record Listed(String file, String hash) {}

  /// What is to be done.
  ///
  /// @param gone what is remembered of files that are not there any more
  /// @param read the files to import
  public record Choice(Vector<Entry> gone, Vector<Listed> read) {
    public boolean isNothing() {
      return gone.isEmpty() && read.isEmpty();
    }
  }

  /// What is remembered of files that are not there any more.
  ///
  /// @param all also what only services and instances themselves know of
  public static Vector<Entry> gone(
      RepositoryState state, String root, Vector<Listed> files, boolean all) {
    Set<String> there = HashSet.ofAll(files.map(Listed::file));
    Vector<Entry> known = FileRecords.all(state).filter(Entry::mirrored);
    Vector<Entry> found = all ? known.appendAll(Support.unrecorded(state, root, known)) : known;
    return found.reject(entry -> there.contains(entry.file())).sortBy(Entry::file);
  }

  public static Choice choose(RepositoryState state, String root, Vector<Listed> files) {
    Map<String, Entry> known =
        HashMap.ofEntries(
            FileRecords.all(state)
                .filter(Entry::mirrored)
                .map(entry -> Tuple.of(entry.file(), entry)));
    Vector<Entry> gone = gone(state, root, files, false);
    Vector<Listed> changed =
        files.reject(one -> known.get(one.file()).exists(e -> e.hash().equals(one.hash())));
    Set<ServiceFmri> moved =
        gone.appendAll(changed.flatMap(one -> known.get(one.file())))
            .flatMap(Entry::declared)
            .map(EntityFmri::service)
            .toSet();
    Set<String> isChanged = HashSet.ofAll(changed.map(Listed::file));
    return new Choice(
        gone,
        files.filter(
            one ->
                isChanged.contains(one.file())
                    || known
                        .get(one.file())
                        .exists(
                            entry ->
                                entry.declared().exists(e -> moved.contains(e.service()))
                                    || isDue(state, root, entry, !changed.isEmpty()))));
  }

  /// Whether a profile says something that is not said yet.
  private static boolean isDue(RepositoryState state, String root, Entry entry, boolean more) {
    Option<Location> location = Location.mirrored(root, entry.file());
    return location.exists(at -> at.kind() == Kind.PROFILE)
        && entry
            .declared()
            .exists(
                entity ->
                    state.exists(entity) ? !Support.isBy(state, entity, entry.group()) : more);
  }
}
