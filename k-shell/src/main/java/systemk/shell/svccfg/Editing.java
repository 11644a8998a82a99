package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.history.Ask;
import systemk.shell.text.Escapes;
import systemk.shell.text.Output;

/// `svccfg editprop`: the properties of the selection as commands in the user's editor. What is no
/// comment when the editor ends is run as if it stood in place of `editprop`.
final class Editing {
  static final String NAME = "editprop";

  private static final Option<String> FILE = Option.some("<editor>");
  private static final String HEAD =
      """
      To change a property, take away the # before it and write another value.
      What stays a comment stays as it is; any other commands of svccfg may be added.
      """;

  private Editing() {}

  static Outcome run(Batch batch, Batch.Stand stand, CommandLine line) {
    return stand.open().isDefined()
        ? edit(batch, stand, line, stand.state())
        : Ask.newest(newest -> edit(batch, stand, line, newest));
  }

  private static Outcome edit(
      Batch batch, Batch.Stand stand, CommandLine line, RepositoryState state) {
    Session session = batch.session(stand, state);
    session.at(line.place());
    if (!line.arguments().isEmpty()) {
      session.fail("Syntax error.");
    }
    if (session.failed() || session.entity().isEmpty() || !session.mayEdit()) {
      return goOn(batch, stand, session.output());
    }
    return new Outcome.Need(
        new Outcome.Question.Edited(text(session)),
        reply ->
            switch (reply) {
              case Outcome.Reply.Text(String text) -> edited(batch, stand, text);
              case Outcome.Reply.Failed(String reason) ->
                  failed(batch, stand, line.place() + ": " + reason);
              default -> failed(batch, stand, line.place() + ": cannot be edited");
            });
  }

  private static Outcome goOn(Batch batch, Batch.Stand stand, Output output) {
    return batch.after(output, stand.at(stand.next() + 1, stand.state(), stand.open()));
  }

  private static Outcome failed(Batch batch, Batch.Stand stand, String message) {
    return goOn(batch, stand, new Output("svccfg").failLine(message));
  }

  private static Outcome edited(Batch batch, Batch.Stand stand, String text) {
    Either<Integer, Vector<CommandLine>> lexed = Lexer.lex(FILE, text);
    if (lexed.isLeft()) {
      return failed(batch, stand, CommandLine.place(FILE, lexed.getLeft()) + ": Syntax error.");
    }
    Vector<CommandLine> lines = lexed.get();
    if (lines.exists(line -> line.name().equals(NAME))) {
      return failed(batch, stand, "svccfg (<editor>): " + NAME + " cannot be edited");
    }
    int next = stand.next() + 1;
    return Sources.of(
        batch.invocation(),
        stand.state(),
        lines,
        sources ->
            batch
                .with(lines, sources, next)
                .after(new Output("svccfg"), stand.at(next, stand.state(), stand.open())));
  }

  /// What the editor shows: nothing but comments.
  private static String text(Session session) {
    StringBuilder text = new StringBuilder();
    comment(text, session.selection().get().toString());
    text.append("#\n");
    comment(text, HEAD.strip());
    session
        .groups()
        .filter(PropertyGroup::persistent)
        .forEach(
            group -> {
              text.append('\n');
              comment(text, "Property group \"" + group.name() + "\"");
              comment(text, "delprop " + group.name());
              comment(text, "addpg " + group.name() + " " + group.type());
              session.properties(group).forEach(one -> comment(text, command(group, one)));
            });
    return text.toString();
  }

  private static String command(PropertyGroup group, Property property) {
    String values = property.values().map(value -> value(property.type(), value)).mkString(" ");
    return "setprop %s/%s = %s: %s"
        .formatted(
            group.name(),
            property.name(),
            property.type().token(),
            property.values().size() == 1 ? values : "(" + values + ")");
  }

  private static String value(ValueType type, String value) {
    return type.isCompatibleWith(ValueType.ASTRING) || value.isEmpty()
        ? Escapes.quoted(value)
        : value;
  }

  /// Every line is a comment, also those within a value.
  private static void comment(StringBuilder text, String lines) {
    for (String line : lines.split("\n", -1)) {
      text.append("# ").append(line).append('\n');
    }
  }
}
