package systemk.shell.svcadm;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.shell.svcadm.Request.Misuse;
import systemk.shell.text.Options;

/// The options `-s` and `-T`, which all verbs have: whether, and how long, to wait for what was
/// asked for to have happened.
final class Patience {
  /// How they are written in the specification of a verb's options.
  static final String OPTIONS = "sT:";

  private static final Duration DEFAULT = Duration.ofMinutes(5);
  private static final long MAX_SECONDS = 86_400;

  private Patience() {}

  /// How long to wait; none to return at once.
  static Either<Misuse, Option<Duration>> of(Options options) {
    if (!options.has('s')) {
      return options.has('T')
          ? Either.left(new Misuse("-T needs -s."))
          : Either.right(Option.none());
    }
    Option<String> text = options.last('T');
    if (text.isEmpty()) {
      return Either.right(Option.some(DEFAULT));
    }
    boolean number = text.get().matches("[0-9]{1,9}");
    return number && Long.parseLong(text.get()) <= MAX_SECONDS
        ? Either.right(Option.some(Duration.ofSeconds(Long.parseLong(text.get()))))
        : Either.left(
            new Misuse(
                "-T: \""
                    + text.get()
                    + "\" is not a number of seconds up to "
                    + MAX_SECONDS
                    + "."));
  }
}
