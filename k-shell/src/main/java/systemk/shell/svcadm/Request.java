package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.repository.Transaction;
import systemk.shell.text.Options;

/// A command line of `svcadm`, understood.
///
/// @param patience how long to wait for it to have happened; none to return at once
/// @param inState in place of operands: all instances in this state
record Request(
    Verb verb,
    Vector<String> operands,
    Option<String> inState,
    Option<Duration> patience,
    boolean verbose) {

  private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);
  private static final long MAX_PATIENCE_SECONDS = 86_400;

  /// What is wrong with a command line; the message is empty if the usage says it all.
  record Misuse(String message) {}

  /// Reads what follows the options common to all verbs.
  static Either<Misuse, Request> read(Options global, String verb, Vector<String> arguments) {
    Either<Misuse, Options> parsed = Options.parse(spec(verb), arguments).mapLeft(Misuse::new);
    if (spec(verb).isEmpty()) {
      return Either.left(new Misuse("Unknown subcommand \"" + verb + "\"."));
    }
    return parsed.flatMap(options -> read(global, verb, options));
  }

  private static String spec(String verb) {
    return switch (verb) {
      case "enable" -> "rstT:";
      case "disable" -> "c:stT:";
      case "restart" -> "dsT:";
      case "refresh", "clear", "converge" -> "sT:";
      case "mark" -> "ItsT:";
      default -> "";
    };
  }

  private static Either<Misuse, Request> read(Options global, String verb, Options options) {
    Vector<String> operands = verb.equals("mark") ? options.operands().drop(1) : options.operands();
    Option<String> inState = global.last('S').map(States::named);
    if (inState.contains("")) {
      return Either.left(new Misuse("Unknown state \"" + global.last('S').get() + "\"."));
    }
    boolean all = verb.equals("converge") && operands.isEmpty() && inState.isEmpty();
    if (!all && operands.isEmpty() == inState.isEmpty()) {
      return Either.left(new Misuse(""));
    }
    return verb(verb, options)
        .flatMap(
            read ->
                patience(options)
                    .map(wait -> new Request(read, operands, inState, wait, global.has('v'))));
  }

  private static Either<Misuse, Verb> verb(String verb, Options options) {
    return switch (verb) {
      case "enable" -> Either.right(new Verb.Enable(options.has('t'), options.has('r')));
      case "disable" -> {
        String comment = options.last('c').getOrElse("");
        yield comment.length() > Transaction.MAX_COMMENT
            ? Either.left(
                new Misuse("comment is longer than " + Transaction.MAX_COMMENT + " characters."))
            : Either.right(new Verb.Disable(options.has('t'), comment));
      }
      case "restart" -> Either.right(new Verb.Restart(options.has('d')));
      case "refresh" -> Either.right(new Verb.Refresh());
      case "converge" -> Either.right(new Verb.Converge());
      case "clear" -> Either.right(new Verb.Clear());
      default -> mark(options);
    };
  }

  private static Either<Misuse, Verb> mark(Options options) {
    boolean immediate = options.has('I');
    boolean temporary = options.has('t');
    return switch (options.operands().head()) {
      case "degraded" ->
          temporary
              ? Either.left(new Misuse("-t may not be used with degraded."))
              : Either.right(new Verb.MarkDegraded(immediate));
      case "maintenance" -> Either.right(new Verb.MarkMaintenance(immediate, temporary));
      default -> Either.left(new Misuse(""));
    };
  }

  private static Either<Misuse, Option<Duration>> patience(Options options) {
    if (!options.has('s')) {
      return options.has('T')
          ? Either.left(new Misuse("-T needs -s."))
          : Either.right(Option.none());
    }
    Option<String> text = options.last('T');
    if (text.isEmpty()) {
      return Either.right(Option.some(DEFAULT_PATIENCE));
    }
    boolean number = text.get().matches("[0-9]{1,9}");
    return number && Long.parseLong(text.get()) <= MAX_PATIENCE_SECONDS
        ? Either.right(Option.some(Duration.ofSeconds(Long.parseLong(text.get()))))
        : Either.left(
            new Misuse(
                "-T: \""
                    + text.get()
                    + "\" is not a number of seconds up to "
                    + MAX_PATIENCE_SECONDS
                    + "."));
  }
}
