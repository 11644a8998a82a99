package systemk.shell.svcadm;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.view.Status;

/// `k.await [-T SECONDS] FMRI`: waits until an instance is up, changing nothing. It is how `k up`
/// learns that the milestone is reached.
///
/// Exit status: 0 if it is up, 3 if it is in maintenance, disabled, or was not up in time, 4 if it
/// cannot come up, 2 on wrong usage.
public final class Awaiting {
  private static final long DEFAULT_SECONDS = 120;
  private static final long MAX_SECONDS = 86_400;

  private Awaiting() {}

  public static Outcome run(Invocation invocation) {
    Either<String, Options> parsed = Options.parse("T:", invocation.arguments());
    if (parsed.isLeft() || parsed.get().operands().size() != 1) {
      return usage(parsed.isLeft() ? parsed.getLeft() : "one FMRI is wanted");
    }
    Option<Long> seconds =
        parsed
            .get()
            .last('T')
            .map(text -> text.matches("[0-9]{1,6}") ? Long.parseLong(text) : -1L)
            .orElse(Option.some(DEFAULT_SECONDS))
            .filter(number -> number >= 0 && number <= MAX_SECONDS);
    if (seconds.isEmpty()) {
      return usage("-T wants 0 to " + MAX_SECONDS + " seconds");
    }
    return Fmri.parseInstance(parsed.get().operands().head())
        .<Outcome>fold(error -> usage(error.message()), instance -> await(instance, seconds.get()));
  }

  private static Outcome usage(String what) {
    return Outcome.Exit.failed("k.await: " + what + "\nusage: k.await [-T SECONDS] FMRI\n", 2);
  }

  private static Outcome await(InstanceFmri instance, long seconds) {
    return new Outcome.Await(
        state -> decided(state, instance),
        Duration.ofSeconds(seconds),
        () ->
            Outcome.Exit.failed(
                "k.await: " + instance + " is not up after " + seconds + " seconds\n", 3));
  }

  /// An instance that is not there yet may be in a manifest that is about to be imported.
  private static Option<Outcome> decided(RepositoryState state, InstanceFmri instance) {
    if (!Status.of(state, instance).known()) {
      return Option.none();
    }
    Step step = Step.awaited(instance, Step.Goal.RUNNING);
    return switch (new Completion(step, Status.of(state, instance)).judge(state)) {
      case Completion.Verdict.Pending _ -> Option.none();
      case Completion.Verdict.Done _ -> Option.some(Outcome.Exit.ok(""));
      case Completion.Verdict.Failed(String message, int status) ->
          Option.some(Outcome.Exit.failed("k.await: " + message + "\n", status));
    };
  }
}
