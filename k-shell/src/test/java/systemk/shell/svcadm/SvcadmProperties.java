package systemk.shell.svcadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// No command line, on no state of things, gives anything but a status of the five, and a line for
/// whatever is wrong; one that is wrong changes nothing.
class SvcadmProperties {
  private static final List<String> INSTANCES =
      List.of(
          "svc:/a/one:default",
          "svc:/a/two:x",
          "svc:/a/two:y",
          "svc:/b/one:default",
          "svc:/milestone/goals:default",
          "svc:/milestone/multi-user:default");

  private static final String MANIFEST =
      """
      {"services": [
        {"service": "a/one", "enabled": true, "start": "sleep 1", "depends": {"two": "svc:/a/two"}},
        {"service": "a/two", "start": "sleep 1", "depends": {"one": "svc:/b/one:default"},
         "instances": {"x": {"enabled": true}, "y": {}}},
        {"service": "b/one", "start": "sleep 1", "restarter": "svc:/a/one:default",
         "depends": {"any": {"on": ["svc:/a/one", "svc:/no/such"], "grouping": "require_any"}}},
        {"service": "milestone/goals", "enabled": true, "general": {"goal-service": true}},
        {"service": "milestone/multi-user", "enabled": true},
      ]}
      """;

  private static Host host(List<String> states) {
    Host host = new Host().manifest(MANIFEST);
    for (int i = 0; i < INSTANCES.size(); i++) {
      String[] words = states.get(i).split(" ", -1);
      if (!words[0].isEmpty()) {
        host.report(INSTANCES.get(i), words[0], words[1], 60);
      }
    }
    return host;
  }

  @Property(tries = 2000)
  void everyCommandLineEndsAsItShould(
      @ForAll("states") List<String> states, @ForAll("lines") List<String> line) {
    Host host = host(states);
    int before = host.commits();
    List<String> command = new ArrayList<>(List.of("svcadm"));
    command.addAll(line);

    Outcome.Exit exit = host.run(command.toArray(String[]::new));

    assertThat(exit.status()).isBetween(0, 4);
    assertThat(exit.err()).doesNotContain("internal error").doesNotContain("Exception");
    if (exit.status() == 0) {
      assertThat(exit.err()).isEmpty();
    } else {
      assertThat(exit.err()).matches("(?s)(svcadm: |Usage: svcadm ).*\\n");
    }
    if (exit.status() == 2) {
      assertThat(exit.err()).contains("Usage: svcadm ");
      assertThat(host.commits()).isEqualTo(before);
    }
  }

  /// Found by the property above.
  @Example
  void toMarkTakesAState() {
    Outcome.Exit exit = new Host().manifest(MANIFEST).run("svcadm", "-S", "maintenance", "mark");
    assertThat(exit.status()).isEqualTo(2);
    assertThat(exit.err()).startsWith("Usage: svcadm ");
  }

  @Property(tries = 500)
  void whoMayNotWriteChangesNothing(
      @ForAll("states") List<String> states, @ForAll("lines") List<String> line) {
    Host host = host(states).readOnly();
    int before = host.commits();
    List<String> command = new ArrayList<>(List.of("svcadm"));
    command.addAll(line);

    host.run(command.toArray(String[]::new));

    assertThat(host.commits()).isEqualTo(before);
  }

  @Provide
  Arbitrary<List<String>> states() {
    return Arbitraries.of(
            "",
            "uninitialized none",
            "offline none",
            "offline online",
            "online none",
            "online offline",
            "online online",
            "degraded none",
            "degraded maintenance",
            "maintenance none",
            "disabled none")
        .list()
        .ofSize(INSTANCES.size());
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> verbs =
        Arbitraries.of(
            "enable",
            "disable",
            "restart",
            "refresh",
            "mark",
            "clear",
            "milestone",
            "delegate",
            "goals",
            "converge",
            "_smf_backup",
            "_smf_repository_switch",
            "",
            "help",
            "enabled");
    Arbitrary<String> options =
        Arbitraries.of(
            "-s",
            "-T",
            "5",
            "-sT1",
            "-t",
            "-r",
            "-rst",
            "-I",
            "-It",
            "-d",
            "-c",
            "-g",
            "-v",
            "-S",
            "-z",
            "-Z",
            "global",
            "maintenance",
            "degraded",
            "MNT",
            "ON",
            "-?",
            "--",
            "-",
            "all",
            "none");
    Arbitrary<String> operands =
        Arbitraries.of(
            "a/one",
            "one",
            "two",
            "two:x",
            "svc:/a/two",
            "svc:/b/one:default",
            "*",
            "svc:/a*",
            "no/such",
            "lrc:/etc/x",
            "svc:",
            "svc:/",
            ":",
            "/",
            "[",
            "goals",
            "multi-user",
            "svc:/system/svc/restarter:default",
            "svc:/a/one:default/:properties/general");
    Arbitrary<String> words =
        Arbitraries.frequencyOf(
            Tuple.of(6, options),
            Tuple.of(6, operands),
            Tuple.of(1, verbs),
            Tuple.of(1, Arbitraries.strings().ofMaxLength(12)));
    return words
        .list()
        .ofMaxSize(2)
        .flatMap(
            front ->
                verbs.flatMap(
                    verb ->
                        words
                            .list()
                            .ofMaxSize(5)
                            .map(
                                rest -> {
                                  List<String> line = new ArrayList<>(front);
                                  line.add(verb);
                                  line.addAll(rest);
                                  return line;
                                })));
  }
}
