package systemk.shell.manual;

import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;

/// The completion of a command for a shell: a script with what its page says in it.
public final class Completions {
  private static final Vector<Kind> OF_WORDS =
      Vector.of(Kind.values()).filter(kind -> !kind.words().isEmpty());

  private final Manual manual;
  private final Vector<Completable> contexts;

  private Completions(Manual manual) {
    this.manual = manual;
    this.contexts = Completable.of(manual);
  }

  /// All scripts for a command, each by its path below `share`.
  public static Map<String, String> of(Manual manual) {
    Completions completions = new Completions(manual);
    return LinkedHashMap.of(
        "bash-completion/completions/" + manual.name(), completions.bash(),
        "zsh/site-functions/_" + manual.name(), completions.zsh(),
        "fish/vendor_completions.d/" + manual.name() + ".fish", completions.fish());
  }

  private String bash() {
    return filled(
        "completion.bash",
        "contexts",
        lines(contexts.map(this::bashContext)),
        "words",
        lines(words().map(k -> "    " + k._1() + ") compgen -W '" + k._2() + "' -- \"$cur\" ;;")));
  }

  private String bashContext(Completable context) {
    String valued =
        context
            .flags()
            .filter(flag -> !flag.argument().isEmpty())
            .flatMap(flag -> flag.names().map(n -> n + "=" + Completable.argument(flag).token()))
            .mkString(" ");
    return "    '%s') flags='%s' valued='%s' operands=%s ;;"
        .formatted(
            context.subcommand(),
            context.flags().flatMap(Flag::names).mkString(" "),
            valued,
            context.operands().map(Kind::token).mkString(","));
  }

  private String zsh() {
    return filled(
        "completion.zsh",
        "arguments",
        new ZshArguments(manual.name(), contexts).text(),
        "words",
        lines(words().map(kind -> "      " + kind._1() + ") compadd - " + kind._2() + " ;;")));
  }

  private String fish() {
    return filled("completion.fish", "completions", new FishCompletions(manual, contexts).text());
  }

  private Vector<Tuple2<String, String>> words() {
    return OF_WORDS
        .map(kind -> new Tuple2<>(kind.token(), kind.words()))
        .append(new Tuple2<>(Kind.SUBCOMMANDS.token(), subcommands()));
  }

  private String subcommands() {
    return manual.subcommands().map(Subcommand::name).mkString(" ");
  }

  private String filled(String template, String... parts) {
    String script =
        Pages.text(template)
            .replace("@command@", manual.name())
            .replace("@columns@", manual.columns().mkString(" "))
            .replace("@subcommands@", subcommands());
    for (int i = 0; i < parts.length; i += 2) {
      script = script.replace("@" + parts[i] + "@", parts[i + 1].stripTrailing());
    }
    return script;
  }

  private static String lines(Vector<String> lines) {
    return lines.mkString("\n");
  }
}
