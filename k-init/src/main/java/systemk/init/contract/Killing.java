package systemk.init.contract;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import systemk.init.loop.Reactor;

/// Kills contracts, again and again until nobody of them is left.
final class Killing {
  private static final Duration AGAIN = Duration.ofMillis(50);

  private final Reactor loop;
  private final LongConsumer kill;
  private final Set<Long> contracts = new HashSet<>();

  /// @param kill kills whoever is a member of a contract now
  Killing(Reactor loop, LongConsumer kill) {
    this.loop = loop;
    this.kill = kill;
  }

  void begin(long contract) {
    if (contracts.add(contract)) {
      killNow(contract);
    }
  }

  private void killNow(long contract) {
    if (contracts.contains(contract)) {
      kill.accept(contract);
      loop.after(AGAIN, () -> killNow(contract));
    }
  }

  void end(long contract) {
    contracts.remove(contract);
  }
}
