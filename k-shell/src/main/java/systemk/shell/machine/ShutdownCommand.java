package systemk.shell.machine;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import systemk.core.repository.ScheduledEnd;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// `shutdown`: ends the machine at some time, after people were told. Understands what sysvinit's
/// does, and the options of Solaris's.
public final class ShutdownCommand {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss zzz", Locale.ROOT);
  private static final String KINDS = "rhPH";
  private static final long DEFAULT_SECONDS = 60;
  private static final int SECONDS_DIGITS = 7;

  private ShutdownCommand() {}

  public static Outcome run(Invocation invocation) {
    return Asking.parsed(
        invocation,
        "rhPHkcyg:i:",
        options -> {
          Either<String, Outcome> outcome = checked(invocation, options);
          return outcome.isLeft()
              ? Asking.usage(new Output(invocation.program()), outcome.getLeft())
              : outcome.get();
        });
  }

  private static Either<String, Outcome> checked(Invocation invocation, Options options) {
    if (options.has('c')) {
      return Either.right(Asking.allowed(invocation, () -> cancel(invocation, options)));
    }
    Vector<String> operands = options.operands();
    // With -g there is no operand for the time: Solaris has none.
    boolean timed = options.has('g') || operands.isEmpty();
    Either<String, Instant> at =
        timed
            ? grace(options.last('g')).map(invocation.now()::plusSeconds)
            : When.read(operands.head(), invocation.now(), invocation.zone());
    String message = (timed ? operands : operands.tail()).mkString(" ");
    return how(options)
        .flatMap(
            how ->
                at.map(
                    time ->
                        Asking.allowed(
                            invocation,
                            () ->
                                at(
                                    invocation,
                                    time,
                                    Asking.end(invocation, how, message),
                                    options.has('k')))));
  }

  private static Either<String, Long> grace(Option<String> seconds) {
    if (seconds.isEmpty()) {
      return Either.right(DEFAULT_SECONDS);
    }
    String text = seconds.get();
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= SECONDS_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber
        ? Either.right(Long.parseLong(text))
        : Either.left("-g " + text + ": not a number of seconds");
  }

  private static Either<String, String> how(Options options) {
    if (options.countOf(KINDS + "i") > 1) {
      return Either.left("only one of -r, -h, -P, -H and -i can be meant");
    }
    if (options.has('r')) {
      return Either.right("reboot");
    }
    if (options.has('h') || options.has('P')) {
      return Either.right("poweroff");
    }
    if (options.has('H')) {
      return Either.right("halt");
    }
    String state = options.last('i').getOrElse("s");
    return switch (state) {
      case "0" -> Either.right("halt");
      case "5" -> Either.right("poweroff");
      case "6" -> Either.right("reboot");
      case "1", "s", "S" -> Either.right(ScheduledEnd.SINGLE_USER);
      default -> Either.left("-i " + state + ": not an init state to shut down to (0, 1, 5, 6, s)");
    };
  }

  private static Outcome at(
      Invocation invocation, Instant time, ScheduledEnd kind, boolean warnOnly) {
    long seconds = (time.toEpochMilli() - invocation.now().toEpochMilli() + 999) / 1000;
    if (warnOnly) {
      return Asking.announced(kind.announcement(seconds), () -> Outcome.Exit.ok(""));
    }
    if (seconds <= 0) {
      return Asking.now(invocation, kind);
    }
    ScheduledEnd end =
        new ScheduledEnd(kind.how(), time.toEpochMilli(), kind.reason(), kind.message(), seconds);
    String said =
        "Shutdown scheduled for "
            + TIME.format(time.atZone(invocation.zone()))
            + ", use 'shutdown -c' to cancel.\n";
    return Asking.committed(
        invocation,
        end::scheduled,
        () -> Asking.announced(end.announcement(seconds), () -> Outcome.Exit.ok(said)));
  }

  private static Outcome cancel(Invocation invocation, Options options) {
    String message = options.operands().mkString(" ");
    return new Outcome.Edit(
        state ->
            ScheduledEnd.pending(state).isEmpty()
                ? new Outcome.Decision.Answer(
                    new Output(invocation.program()).fail("no shutdown is scheduled").exit())
                : new Outcome.Decision.Commit(
                    ScheduledEnd.cancelled(state),
                    "",
                    _ ->
                        Asking.announced(
                            "The system shutdown has been cancelled"
                                + (message.isEmpty() ? "" : "\n" + message),
                            () -> Outcome.Exit.ok("")),
                    reasons ->
                        new Output(invocation.program())
                            .fail(reasons.map(r -> r.message()).mkString("; "))
                            .exit()));
  }
}
