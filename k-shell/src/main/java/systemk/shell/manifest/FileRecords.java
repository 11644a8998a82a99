package systemk.shell.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Location;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// What the repository remembers of imported files: a group for each in `svc:/smf/manifest`, as in
/// SMF, with the hash of what was imported and all the file declared.
public final class FileRecords {
  /// The service that has the groups.
  public static final ServiceFmri SERVICE = new ServiceFmri("smf/manifest");

  private static final String GROUP_TYPE = "framework";
  private static final String HASH = "sha256";
  private static final String FILE = "manifestfile";
  private static final String DECLARED = "declares";
  private static final String MIRRORED = "mirrored";
  private static final int LONGEST_PLAIN_NAME = 100;
  private static final int HASH_DIGITS = 12;

  private FileRecords() {}

  /// What is remembered of one file.
  ///
  /// @param group the name of its group
  /// @param file its absolute path
  /// @param declared the services and instances it spoke about
  /// @param mirrored whether it lies where the repository mirrors files
  public record Entry(
      String group, String file, String hash, Set<EntityFmri> declared, boolean mirrored) {}

  /// The hash of a file's content.
  public static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The hash of a file of this text.
  public static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /// All that is remembered, by name of group.
  public static Vector<Entry> all(RepositoryState state) {
    return state.ownGroups(SERVICE).values().flatMap(FileRecords::entry).toVector();
  }

  private static Option<Entry> entry(PropertyGroup group) {
    return single(group, FILE)
        .map(
            file ->
                new Entry(
                    group.name(),
                    file,
                    single(group, HASH).getOrElse(""),
                    group
                        .property(DECLARED)
                        .map(Property::values)
                        .getOrElse(Vector.empty())
                        .flatMap(FileRecords::entity)
                        .toSet(),
                    single(group, MIRRORED).contains("true")));
  }

  private static Option<String> single(PropertyGroup group, String property) {
    return group.property(property).flatMap(Property::single);
  }

  private static Option<EntityFmri> entity(String text) {
    return Fmri.parse(text)
        .toOption()
        .flatMap(
            fmri ->
                fmri instanceof EntityFmri entity
                    ? Option.some(entity)
                    : Option.<EntityFmri>none());
  }

  /// What is remembered of a file.
  public static Option<Entry> of(RepositoryState state, String root, String file) {
    return state
        .ownGroup(SERVICE, group(root, file))
        .flatMap(FileRecords::entry)
        .filter(entry -> entry.file().equals(file));
  }

  /// The changes that remember a file; none if it is remembered so. The service has to exist.
  static Vector<Change> remember(
      RepositoryState state, String root, String file, String hash, Vector<EntityFmri> declared) {
    Entry now =
        new Entry(
            group(root, file),
            file,
            hash,
            HashSet.ofAll(declared),
            Location.mirrored(root, file).isDefined());
    if (of(state, root, file).contains(now)) {
      return Vector.empty();
    }
    Vector<String> names = declared.map(Object::toString).distinct().sorted();
    return Vector.<Change>of(
            new Change.AddGroup(SERVICE, now.group(), GROUP_TYPE, true, Layer.MANIFEST, false))
        .append(set(now, Property.of(HASH, ValueType.OPAQUE, hash)))
        .append(set(now, Property.of(FILE, file)))
        .append(set(now, new Property(DECLARED, ValueType.FMRI, names)))
        .append(set(now, Property.of(MIRRORED, now.mirrored())));
  }

  private static Change set(Entry entry, Property property) {
    return new Change.SetProperty(SERVICE, entry.group(), property, Layer.MANIFEST, Option.none());
  }

  /// The change that forgets a file, if it is remembered.
  static Option<Change> forget(RepositoryState state, String group) {
    return state.ownGroups(SERVICE).get(group).map(_ -> new Change.RemoveGroup(SERVICE, group));
  }

  /// The change that forgets only what was in a file, so that it is imported again.
  public static Change forgetHash(Entry entry) {
    return new Change.WithdrawProperty(SERVICE, entry.group(), HASH, Layer.MANIFEST);
  }

  /// The name of the group of a file, and of the property by which services name it: the path below
  /// the root with `_` for what no name may contain, and some digits more where that could be the
  /// name of another file's, or is too long.
  static String group(String root, String file) {
    String name = Location.below(root, file).getOrElse(file);
    StringBuilder made = new StringBuilder();
    boolean plain = name.length() <= LONGEST_PLAIN_NAME;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      made.append(kept || c == '-' ? c : '_');
      plain &= kept || c == '-' || c == '/' || c == '.';
    }
    if (plain && Names.isName(made.toString())) {
      return made.toString();
    }
    String start = made.substring(0, Math.min(made.length(), LONGEST_PLAIN_NAME));
    return "f_" + start + "_" + hash(name).substring(0, HASH_DIGITS);
  }
}
