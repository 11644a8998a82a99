package systemk.api.protocol;

import systemk.core.repository.Committed;

/// What a client is told without having asked just now.
public sealed interface Notification extends FromServer {

  /// A transaction is on disk. Subscribers are told of each one once, in order.
  record Announced(Committed entry) implements Notification {}

  /// The server closes the connection right after this, for this reason.
  record Closing(String reason) implements Notification {}
}
