package systemk.shell.history;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.rights.Requirement;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Output;

/// Where a command of `svccfg` stands that is more than an edit.
///
/// @param state the repository as it was when the command began
/// @param selection the service or instance selected before it
/// @param prefix what precedes messages
/// @param next what comes after it, given what it said
public record Standing(
    Invocation invocation,
    RepositoryState state,
    Option<EntityFmri> selection,
    String prefix,
    Function<Output, Outcome> next) {

  /// The end for those who may not change everything, which what they ask for would do. It goes on
  /// record.
  Option<Outcome> denied() {
    return invocation.mayWrite() ? Option.none() : Option.some(refused());
  }

  private Outcome refused() {
    Requirement missing = new Requirement(Landmarks.REPOSITORY, "", TreeSet.of(Requirement.MODIFY));
    return new Outcome.Edit(
        _ ->
            new Outcome.Decision.Denied(
                Vector.of(missing), new Outcome.Decision.Answer(fail("Permission denied."))));
  }

  /// Ends with this failure.
  public Outcome fail(String message) {
    Output output = new Output(invocation.program());
    output.failLine(prefix + ": " + message);
    return next.apply(output);
  }

  /// Ends with this text.
  public Outcome done(String text) {
    return next.apply(new Output(invocation.program()).print(text));
  }
}
