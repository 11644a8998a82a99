package systemk.shell.svcprop;

import io.vavr.collection.Seq;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// `svcprop -w`: waits until a property group changes, then shows it.
final class Waiting {
  private static final long DEFAULT_PATIENCE_SECONDS = 86_400;

  private Waiting() {}

  static Outcome await(Invocation invocation, RepositoryState state, Options options) {
    String wanted = options.last('T').getOrElse(Long.toString(DEFAULT_PATIENCE_SECONDS));
    if (!wanted.matches("[0-9]{1,9}")) {
      return Outcome.Exit.failed(
          "svcprop: -T: \"" + wanted + "\" is not a number of seconds.\n", 2);
    }
    Show show = new Show(invocation, state, options);
    Vector<Target> targets = show.targets();
    Output output = show.output();
    if (output.failed()) {
      return show.end();
    }
    if (targets.size() != 1) {
      output.fail("Pattern '" + options.operands().head() + "' matches multiple instances:");
      targets.forEach(target -> output.note("\t" + target.entity()));
      return show.end();
    }
    Target target = targets.head();
    if (target.group().isEmpty()) {
      output.fail("Cannot wait for an instance.", 2);
      return show.end();
    }
    if (!state.current(target.entity()).hasGroup(target.group().get())) {
      return show.exit();
    }
    Seq<Property> before = properties(state, target);
    return new Outcome.Await(
        now ->
            properties(now, target).equals(before)
                ? Option.none()
                : Option.some(new Show(invocation, now, options).exit()),
        Duration.ofSeconds(Long.parseLong(wanted)),
        () ->
            Outcome.Exit.failed(
                "svcprop: " + target.group().get() + " did not change in " + wanted + " seconds.\n",
                1));
  }

  private static Seq<Property> properties(RepositoryState state, Target target) {
    return state.current(target.entity()).properties(target.group().getOrElse(""));
  }
}
