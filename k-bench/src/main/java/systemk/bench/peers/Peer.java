package systemk.bench.peers;

import java.io.IOException;
import java.util.List;

/// A service manager that can be measured.
sealed interface Peer permits SystemK, Systemd, Dinit, Runit, S6, Daemontools, Supervisor, Spawner {
  String name();

  /// The Debian packages that have its programs; none if they are not packaged.
  List<String> packages();

  /// What it cannot do without.
  List<String> programs();

  /// How to ask for its version; nothing if it does not tell.
  List<String> version();

  /// Whether a service can wait for another.
  boolean ordersStarts();

  /// Writes its configuration for a fleet; starts nothing.
  Manager on(Site site) throws IOException;
}
