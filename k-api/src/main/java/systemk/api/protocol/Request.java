package systemk.api.protocol;

import io.vavr.control.Option;
import java.util.List;
import java.util.Map;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

/// What a client asks of k.configd. The id is the client's choice; all that answers the request
/// carries it. Whatever is asked may be asked again after a broken connection: it happens once.
public sealed interface Request {
  long id();

  /// Asks whether anybody is there.
  record Ping(long id) implements Request {}

  /// Asks for one property, as the entity runs with it; what costs least to ask.
  record Get(long id, EntityFmri entity, String group, String property) implements Request {}

  /// Asks for every transaction from now on, after those committed since a revision, or after the
  /// whole state if no revision is given or the transactions since are no longer at hand.
  ///
  /// @param except what the identities of requests begin with that are not told of from now on, by
  ///   who asked for them and learns from the answers what became of them; what was missed has them
  ///   all
  record Subscribe(long id, Option<Revision> from, Option<String> except) implements Request {
    public Subscribe(long id, Option<Revision> from) {
      this(id, from, Option.none());
    }
  }

  /// Asks for a transaction to be committed. Of its author only the command counts; who it is, the
  /// kernel says.
  record Commit(long id, Transaction transaction) implements Request {}

  /// Asks for what is ordered of the instances of a restarter: all there is, and every change of it
  /// from then on.
  record Orders(long id, InstanceFmri restarter) implements Request {}

  /// Puts on record what a restarter says about one of its instances.
  record Report(long id, StateReport report) implements Request {}

  /// Asks for a command to be run.
  ///
  /// @param request an identity unlike any other, kept when the request is sent again
  /// @param again whether it is sent again because a connection broke
  /// @param argv the program's name and its arguments
  /// @param zone the time zone dates are shown in; empty for UTC
  /// @param dialogue where a dialogue stands of which the command is a line, if it is one
  /// @param environment the variables of the user's that commands depend on, as far as they are set
  /// @param plain whether what it prints is to come in the plain form, which is not JSON
  record Run(
      long id,
      String request,
      boolean again,
      List<String> argv,
      String cwd,
      Terminal terminal,
      String zone,
      Option<Dialogue> dialogue,
      Map<String, String> environment,
      boolean plain)
      implements Request {
    public Run {
      argv = List.copyOf(argv);
      environment = Map.copyOf(environment);
    }

    /// A run that depends on no variables and is no line of a dialogue.
    public Run(
        long id,
        String request,
        boolean again,
        List<String> argv,
        String cwd,
        Terminal terminal,
        String zone) {
      this(id, request, again, argv, cwd, terminal, zone, Option.none(), Map.of(), false);
    }
  }

  /// Answers a question a running command asked: [Response.Need], [Response.Prune], or the last
  /// [Response.Put] or [Response.PutBelow] of a file.
  record Answer(long id, Reply reply) implements Request {}

  /// What the user has before their eyes.
  ///
  /// @param in whether standard input is a terminal
  /// @param out whether standard output is one
  /// @param colour whether colours are welcome there: it can show them, and nobody has said no
  /// @param width its columns; 80 where nobody knows
  record Terminal(boolean in, boolean out, boolean colour, int width) {
    public static final Terminal NONE = new Terminal(false, false, false, 80);
  }

  /// What came of looking at the user's files.
  sealed interface Reply {
    /// The text of the file; empty after a file was written.
    record Text(String text) implements Reply {}

    /// The files below the directory, or those of them that were removed.
    record Names(List<String> names) implements Reply {
      public Names {
        names = List.copyOf(names);
      }
    }

    /// Why it could not be done: one line without the name of the file.
    record Failed(String reason) implements Reply {}
  }
}
