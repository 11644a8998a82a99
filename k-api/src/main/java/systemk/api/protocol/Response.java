package systemk.api.protocol;

import io.vavr.control.Option;
import java.util.List;
import systemk.core.delegation.Assignment;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;

/// What k.configd answers to the request of the same id.
public sealed interface Response extends FromServer {
  long id();

  /// The server is there.
  record Pong(long id) implements Response {}

  /// The property that was asked for; none if there is no such property.
  record Got(long id, Option<Property> property) implements Response {}

  /// The subscription goes on from this revision: every transaction after it follows.
  record Since(long id, Revision revision) implements Response {}

  /// A piece of the whole state. A service with many instances comes in several pieces, its own
  /// groups in each of them.
  record Services(long id, List<Service> services) implements Response {
    public Services {
      services = List.copyOf(services);
    }
  }

  /// The whole state has been sent; it is of this revision, and every transaction after it follows.
  record SnapshotEnd(long id, Revision revision) implements Response {}

  /// The transaction is on disk.
  record Done(long id, Revision revision) implements Response {}

  /// The transaction was on disk already, at this revision.
  record Repeated(long id, Revision revision) implements Response {}

  /// The transaction was refused, for all these reasons.
  record Rejected(long id, List<String> reasons) implements Response {
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /// No transaction can be committed now, for this reason.
  record ReadOnly(long id, String reason) implements Response {}

  /// What a restarter has to know about one of its instances, as it is now.
  record Ordered(long id, Assignment assignment) implements Response {}

  /// An instance is not the restarter's any more: it is gone, or somebody else's.
  record Relieved(long id, InstanceFmri instance) implements Response {}

  /// All instances the restarter has now have been told.
  record OrdersEnd(long id) implements Response {}

  /// Text for the standard output of a command.
  record Out(long id, String text) implements Response {}

  /// Text for the standard error of a command.
  record Err(long id, String text) implements Response {}

  /// A command wants something only the user's side can see.
  record Need(long id, Wanted wanted) implements Response {}

  /// A command wants a file written as the user. A long text comes in several messages; only the
  /// last, which has no more to come, is answered.
  record Put(long id, String file, String text, boolean more) implements Response {}

  /// A command wants a file of a dump written as the user, below a directory and nowhere else. The
  /// directories on the way are made. It comes in pieces as a [Put] does, and is answered as one.
  ///
  /// @param file the way from the directory to the file
  record PutBelow(long id, String directory, String file, String text, boolean more)
      implements Response {}

  /// A command wants the files below a directory that former dumps wrote to be removed, but these.
  /// The answer is the names of those that were.
  record Prune(long id, String directory, List<String> keep) implements Response {
    public Prune {
      keep = List.copyOf(keep);
    }
  }

  /// Where a dialogue stands after a line, to come with the next one.
  ///
  /// @param prompt what to show the user who is to type it; none if the dialogue is over
  record Kept(long id, Dialogue dialogue, Option<String> prompt) implements Response {}

  /// The command has ended.
  record Exit(long id, int status) implements Response {}

  /// The request makes no sense or is not allowed; nothing was done.
  record Failed(long id, String reason) implements Response {}

  /// What a command may want to see.
  sealed interface Wanted {
    /// The text of a file; `-` is standard input.
    record File(String file) implements Wanted {}

    /// The regular files below a directory.
    record Listing(String directory) implements Wanted {}

    /// A text as the user leaves it in an editor that shows them this one.
    record Edited(String text) implements Wanted {}
  }
}
