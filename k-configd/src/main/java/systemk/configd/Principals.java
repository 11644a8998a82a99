package systemk.configd;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.Peer;
import systemk.core.rights.Principal;
import systemk.linux.Account;
import systemk.linux.KernelException;
import systemk.linux.NameService;
import systemk.linux.Sockets;

/// Who peers are, as rights are given to: users and groups by number and by name, and what was
/// granted to them.
/* The kernel says who a peer is, with the supplementary groups the process had when it connected
 * (SO_PEERGROUPS), so nothing is read about a process that may be another by now. Kernels that do not
 * tell leave the groups the user is in by the name service.
 */
final class Principals {
  private static final Logger LOG = LoggerFactory.getLogger(Principals.class);

  private final NameService accounts = new NameService();
  private final Authorization authorization;
  private final GrantsFile file;

  Principals(Authorization authorization, Path grants) {
    this.authorization = authorization;
    this.file = new GrantsFile(grants, authorization.owner());
  }

  /// Whether nothing is refused to this peer. Does not wait.
  boolean mayAll(Peer peer) {
    return authorization.mayAll(peer);
  }

  /// The supplementary groups of who connected. Does not wait where the kernel knows them.
  List<Long> groups(Peer peer, int descriptor) {
    try {
      Optional<List<Integer>> groups = Sockets.peerGroups(descriptor);
      return groups
          .orElseGet(
              () ->
                  accounts.user((int) peer.uid()).map(accounts::groups).orElse(List.<Integer>of()))
          .stream()
          .map(Integer::toUnsignedLong)
          .toList();
    } catch (KernelException e) {
      LOG.atWarn().addKeyValue("uid", peer.uid()).setCause(e).log("cannot tell a client's groups");
      return List.of();
    }
  }

  /// The names of a peer. May wait for the name service.
  SortedSet<String> names(Peer peer) {
    TreeSet<String> names =
        TreeSet.of(Principal.user(peer.uid()), Principal.group(peer.gid()))
            .addAll(peer.groups().stream().map(Principal::group).toList());
    try {
      Optional<Account> account = accounts.user((int) peer.uid());
      if (account.isPresent()) {
        names = names.add("user:" + account.get().name());
      }
      names = withGroup(names, peer.gid());
      for (long group : peer.groups()) {
        names = withGroup(names, group);
      }
    } catch (KernelException e) {
      // Numbers need no names.
      LOG.atWarn().addKeyValue("uid", peer.uid()).setCause(e).log("cannot look up a client");
    }
    return names;
  }

  private TreeSet<String> withGroup(TreeSet<String> names, long gid) {
    return accounts.group((int) gid).map(name -> names.add("group:" + name)).orElse(names);
  }

  /// What speaks for those who have these names, at this moment.
  Principal of(SortedSet<String> names) {
    return new Principal(false, names, file.grants().of(names));
  }
}
