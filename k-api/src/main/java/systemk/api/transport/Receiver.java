package systemk.api.transport;

import systemk.json.Json;

/// What a server does with one of its connections. Called by one thread at a time; while a call
/// lasts, nothing else of this connection is read far ahead. Only [#answered] is called by the
/// event loop.
public interface Receiver {

  /// Answers a small frame, or sees to it that it is answered, if that takes no longer than a look
  /// into a map or the start of a thread: another thread to do it would cost as much again. False
  /// leaves the frame to [#received].
  default boolean answered(Json frame) {
    return false;
  }

  /// A frame came.
  void received(Json frame);

  /// The connection is over. Nothing follows.
  void closed();
}
