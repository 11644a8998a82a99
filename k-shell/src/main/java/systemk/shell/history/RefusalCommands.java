package systemk.shell.history;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.text.Style;

/// `svccfg log --refused`: who tried to change what they may not.
final class RefusalCommands {
  private static final int SHOWN = 20;

  private RefusalCommands() {}

  static Outcome refused(
      Standing standing, Vector<EntityFmri> wanted, Option<Long> count, boolean json) {
    if (!standing.invocation().principal().mayAll()) {
      return standing.fail("Permission denied.");
    }
    return new Outcome.Need(
        new Outcome.Question.Refusals(),
        reply ->
            switch (reply) {
              case Outcome.Reply.Refused(var refusals, int damaged) ->
                  list(standing, about(refusals, wanted).reverse(), count, json, damaged);
              case Outcome.Reply.Failed(String reason) -> standing.fail(reason);
              default -> standing.fail("no answer");
            });
  }

  private static Vector<Refusal> about(Vector<Refusal> refusals, Vector<EntityFmri> wanted) {
    return refusals.filter(
        refusal ->
            wanted.isEmpty()
                || refusal.what().exists(one -> wanted.exists(w -> isAbout(one.entity(), w))));
  }

  private static boolean isAbout(EntityFmri asked, EntityFmri wanted) {
    return wanted instanceof InstanceFmri
        ? asked.equals(wanted) || asked.equals(wanted.service())
        : asked.service().equals(wanted.service());
  }

  private static Outcome list(
      Standing standing, Vector<Refusal> refusals, Option<Long> count, boolean json, int damaged) {
    int most = count.map(n -> n > 0 ? n.intValue() : Integer.MAX_VALUE).getOrElse(SHOWN);
    Vector<Refusal> shown = refusals.take(most);
    Output output = new Output("svccfg");
    if (json) {
      output.print(JsonText.pretty(Json.array(shown.map(RefusalCommands::json).asJava())) + "\n");
    } else {
      Style style = new Style(standing.invocation().terminal());
      shown.forEach(refusal -> output.print(text(standing, refusal, style)));
    }
    if (refusals.size() > shown.size() && count.isEmpty() && !json) {
      output.note("svccfg: " + (refusals.size() - shown.size()) + " earlier; log -n 0 shows all");
    }
    if (damaged > 0) {
      output.note("svccfg: " + damaged + " more are damaged and cannot be read");
    }
    return standing.next().apply(output);
  }

  private static String text(Standing standing, Refusal refusal, Style style) {
    StringBuilder text = new StringBuilder();
    text.append(
            style.heading(
                Entries.time(refusal.time(), standing.invocation().zone())
                    + "  "
                    + Entries.user(refusal.author().uid())
                    + "  "
                    + printable(refusal.author().command())))
        .append('\n');
    for (Requirement one : refusal.what()) {
      text.append("    ").append(one.entity());
      if (!one.group().isEmpty()) {
        text.append("/:properties/").append(printable(one.group()));
      }
      text.append("  needs one of ").append(printable(one.anyOf().mkString(" "))).append('\n');
    }
    if (refusal.unrecorded() > 0) {
      text.append("    and ")
          .append(refusal.unrecorded())
          .append(" attempts before it that are not on record\n");
    }
    return text.toString();
  }

  /// What a stranger chose is not to steer a terminal.
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static Json json(Refusal refusal) {
    return Json.object()
        .put("time", refusal.time().toString())
        .put("author", Entries.author(refusal.author(), refusal.author().command()))
        .putArray("what", refusal.what().map(RefusalCommands::json).asJava())
        .put("unrecorded", refusal.unrecorded())
        .build();
  }

  private static Json json(Requirement one) {
    return Json.object()
        .put("fmri", one.entity().toString())
        .put("group", one.group())
        .putStrings("any_of", one.anyOf().toVector().asJava())
        .build();
  }
}
