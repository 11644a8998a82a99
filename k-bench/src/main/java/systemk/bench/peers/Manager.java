package systemk.bench.peers;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A service manager with a fleet it is configured for: how it is called, and what it is asked.
interface Manager {
  /// Becomes the manager, with all services enabled.
  List<String> boot();

  /// Starts all services; the manager runs.
  List<String> startAll();

  /// Stops all services; the manager goes on running.
  List<String> stopAll();

  /// Asks for the state of one service.
  List<String> status(int service);

  /// Succeeds if a service runs, as most commands that ask for its state do.
  default List<String> settled(int service) {
    return status(service);
  }

  /// Asks for the states of all services.
  List<String> list();

  /// Asks for one property of one service; nothing if it has no command for that.
  default List<String> property(int service) {
    return List.of();
  }

  /// Prepares the change of one property of one service.
  ///
  /// @param value differs from all values before
  Change change(int service, int value) throws IOException;

  /// What the processes are called whose death is the death of the manager.
  List<String> processes();

  /// Words before a command that is to run where the manager does.
  default List<String> inside() throws IOException {
    return List.of();
  }

  /// Takes away what is outside of the directory; all processes have ended.
  default void clear() throws IOException, InterruptedException {}

  /// What else its commands are asked for, in processes that are cold.
  default Map<Metric, List<String>> more() {
    return Map.of();
  }

  /// Looks at whether a change of a service is yet to be applied though its command has ended.
  default Pending pending(int service) throws IOException {
    return Pending.NEVER;
  }

  /// How a change that is written is made to count.
  ///
  /// @param restarts whether it takes a restart of the service, so that it counts when that is back
  record Change(List<String> command, boolean restarts) {}

  /// Whether something is yet to be done.
  interface Pending extends AutoCloseable {
    Pending NEVER = () -> false;

    boolean holds() throws IOException;

    @Override
    default void close() throws IOException {}
  }
}
