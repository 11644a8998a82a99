package systemk.shell.view;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigDecimal;
import java.time.Instant;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// What the restarter of an instance last said about it, read from its `restarter` group.
///
/// @param state the name of its state; empty if nobody has looked at it
/// @param next the state it is on its way to; empty if it is not in transition
/// @param group the group it was read from
/// @param live that group, with everything else that is there now
public record Status(String state, String next, String group, Composition live) {
  /// The restarter of instances that name none.
  public static final InstanceFmri DEFAULT_RESTARTER =
      InstanceFmri.of("svc:/system/svc/restarter:default");

  private static final String RESTARTER = "restarter";

  public static Status of(RepositoryState repository, InstanceFmri instance) {
    Composition live = repository.current(instance);
    String state =
        live.value(RESTARTER, "state")
            .getOrElse(() -> isAwaited(repository, instance) ? "uninitialized" : "");
    String next = live.value(RESTARTER, "next_state").getOrElse("");
    return new Status(state, next.equals("none") ? "" : next, RESTARTER, live);
  }

  /// Whether it is for a restarter other than ours to say something about the instance. Until then
  /// it is uninitialized, which SMF's graph engine writes down and which needs no writing.
  private static boolean isAwaited(RepositoryState repository, InstanceFmri instance) {
    return repository.enabled(instance).isDefined()
        && !restarter(repository, instance).equals(DEFAULT_RESTARTER.toString());
  }

  /// The restarter of an instance, as it is written.
  public static String restarter(RepositoryState repository, InstanceFmri instance) {
    return repository
        .current(instance)
        .value("general", RESTARTER)
        .filter(text -> !text.isEmpty())
        .getOrElse(DEFAULT_RESTARTER.toString());
  }

  /// Whether a restarter has ever said anything.
  public boolean known() {
    return !state.isEmpty();
  }

  public boolean inTransition() {
    return !next.isEmpty();
  }

  public boolean running() {
    return state.equals("online") || state.equals("degraded");
  }

  /// Why the state is what it is; `none` if nobody said.
  public String auxiliary() {
    return live.value(group, "auxiliary_state").getOrElse("none");
  }

  /// A property of the group, as text.
  public Option<String> said(String property) {
    return live.value(group, property);
  }

  /// A property of the group that is one whole number.
  public Option<Long> number(String property) {
    return live.property(group, property)
        .filter(p -> p.type() == ValueType.INTEGER)
        .flatMap(Property::single)
        .map(Long::parseLong);
  }

  /// When it entered its state.
  public Option<Instant> since() {
    return live.property(group, "state_timestamp")
        .filter(property -> property.type() == ValueType.TIME)
        .flatMap(Property::single)
        .map(Status::instant);
  }

  private static Instant instant(String seconds) {
    BigDecimal exact = new BigDecimal(seconds);
    long whole = exact.longValue();
    return Instant.ofEpochSecond(
        whole, exact.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
  }

  /// The contracts its processes are in.
  public Vector<Long> contracts() {
    return contracts("contract").appendAll(contracts("transient_contract")).distinct();
  }

  private Vector<Long> contracts(String property) {
    return live.property(group, property)
        .filter(numbers -> numbers.type() == ValueType.COUNT)
        .toVector()
        .flatMap(Property::values)
        .map(Long::parseUnsignedLong);
  }

  /// The files its messages go to, the early one first.
  public Vector<String> logs() {
    return said("alt_logfile").toVector().appendAll(said("logfile"));
  }
}
