package systemk.api.protocol;

import java.util.List;

/// Who is at the other end of a connection, as the kernel knows it (unix(7)): the credentials of
/// the process that connected, at the moment it did.
///
/// @param groups its supplementary groups; empty for those who are trusted anyhow
public record Peer(long uid, long gid, long pid, List<Long> groups) {
  public Peer {
    groups = List.copyOf(groups);
  }

  /// This peer, in these groups.
  public Peer in(List<Long> others) {
    return new Peer(uid, gid, pid, others);
  }
}
