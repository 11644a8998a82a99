package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;

/// How the boots of a machine went: the group `boots` of `svc:/smf/repository`. After two boots
/// that missed their milestone the next one goes back to the last configuration with which one was
/// reached.
///
/// @param missed how many boots in a row have missed their milestone, the present one included
///   until it has reached it
/// @param fallback that the machine went back, until something else has reached its milestone
/* A boot counts as missed until it has reached its milestone, so that nothing need be written by a boot
 * that hangs or is ended by a power failure. One that an administrator sends to another milestone than
 * the usual does not count at all: that is how somebody mends a machine.
 *
 * What the present boot waits for is in the non-persistent group `boot` beside it; that is not there if
 * this boot does not count, or has reached it.
 */
public record Boots(long missed, Option<Fallback> fallback) {
  /// How many boots may miss their milestone with one configuration.
  public static final int PATIENCE = 2;

  /// That the machine went back to an earlier configuration.
  ///
  /// @param left the generation that did not reach its milestone
  /// @param to the generation that had
  /// @param at the generation of going back
  public record Fallback(long left, long to, long at) {}

  private static final ServiceFmri WHERE = Landmarks.REPOSITORY;
  private static final String GROUP = "boots";
  private static final String PRESENT = "boot";
  private static final String MISSED = "missed";
  private static final String LEFT = "fell_back_from";
  private static final String TO = "fell_back_to";
  private static final String AT = "fell_back_at";
  private static final String MILESTONE = "milestone";
  private static final InstanceFmri RESTARTER =
      InstanceFmri.of("svc:/system/svc/restarter:default");
  private static final String LAST_MILESTONE = "svc:/milestone/multi-user-server:default";
  private static final String ALL = "all";

  /// What is on record.
  public static Boots of(RepositoryState state) {
    Option<PropertyGroup> group = state.ownGroup(WHERE, GROUP);
    return new Boots(
        number(group, MISSED).getOrElse(0L),
        number(group, LEFT)
            .flatMap(
                left ->
                    number(group, TO)
                        .flatMap(to -> number(group, AT).map(at -> new Fallback(left, to, at)))));
  }

  private static Option<Long> number(Option<PropertyGroup> group, String name) {
    return group.flatMap(found -> found.property(name)).flatMap(Property::asLong);
  }

  /// The generation a boot that begins now goes back to, if it is to go back and there is one.
  public Option<Long> wayBack(RepositoryState state) {
    return missed >= PATIENCE ? Landmarks.generation(state, Landmarks.LAST_BOOT) : Option.none();
  }

  /// The changes that put a boot on record that begins now.
  public static Vector<Change> begun(RepositoryState state) {
    return existing(state)
        .append(set(GROUP, Property.count(MISSED, of(state).missed() + 1)))
        .append(new Change.AddGroup(WHERE, PRESENT, "framework", false, Layer.ADMIN, false))
        .append(set(PRESENT, Property.of(MILESTONE, usual(state))));
  }

  /// The changes that put on record that the machine went back.
  public static Vector<Change> fellBack(RepositoryState state, long to) {
    long left = state.revision().generation();
    return existing(state)
        .append(set(GROUP, Property.count(LEFT, left)))
        .append(set(GROUP, Property.count(TO, to)))
        .append(set(GROUP, Property.count(AT, left + 1)));
  }

  /// The changes that put on record that the present boot has reached its milestone.
  ///
  /// @param forget whether that the machine went back is old news
  public static Vector<Change> reached(RepositoryState state, boolean forget) {
    Vector<Change> changes =
        Vector.of(
            set(GROUP, Property.count(MISSED, 0)),
            new Change.DeleteGroup(WHERE, PRESENT, Layer.ADMIN));
    return forget && of(state).fallback().isDefined()
        ? changes.appendAll(
            Vector.of(LEFT, TO, AT)
                .map(name -> new Change.DeleteProperty(WHERE, GROUP, name, Layer.ADMIN)))
        : changes;
  }

  private static Vector<Change> existing(RepositoryState state) {
    Vector<Change> service =
        state.exists(WHERE) ? Vector.empty() : Vector.of(new Change.AddService(WHERE));
    return service.append(new Change.AddGroup(WHERE, GROUP, "framework", true, Layer.ADMIN, false));
  }

  private static Change set(String group, Property property) {
    return new Change.SetProperty(WHERE, group, property, Layer.ADMIN, Option.none());
  }

  /// The milestone the machine usually boots to.
  private static String usual(RepositoryState state) {
    String milestone = state.current(RESTARTER).value("options", MILESTONE).getOrElse(ALL);
    return milestone.equals(ALL) ? LAST_MILESTONE : milestone;
  }

  /// What the present boot waits for; nothing if it does not count, or has reached it.
  public static Option<String> awaited(RepositoryState state) {
    return state
        .ownGroup(WHERE, PRESENT)
        .flatMap(group -> group.property(MILESTONE))
        .flatMap(property -> property.values().headOption());
  }

  /// Whether the present boot waits for a milestone that is reached. Without such a milestone that
  /// is when all that is enabled runs.
  public static boolean isReached(RepositoryState state) {
    return awaited(state)
        .exists(
            name ->
                Fmri.parseInstance(name)
                    .toOption()
                    .filter(state::exists)
                    .map(milestone -> isOnline(state, milestone))
                    .getOrElse(() -> allAreOnline(state)));
  }

  /// Whether all that is enabled runs, and something is.
  public static boolean allAreOnline(RepositoryState state) {
    Vector<InstanceFmri> wanted =
        state.instances().filter(fmri -> state.enabled(fmri).contains(true)).toVector();
    return !wanted.isEmpty() && wanted.forAll(fmri -> isOnline(state, fmri));
  }

  private static boolean isOnline(RepositoryState state, InstanceFmri fmri) {
    return state.current(fmri).value("restarter", "state").contains("online");
  }
}
