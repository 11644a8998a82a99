package systemk.shell.machine;

import io.vavr.collection.Vector;
import java.util.function.Function;
import java.util.function.Supplier;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.ScheduledEnd;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;
import systemk.shell.manual.Manual;
import systemk.shell.svcadm.Milestone;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// What the commands of a machine have in common: who may, and how the machine is asked.
final class Asking {
  private Asking() {}

  static Outcome.Exit usage(Output output) {
    return new Outcome.Exit("", output.err() + usage(output.program()), 2);
  }

  static Outcome.Exit usage(Output output, String wrong) {
    return usage(output.warn(wrong));
  }

  static Outcome help(String program) {
    return Outcome.Exit.ok(usage(program) + "\n" + Manual.of(program).help());
  }

  private static String usage(String program) {
    return Manual.of(program).usage("Usage: ");
  }

  /// Goes on if there is a machine to be ended, and the caller may: root, or whose machine it is.
  static Outcome allowed(Invocation invocation, Supplier<Outcome> then) {
    Output output = new Output(invocation.program());
    return invocation.principal().mayAll()
        ? new Outcome.Need(
            new Question.Machine(),
            reply ->
                reply instanceof Reply.Failed(String reason)
                    ? output.fail(reason).exit()
                    : then.get())
        : output.fail("Permission denied.").exit();
  }

  /// Who asks, for the machine's console and log.
  static String reason(Invocation invocation) {
    return invocation.program()
        + " by uid "
        + invocation.caller().uid()
        + " (pid "
        + invocation.caller().pid()
        + ")";
  }

  /// An end that comes now.
  static ScheduledEnd end(Invocation invocation, String how, String message) {
    return new ScheduledEnd(how, invocation.now().toEpochMilli(), reason(invocation), message, 0);
  }

  /// Ends the machine now, after people were told.
  static Outcome now(Invocation invocation, ScheduledEnd end) {
    return announced(
        end.announcement(0),
        () ->
            end.how().equals(ScheduledEnd.SINGLE_USER)
                ? singleUser(invocation)
                : asked(invocation, new Question.End(end.how(), end.reason(), false)));
  }

  /// Tells everybody and goes on, whether anybody can be told or not.
  static Outcome announced(String text, Supplier<Outcome> then) {
    return new Outcome.Need(new Question.Announce(text), _ -> then.get());
  }

  /// The milestone for a single administrator, until the next boot, and a shell for them.
  static Outcome singleUser(Invocation invocation) {
    return committed(
        invocation,
        state -> Milestone.untilReboot(state, Milestone.SINGLE_USER),
        () -> asked(invocation, new Question.SingleUser()));
  }

  static Outcome committed(
      Invocation invocation,
      Function<RepositoryState, Vector<Change>> changes,
      Supplier<Outcome> then) {
    return new Outcome.Edit(
        state -> {
          Vector<Change> wanted = changes.apply(state);
          return wanted.isEmpty()
              ? new Outcome.Decision.Answer(then.get())
              : new Outcome.Decision.Commit(
                  wanted,
                  "",
                  _ -> then.get(),
                  reasons -> {
                    Output output = new Output(invocation.program());
                    reasons.map(Rejection::message).distinct().forEach(output::fail);
                    return output.exit();
                  });
        });
  }

  /// Asks the machine for something, and ends with what it says.
  static Outcome asked(Invocation invocation, Question question) {
    return new Outcome.Need(
        question,
        reply ->
            reply instanceof Reply.Failed(String reason)
                ? new Output(invocation.program()).fail(reason).exit()
                : Outcome.Exit.ok(""));
  }

  /// The options, or what is wrong with them.
  static Outcome parsed(Invocation invocation, String spec, Function<Options, Outcome> then) {
    Output output = new Output(invocation.program());
    return Options.parse(spec + "?", invocation.arguments())
        .fold(
            wrong -> usage(output, wrong),
            options -> options.has('?') ? help(invocation.program()) : then.apply(options));
  }
}
