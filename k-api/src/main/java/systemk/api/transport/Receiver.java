package systemk.api.transport;

import systemk.json.Json;

/// What a server does with one of its connections. Called by one thread at a time, never by the
/// event loop; while a call lasts, nothing else of this connection is read far ahead.
public interface Receiver {

  /// A frame came.
  void received(Json frame);

  /// The connection is over. Nothing follows.
  void closed();
}
