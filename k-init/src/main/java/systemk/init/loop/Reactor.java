package systemk.init.loop;

import java.time.Duration;

/// What can be asked of the loop from within its own thread.
public interface Reactor {
  /// What is done when a descriptor is ready.
  @FunctionalInterface
  interface Reaction {
    void ready(boolean readable, boolean writable);
  }

  /// Something that will be done at its time, unless it is cancelled.
  @FunctionalInterface
  interface Timer {
    void cancel();
  }

  /// Has something done soon, but not within the reaction that asks.
  void post(Runnable action);

  Timer after(Duration delay, Runnable action);

  /// Reacts whenever the descriptor can be read.
  void watch(int descriptor, Reaction reaction);

  /// Forgets a descriptor. It must still be open.
  void unwatch(int descriptor);
}
