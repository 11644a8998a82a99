package systemk.shell;

import io.vavr.control.Option;
import java.util.function.Supplier;

/// A command in a wrapping that turns a bug into one line for the user.
///
/// Whoever types a command must not be shown a stack trace, and k.configd, which runs commands of
/// everybody, must not suffer from one of them. The line names the exception, so that the bug can
/// be reported and found.
record Guarded(String program) {

  Outcome outcome(Supplier<Outcome> start) {
    try {
      return wrap(start.get());
    } catch (RuntimeException | StackOverflowError bug) {
      return failure(bug);
    }
  }

  private Outcome failure(Throwable bug) {
    return Outcome.Exit.failed(program + ": internal error: " + bug + "\n", 1);
  }

  private Outcome wrap(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exit exit -> exit;
      case Outcome.Emit(var out, var err, var next) ->
          new Outcome.Emit(out, err, () -> outcome(next));
      case Outcome.Edit(var decide) ->
          new Outcome.Edit(
              state -> {
                try {
                  return wrap(decide.apply(state));
                } catch (RuntimeException | StackOverflowError bug) {
                  return new Outcome.Decision.Answer(failure(bug));
                }
              });
      case Outcome.Await(var until, var atMost, var onTimeout) ->
          new Outcome.Await(
              state -> {
                try {
                  return until.apply(state).map(this::wrap);
                } catch (RuntimeException | StackOverflowError bug) {
                  return Option.some(failure(bug));
                }
              },
              atMost,
              () -> outcome(onTimeout));
      case Outcome.Need(var question, var next) ->
          new Outcome.Need(question, reply -> outcome(() -> next.apply(reply)));
      case Outcome.Put(var file, var content, var next) ->
          new Outcome.Put(file, content, reply -> outcome(() -> next.apply(reply)));
      case Outcome.PutTree(var directory, var files, var next) ->
          new Outcome.PutTree(directory, files, reply -> outcome(() -> next.apply(reply)));
      case Outcome.Keep(var dialogue, var prompt, var next) ->
          new Outcome.Keep(dialogue, prompt, () -> outcome(next));
    };
  }

  private Outcome.Decision wrap(Outcome.Decision decision) {
    return switch (decision) {
      case Outcome.Decision.Commit(var changes, var comment, var then, var refused) ->
          new Outcome.Decision.Commit(
              changes,
              comment,
              state -> outcome(() -> then.apply(state)),
              reasons -> outcome(() -> refused.apply(reasons)));
      case Outcome.Decision.Denied(var unmet, var then) ->
          new Outcome.Decision.Denied(unmet, wrap(then));
      case Outcome.Decision.Answer(var answer) -> new Outcome.Decision.Answer(wrap(answer));
    };
  }
}
