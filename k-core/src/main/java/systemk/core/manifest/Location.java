package systemk.core.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.Layer;

/// Where a file of services lies, which decides whose word it is (Solaris 11 smf(7), "Layers").
///
/// Below the root there are directories whose files the repository mirrors: what they say is
/// imported at boot and taken back when they go. What lies anywhere else was brought in by
/// somebody.
///
/// @param kind what files there are taken for
/// @param layer the layer that says what they say
/// @param rank which of two files of one layer counts where they differ: that of the higher rank
/// @param mirrored whether the repository mirrors what lies there
public record Location(Manifest.Kind kind, Layer layer, int rank, boolean mirrored)
    implements Comparable<Location> {

  /// The endings of files that are looked for in directories.
  public static final Vector<String> SUFFIXES = Vector.of(".json", ".xml");

  private static final Vector<Place> PLACES =
      Vector.of(
          manifests("lib/svc/manifest"),
          manifests("var/svc/manifest"),
          profiles("etc/svc/profile/generic", Layer.SYSTEM_PROFILE, 0),
          profiles("etc/svc/profile/platform", Layer.SYSTEM_PROFILE, 1),
          profiles("etc/svc/profile/enterprise", Layer.SITE_PROFILE, 0),
          profiles("etc/svc/profile/site", Layer.SITE_PROFILE, 1),
          profiles("etc/svc/profile/node", Layer.SITE_PROFILE, 2),
          profiles("etc/svc/profile/sysconfig", Layer.SITE_PROFILE, 3),
          profiles("var/svc/profile", Layer.SITE_PROFILE, 4));

  private record Place(String path, Location location) {

    /// The directory with all below it, and for profiles a file of its name beside it.
    boolean holds(String file) {
      return isSource(file)
          && (file.startsWith(path + "/")
              || (location.kind() == Manifest.Kind.PROFILE
                  && SUFFIXES.exists(suffix -> file.equals(path + suffix))));
    }
  }

  private static Place manifests(String path) {
    return new Place(path, new Location(Manifest.Kind.MANIFEST, Layer.MANIFEST, 0, true));
  }

  private static Place profiles(String path, Layer layer, int rank) {
    return new Place(path, new Location(Manifest.Kind.PROFILE, layer, rank, true));
  }

  /// The directories below the root that are mirrored, and the files beside them, by their paths
  /// below the root. Not all of them need to be there.
  public static Vector<String> mirroredPaths() {
    return PLACES.flatMap(
        place ->
            place.location().kind() == Manifest.Kind.PROFILE
                ? SUFFIXES.map(suffix -> place.path() + suffix).prepend(place.path())
                : Vector.of(place.path()));
  }

  /// Whether a file of this name is looked for in directories.
  public static boolean isSource(String file) {
    return SUFFIXES.exists(file::endsWith);
  }

  /// The path below the root; none if the file lies elsewhere.
  public static Option<String> below(String root, String path) {
    String prefix = root.endsWith("/") ? root : root + "/";
    return path.startsWith(prefix) ? Option.some(path.substring(prefix.length())) : Option.none();
  }

  /// Where the repository mirrors a file; none if it lies elsewhere.
  ///
  /// @param path absolute and normalized, as the root is
  public static Option<Location> mirrored(String root, String path) {
    return below(root, path)
        .flatMap(file -> PLACES.find(place -> place.holds(file)))
        .map(Place::location);
  }

  /// Where a file lies.
  ///
  /// @param kind what it is taken for where it lies in no directory that is mirrored
  public static Location of(String root, String path, Manifest.Kind kind) {
    return mirrored(root, path).getOrElse(() -> elsewhere(kind));
  }

  /// A file somebody brought in counts as a manifest, or what a profile says as their own word.
  public static Location elsewhere(Manifest.Kind kind) {
    return new Location(
        kind, kind == Manifest.Kind.PROFILE ? Layer.ADMIN : Layer.MANIFEST, 0, false);
  }

  /// Lower layers first, then lower ranks: the order in which files are imported.
  @Override
  public int compareTo(Location other) {
    int layers = layer.compareTo(other.layer);
    return layers != 0 ? layers : Integer.compare(rank, other.rank);
  }
}
