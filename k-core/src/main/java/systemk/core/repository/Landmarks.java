package systemk.core.repository;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;

/// The named snapshots of the whole repository: a name for a generation each. Taking one is a
/// transaction of one property, whatever the size of the repository.
/* They are properties of a service of their own, so that everything that holds for configuration
 * (transactions, provenance, the ledger, svcprop) holds for them as well. What is under `svc:/smf/` is
 * about the repository and not part of what a rollback goes back to: a rollback must neither forget the
 * snapshots taken since nor make the next boot import again what it just undid.
 */
public final class Landmarks {
  /// The service whose properties are about the repository itself.
  public static final ServiceFmri REPOSITORY = new ServiceFmri("smf/repository");

  /// The group with a property of type count for each snapshot.
  public static final String SNAPSHOTS = "snapshots";

  /// Taken at the first start after a boot.
  public static final String BOOT = "boot";

  /// Taken before files are imported.
  public static final String IMPORT = "import";

  /// Taken before a rollback.
  public static final String ROLLBACK = "rollback";

  /// The last configuration with which everything that is enabled came up.
  public static final String LAST_GOOD = "last-good";

  /// The last configuration with which a boot reached its milestone.
  public static final String LAST_BOOT = "last-boot";

  /// What an unconfirmed commit goes back to.
  public static final String UNCONFIRMED = "unconfirmed";

  private static final String ABOUT_ITSELF = "smf/";

  private Landmarks() {}

  /// Whether the service is about the repository itself, and so untouched by a rollback.
  public static boolean isAboutRepository(ServiceFmri service) {
    return service.name().startsWith(ABOUT_ITSELF);
  }

  /// All named snapshots and the generation each stands for.
  public static TreeMap<String, Long> all(RepositoryState state) {
    return state
        .ownGroup(REPOSITORY, SNAPSHOTS)
        .map(
            group ->
                TreeMap.ofEntries(
                    group
                        .properties()
                        .flatMap(p -> p.asLong().map(g -> io.vavr.Tuple.of(p.name(), g)))))
        .getOrElse(TreeMap.empty());
  }

  /// The generation a snapshot stands for.
  public static Option<Long> generation(RepositoryState state, String name) {
    return state
        .ownGroup(REPOSITORY, SNAPSHOTS)
        .flatMap(group -> group.property(name))
        .flatMap(Property::asLong);
  }

  /// The changes that give a generation a name.
  public static Vector<Change> naming(RepositoryState state, String name, long generation) {
    Vector<Change> changes =
        state.exists(REPOSITORY) ? Vector.empty() : Vector.of(new Change.AddService(REPOSITORY));
    return changes
        .append(new Change.AddGroup(REPOSITORY, SNAPSHOTS, "framework", true, Layer.ADMIN, false))
        .append(
            new Change.SetProperty(
                REPOSITORY,
                SNAPSHOTS,
                Property.count(name, generation),
                Layer.ADMIN,
                Option.none()));
  }

  /// The generations that must stay on record as long as something has a name for them.
  public static TreeSet<Long> pinned(RepositoryState state) {
    return TreeSet.ofAll(all(state).values());
  }
}
