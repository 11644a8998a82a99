package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.notify.Events;
import systemk.core.notify.Means;
import systemk.core.notify.Parameters;
import systemk.core.repository.Change;
import systemk.shell.text.Options;
import systemk.shell.view.NotifyText;

/// `setnotify`, `listnotify` and `delnotify`: whom to tell about which events (smf.md §8).
final class NotifyCommands {
  private NotifyCommands() {}

  /// A command line, understood.
  ///
  /// @param entity what the parameters are kept on
  private record Asked(EntityFmri entity, Events events, Vector<String> rest) {}

  static void set(Session session, CommandLine line) {
    for (Asked asked : asked(session, line, 2, Integer.MAX_VALUE)) {
      Vector<Either<String, Means.Wish>> read = asked.rest().map(Means::ofUri);
      Option<String> wrong = read.find(Either::isLeft).map(Either::getLeft);
      if (wrong.isDefined()) {
        session.fail(wrong.get());
        return;
      }
      Vector<Means.Wish> wishes = read.map(Either::get);
      for (String event : asked.events().names()) {
        session.edit(Parameters.setting(session.state(), asked.entity(), event, wishes));
        if (session.failed()) {
          return;
        }
      }
    }
  }

  static void delete(Session session, CommandLine line) {
    for (Asked asked : asked(session, line, 1, 1)) {
      Vector<Change> changes =
          asked
              .events()
              .names()
              .flatMap(event -> Parameters.deleting(session.state(), asked.entity(), event));
      if (changes.isEmpty()) {
        session.fail("No such notification parameters.");
      }
      session.edit(changes);
    }
  }

  static void list(Session session, CommandLine line) {
    boolean everything =
        line.words().reject("-g"::equals).isEmpty() && line.words().size() < 2 && line.plain();
    if (!everything) {
      asked(session, line, 1, 1).forEach(asked -> list(session, asked, isGlobal(line)));
    } else if (isGlobal(line)) {
      list(session, transitions(Parameters.GLOBAL), true);
    } else if (session.selection().isDefined()) {
      list(session, transitions(session.selection().get()), false);
    } else {
      list(
          session,
          new Asked(
              Parameters.FAULTS,
              new Events(true, Parameters.faults(session.state())),
              Vector.empty()),
          false);
    }
  }

  private static boolean isGlobal(CommandLine line) {
    return line.words().contains("-g");
  }

  private static Asked transitions(EntityFmri entity) {
    return new Asked(entity, new Events(false, Events.TRANSITIONS), Vector.empty());
  }

  private static void list(Session session, Asked asked, boolean own) {
    for (String event : asked.events().names()) {
      boolean alone = own || asked.events().faults();
      Option<Parameters> found =
          alone
              ? Parameters.own(session.state(), asked.entity(), event)
              : Parameters.of(session.state(), asked.entity(), event);
      found
          .toVector()
          .flatMap(
              parameters ->
                  asked.events().faults()
                      ? NotifyText.lines(parameters)
                      : NotifyText.withSource(parameters))
          .forEach(session.output()::line);
    }
  }

  /// Reads `[-g] events rest…`; a failure if it is none.
  private static Option<Asked> asked(Session session, CommandLine line, int least, int most) {
    Either<String, Options> parsed = Options.parse("g", line.words());
    Vector<String> operands = parsed.map(Options::operands).getOrElse(Vector.empty());
    if (parsed.isLeft() || !line.plain() || operands.size() < least || operands.size() > most) {
      session.fail("Syntax error.");
      return Option.none();
    }
    Either<String, Events> events = Events.parse(operands.head());
    if (events.isLeft()) {
      session.fail(events.getLeft());
      return Option.none();
    }
    boolean global = parsed.get().has('g');
    if (events.get().faults() && global) {
      session.fail("Can't use option '-g' with FMA event definitions");
      return Option.none();
    }
    Option<EntityFmri> entity =
        events.get().faults()
            ? Option.some(Parameters.FAULTS)
            : global ? Option.some(Parameters.GLOBAL) : session.entity();
    return entity.map(found -> new Asked(found, events.get(), operands.tail()));
  }
}
