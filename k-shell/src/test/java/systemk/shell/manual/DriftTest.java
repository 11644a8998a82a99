package systemk.shell.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.CharSeq;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// What commands understand is in their manual pages, and the other way round.
///
/// A failure here means: add the option to the list of options in `k-shell/src/main/man/NAME.md`,
/// or the subcommand as a heading there, or take it out.
class DriftTest {
  private static final Vector<String> COMMANDS =
      Vector.of("svcs", "svcprop", "svcadm", "svccfg", "svcbundle")
          .appendAll(Vector.of("reboot", "poweroff", "halt", "shutdown", "telinit", "runlevel"));
  private static final CharSeq LETTERS =
      CharSeq.rangeClosed('a', 'z')
          .appendAll(CharSeq.rangeClosed('A', 'Z'))
          .appendAll(CharSeq.rangeClosed('0', '9'));

  /// What subcommands of svccfg say of an option they do not know.
  private static final Vector<String> REFUSALS =
      Vector.of("Syntax error.", "unknown option ", "illegal option ");

  @TestFactory
  Stream<DynamicTest> commandsKnowTheOptionsOfTheirPages() {
    return COMMANDS
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command,
                    () ->
                        assertThat(LETTERS.filter(letter -> knows(letter, command)).mkString())
                            .isEqualTo(documented(ownFlags(Manual.of(command))))))
        .toJavaStream();
  }

  @TestFactory
  Stream<DynamicTest> verbsKnowTheOptionsOfTheirPage() {
    return Manual.of("svcadm")
        .subcommands()
        .map(
            verb ->
                DynamicTest.dynamicTest(
                    verb.name(),
                    () ->
                        assertThat(
                                LETTERS
                                    .filter(letter -> knows(letter, "svcadm", verb.name()))
                                    .mkString())
                            .isEqualTo(documented(verb.flags()))))
        .toJavaStream();
  }

  @TestFactory
  Stream<DynamicTest> subcommandsKnowNoOptionsButThoseOfTheirPage() {
    return Manual.of("svccfg")
        .subcommands()
        .reject(subcommand -> subcommand.flags().isEmpty() || subcommand.name().equals("set"))
        .map(
            subcommand ->
                DynamicTest.dynamicTest(
                    subcommand.name(),
                    () ->
                        assertThat(
                                LETTERS
                                    .reject(letter -> refuses(letter, subcommand.name()))
                                    .mkString())
                            .matches("[" + documented(subcommand.flags()) + "]*")))
        .toJavaStream();
  }

  @Test
  void everyVerbOfTheUsageIsOne() {
    Manual.of("svcadm")
        .subcommands()
        .forEach(
            verb ->
                assertThat(new Host().run("svcadm", verb.name()).err())
                    .doesNotContain("Unknown subcommand"));
  }

  /// Options of the verbs are listed with those of `svcadm` itself, since its help is all some
  /// read.
  private static Vector<Flag> ownFlags(Manual manual) {
    Set<Vector<String>> ofVerbs =
        manual.subcommands().flatMap(Subcommand::flags).map(Flag::names).toSet();
    Vector<String> synopsis = Synopsis.options(manual.synopsis().mkString(" "));
    return manual
        .flags()
        .filter(flag -> flag.names().exists(synopsis::contains) || !ofVerbs.contains(flag.names()));
  }

  private static String documented(Vector<Flag> flags) {
    return LETTERS
        .filter(letter -> flags.exists(flag -> flag.names().contains("-" + letter)))
        .mkString();
  }

  private static boolean knows(char letter, String... command) {
    Outcome.Exit exit =
        new Host()
            .run(Vector.of(command).append("-" + letter).append("x").toJavaArray(String[]::new));
    return !exit.err().contains("illegal option -- " + letter + "\n");
  }

  private static boolean refuses(char letter, String subcommand) {
    String lines = "begin\n" + subcommand + " -" + letter + " x\n";
    String alone = new Host().run("svccfg", subcommand, "-" + letter, "x").err();
    String said = alone + new Host().file("/lines", lines).run("svccfg", "-f", "/lines").err();
    return REFUSALS.exists(said::contains);
  }
}
