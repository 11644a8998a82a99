package systemk.configd;

import systemk.api.protocol.Peer;

/// To whom nothing is refused: root, and the user whose repository it is.
///
/// @param owner the uid k.configd runs as
public record Authorization(long owner) {
  private static final long ROOT = 0;

  public boolean mayAll(Peer peer) {
    return peer.uid() == ROOT || peer.uid() == owner;
  }
}
