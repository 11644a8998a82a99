package systemk.api.transport;

import java.util.List;
import systemk.api.protocol.Peer;

/// Who decides what becomes of those that connect. Called by the event loop, so it must not wait.
public interface Acceptor {

  /// Takes a new connection.
  Receiver accepted(Connection connection);

  /// Whether this peer is trusted: strangers have narrower limits.
  boolean isTrusted(Peer peer);

  /// The supplementary groups of a stranger at the other end of a socket that was just accepted.
  List<Long> groups(Peer peer, int descriptor);

  /// A connection was refused or broken off, for this reason.
  void brokenOff(Peer peer, String reason);

  /// A receiver failed in a way nobody foresaw. Its connection is being closed.
  void failed(Peer peer, Throwable bug);
}
