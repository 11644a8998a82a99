package systemk.wire;

import java.nio.file.Path;

/// Where things are under one root. Every path SystemK uses hangs off the root, so that any number
/// of instances can run side by side.
///
/// @param store where the repository is kept, and what belongs to it: `etc/svc` below the root,
///   unless that cannot be written to
public record Layout(Path root, Path store) {
  public Layout {
    root = root.toAbsolutePath().normalize();
    store = store.toAbsolutePath().normalize();
  }

  public Layout(Path root) {
    this(root, root.resolve("etc/svc"));
  }

  /// The persistent repository: journal and checkpoints.
  public Path repository() {
    return store.resolve("repository");
  }

  /// Who was granted which authorizations.
  public Path authorizations() {
    return store.resolve("authorizations");
  }

  /// What was refused to whom.
  public Path refusals() {
    return store.resolve("refusals");
  }

  /// Sockets and all that does not outlive a boot.
  public Path run() {
    return root.resolve("run/svc");
  }

  /// The socket of k.configd.
  public Path configdSocket() {
    return run().resolve("configd.sock");
  }

  /// The socket of k.init.
  public Path initSocket() {
    return run().resolve("init.sock");
  }

  /// The lock file that names, in decimal, the pid of the k.init that holds this root.
  public Path initLock() {
    return run().resolve("init.lock");
  }

  /// Where k.init shows its guard that it lives.
  public Path heartbeat() {
    return run().resolve("init.beat");
  }

  /// What a k.init leaves to the one it becomes.
  public Path handover() {
    return run().resolve("init.handover");
  }

  /// The non-persistent half of the repository.
  public Path volatileStore() {
    return run().resolve("volatile");
  }

  /// k.init's table of contracts.
  public Path contracts() {
    return run().resolve("contracts");
  }

  /// Where services tell k.init about themselves: a socket for each.
  public Path notifySockets() {
    return run().resolve("notify");
  }

  /// The log files of services and daemons.
  public Path logs() {
    return root.resolve("var/svc/log");
  }

  /// Manifests that are imported at boot.
  public Path manifests() {
    return root.resolve("lib/svc/manifest");
  }
}
