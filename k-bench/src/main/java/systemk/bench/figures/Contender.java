package systemk.bench.figures;

import java.io.IOException;

/// Something that makes a small change durable when it is asked to.
interface Contender extends AutoCloseable {
  String name();

  /// Makes a change durable, and returns when it is.
  ///
  /// @param client which of the clients asks; each asks from a thread of its own
  /// @param number differs from change to change
  void commit(int client, long number) throws IOException;

  @Override
  void close() throws IOException;
}
