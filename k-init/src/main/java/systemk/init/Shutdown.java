package systemk.init;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How far an orderly shutdown has come. A value: [#next] says what follows from what is seen.
///
/// @param since when this phase began, in nanoseconds of a monotonic clock
record Shutdown(Phase phase, long since) {
  /// The phases in their order. Each is left when what it waits for has happened, or its time is
  /// up.
  enum Phase {
    /// k.startd stops the services in their order.
    ASKING(Duration.ofMinutes(2)),
    /// What it left gets SIGTERM.
    TERMINATING(Duration.ofSeconds(5)),
    /// What does not heed that is killed. A process the kernel itself holds cannot be, hence a
    /// bound.
    KILLING(Duration.ofSeconds(5)),
    STOPPING_STARTD(Duration.ofSeconds(10)),
    KILLING_STARTD(Duration.ofSeconds(5)),
    STOPPING_CONFIGD(Duration.ofSeconds(10)),
    KILLING_CONFIGD(Duration.ofSeconds(5)),
    /// Processes without a contract get SIGTERM.
    SWEEPING(Duration.ofSeconds(2)),
    /// And are killed.
    SCRUBBING(Duration.ofSeconds(2)),
    /// A machine's file systems are let go.
    LEAVING(Duration.ofMinutes(1)),
    DONE(Duration.ZERO);

    private static final List<Phase> ORDER = List.of(values());

    private final Duration bound;

    Phase(Duration bound) {
      this.bound = bound;
    }

    private Phase following() {
      return ORDER.get(ORDER.indexOf(this) + 1);
    }
  }

  /// What is seen of the world.
  ///
  /// @param servicesStopped whether k.startd has said so
  /// @param hurried whether somebody asked again
  /// @param strays whether processes without a contract are left
  /// @param leaving whether what lets go of file systems runs
  record Sight(
      boolean servicesStopped,
      boolean hurried,
      boolean services,
      boolean startd,
      boolean configd,
      boolean strays,
      boolean leaving) {}

  static Shutdown begin(long now) {
    return new Shutdown(Phase.ASKING, now);
  }

  /// Without asking anybody: all that runs is killed.
  static Shutdown force(long now) {
    return new Shutdown(Phase.SCRUBBING, now);
  }

  /// The phase that begins now; nothing if this one goes on.
  Optional<Shutdown> next(Sight sight, long now) {
    boolean late = now - since >= phase.bound.toNanos();
    boolean finished =
        switch (phase) {
          case ASKING -> sight.servicesStopped() || sight.hurried();
          case TERMINATING, KILLING -> !sight.services();
          case STOPPING_STARTD, KILLING_STARTD -> !sight.startd();
          case STOPPING_CONFIGD, KILLING_CONFIGD -> !sight.configd();
          case SWEEPING, SCRUBBING -> !sight.strays();
          case LEAVING -> !sight.leaving();
          case DONE -> false;
        };
    boolean over = phase != Phase.DONE && (finished || late);
    return over ? Optional.of(new Shutdown(phase.following(), now)) : Optional.empty();
  }

  /// Whether new processes may still be made: stop methods are processes too.
  boolean admitsSpawns() {
    return phase == Phase.ASKING;
  }

  /// Whether daemons that die are started again.
  boolean keepsDaemons() {
    return phase.compareTo(Phase.STOPPING_STARTD) < 0;
  }
}
