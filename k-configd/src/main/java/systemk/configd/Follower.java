package systemk.configd;

/// Tells a client what happens, on a thread of its own, until it is ended.
interface Follower extends Runnable {
  /// The connection is over, or the server stops.
  void end();
}
