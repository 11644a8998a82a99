package systemk.configd;

import systemk.api.protocol.Peer;

/// Who may change the repository: root, and the user whose repository it is. Everybody may read.
///
/// @param owner the uid k.configd runs as
public record Authorization(long owner) {
  private static final long ROOT = 0;

  public boolean mayWrite(Peer peer) {
    return peer.uid() == ROOT || peer.uid() == owner;
  }
}
