package systemk.core.engine;

import systemk.core.method.MethodKind;

/// How the processes of a simulated service behave.
///
/// @param daemon whether the start method leaves a process behind
/// @param stubborn whether the processes ignore every signal they can
/// @param getsReady whether the service says so, if that is what it is waited for
public record Behaviour(
    Ending start,
    Ending stop,
    Ending refresh,
    boolean daemon,
    boolean stubborn,
    boolean getsReady) {

  /// How the process of a method ends.
  public sealed interface Ending {
    record Exits(int code) implements Ending {}

    record Dies(int signal, boolean core) implements Ending {}

    record Hangs() implements Ending {}

    /// The process cannot be made.
    record Refused() implements Ending {}
  }

  public static final Ending WELL = new Ending.Exits(0);

  /// A daemon that starts, stops and refreshes well.
  public static final Behaviour GOOD = new Behaviour(WELL, WELL, WELL, true, false, true);

  public Behaviour starting(Ending ending) {
    return new Behaviour(ending, stop, refresh, daemon, stubborn, getsReady);
  }

  public Behaviour stopping(Ending ending) {
    return new Behaviour(start, ending, refresh, daemon, stubborn, getsReady);
  }

  public Behaviour refreshing(Ending ending) {
    return new Behaviour(start, stop, ending, daemon, stubborn, getsReady);
  }

  public Behaviour withoutDaemon() {
    return new Behaviour(start, stop, refresh, false, stubborn, getsReady);
  }

  public Behaviour thatIsStubborn() {
    return new Behaviour(start, stop, refresh, daemon, true, getsReady);
  }

  public Behaviour thatNeverGetsReady() {
    return new Behaviour(start, stop, refresh, daemon, stubborn, false);
  }

  Ending of(MethodKind kind) {
    return switch (kind) {
      case START -> start;
      case STOP -> stop;
      case REFRESH -> refresh;
    };
  }
}
