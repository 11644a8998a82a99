package systemk.shell.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// Command lines made of what the manual pages name, and of what they do not.
class ArgumentProperties {
  private static final Vector<String> COMMANDS =
      Vector.of("svcs", "svcprop", "svcadm", "svccfg", "svcbundle")
          .appendAll(Vector.of("reboot", "poweroff", "halt", "shutdown", "telinit", "runlevel"));

  /// Of helpers that have no page.
  private static final Vector<String> HELPERS = Vector.of("k.await", "k.complete");

  private static final Vector<String> STRAYS =
      Vector.of(
              "",
              "-",
              "--",
              "---",
              "-\u0000",
              "--=",
              "-\ud800",
              "\u001b[2J",
              "\n",
              "-T",
              "99999999999")
          .appendAll(Vector.of("svc:", "svc:/", ":", "/", "*", "[", "svc:/site/web:default", "web"))
          .appendAll(
              Vector.of(
                  "c/p", "c/p=1", "=", "(", "\"", "\\", "10m", "-1", "now", "a".repeat(5000)));

  /// What `svcprop` says of an argument it cannot use, as in SMF without the usage and with its
  /// status.
  private static final Vector<String> MISUSES =
      Vector.of(
          "has too many components.",
          "Invalid component name `",
          "Cannot wait for an instance.",
          "-p cannot be used with property FMRIs.");

  @Property(tries = 1500)
  void everyCommandLineEndsWithAStatusAndItsErrorsHaveAName(
      @ForAll("commandLines") List<String> line) {
    Host host =
        new Host()
            .manifest(
                "{\"service\": \"site/web\", \"enabled\": true, \"properties\": {\"c\": {\"p\": 1}}}")
            .online("svc:/site/web:default", 9);

    Outcome.Exit exit = host.run(line.toArray(String[]::new));

    assertThat(exit.status()).isBetween(0, 4);
    assertThat(exit.err()).doesNotContain("internal error").doesNotContain("\tat ");
    if (exit.status() != 0 && !line.contains("-q")) {
      assertThat(exit.err()).isNotEmpty();
    }
    if (exit.status() == 2 && MISUSES.forAll(misuse -> !exit.err().contains(misuse))) {
      assertThat(exit.err().toLowerCase(Locale.ROOT)).contains("usage:");
    }
  }

  @Provide
  Arbitrary<List<String>> commandLines() {
    Vector<Arbitrary<List<String>>> all =
        COMMANDS
            .flatMap(
                command ->
                    Completable.of(Manual.of(command))
                        .map(
                            context ->
                                context.subcommand().isEmpty()
                                    ? lines(List.of(command), context)
                                    : lines(List.of(command, context.subcommand()), context)))
            .appendAll(HELPERS.map(helper -> lines(List.of(helper), NOTHING)));
    return Arbitraries.oneOf(all.asJava());
  }

  private static final Completable NOTHING =
      new Completable("", "", Vector.empty(), Vector.empty());

  private static Arbitrary<List<String>> lines(List<String> beginning, Completable context) {
    Arbitrary<String> strays = Arbitraries.of(STRAYS.asJava());
    Arbitrary<String> anything = Arbitraries.strings().ascii().ofMaxLength(6);
    Arbitrary<String> letters = Arbitraries.chars().alpha().map(letter -> "-" + letter);
    Vector<String> names = context.flags().flatMap(Flag::names).reject("-?"::equals);
    Arbitrary<String> words =
        names.isEmpty()
            ? Arbitraries.oneOf(strays, anything, letters)
            : Arbitraries.oneOf(strays, Arbitraries.of(names.asJava()), anything, letters);
    return Combinators.combine(Arbitraries.just(beginning), words.list().ofMaxSize(5))
        .as((first, rest) -> Vector.ofAll(first).appendAll(rest).asJava());
  }
}
