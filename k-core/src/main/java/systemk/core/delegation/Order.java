package systemk.core.delegation;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;

/// What another restarter is told about one of its instances: the state it is to bring it to. The
/// graph decides when, the restarter decides how (`spec/restarters.md`).
/* SMF sends events over a channel that both ends must not lose. An order is on record instead, in a
 * non-persistent group of the instance, so that whoever dies reads it again. What would be lost by that
 * is that an instance must stop and start again if both are ordered before the restarter looks; hence
 * the serial number: an order to be online is good for one run.
 *
 * @param target `online`, `offline`, `disabled` or `maintenance`
 * @param serial grows with every order for the instance
 */
public record Order(InstanceState target, Reason reason, long serial) {
  /// The group.
  public static final String GROUP = "restarter_orders";

  /// The property of the group of the record by which the restarter says which order it has acted
  /// upon.
  public static final String DONE = "order";

  private static final String TARGET = "order";
  private static final String REASON = "reason";
  private static final String SERIAL = "serial";

  /// Whether the instance is to run.
  public boolean isUp() {
    return target == InstanceState.ONLINE;
  }

  /// The next order.
  ///
  /// @param done the last order the restarter says it has acted upon, which may be one of an
  ///   earlier time in which the instance was its own, and must not pass for this one
  public Order followedBy(InstanceState next, Reason why, long done) {
    return new Order(next, why, Math.max(serial, done) + 1);
  }

  public static Option<Order> read(Composition live) {
    return live.value(GROUP, TARGET)
        .flatMap(InstanceState::ofToken)
        .map(
            target ->
                new Order(
                    target,
                    live.value(GROUP, REASON).flatMap(Reason::ofToken).getOrElse(Reason.NONE),
                    live.property(GROUP, SERIAL).flatMap(Property::asLong).getOrElse(0L)));
  }

  /// The order a restarter says it has acted upon last.
  public static long done(Composition live) {
    return live.property(LifecycleRecord.GROUP, DONE).flatMap(Property::asLong).getOrElse(0L);
  }

  public Change.Report report(InstanceFmri fmri) {
    return new Change.Report(
        fmri,
        GROUP,
        "framework",
        Vector.of(
            Property.of(TARGET, target.token()),
            Property.of(REASON, reason.token()),
            Property.integer(SERIAL, serial)),
        Vector.empty());
  }

  /// Takes back what was ordered of an instance that is ours from now on.
  public static Change.Report withdrawn(InstanceFmri fmri) {
    return new Change.Report(
        fmri, GROUP, "framework", Vector.empty(), Vector.of(TARGET, REASON, SERIAL));
  }
}
