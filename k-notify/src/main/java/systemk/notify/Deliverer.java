package systemk.notify;

import java.io.IOException;
import systemk.core.notify.Means;

/// Delivers messages.
@FunctionalInterface
interface Deliverer {
  /// Delivers a message, in a bounded time.
  ///
  /// @throws IOException if it was not delivered; a line that says why
  void deliver(Message message, Means means, Settings settings)
      throws IOException, InterruptedException;
}
