package systemk.shell.history;

import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.repository.RepositoryState;
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

  /// The end for a stranger: values may be protected, also those that were.
  Option<Outcome> denied() {
    return invocation.mayWrite() ? Option.none() : Option.some(fail("Permission denied."));
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
