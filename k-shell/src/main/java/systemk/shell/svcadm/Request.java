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
      case "enable" -> "rt" + Patience.OPTIONS;
      case "disable" -> "c:t" + Patience.OPTIONS;
      case "restart" -> "d" + Patience.OPTIONS;
      case "refresh", "clear", "converge" -> Patience.OPTIONS;
      case "mark" -> "It" + Patience.OPTIONS;
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
                Patience.of(options)
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
    return switch (options.operands().headOption().getOrElse("")) {
      case "degraded" ->
          temporary
              ? Either.left(new Misuse("-t may not be used with degraded."))
              : Either.right(new Verb.MarkDegraded(immediate));
      case "maintenance" -> Either.right(new Verb.MarkMaintenance(immediate, temporary));
      default -> Either.left(new Misuse(""));
    };
  }
}
