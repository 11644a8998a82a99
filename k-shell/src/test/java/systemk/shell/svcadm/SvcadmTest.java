package systemk.shell.svcadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Snapshot;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcadmTest {
  private static final String SERVICES =
      """
      {"services": [
        {"service": "site/web", "start": "/bin/web", "depends": {"db": "svc:/site/db"}},
        {"service": "site/db", "enabled": true, "depends": {"disk": "svc:/site/disk:default"}},
        {"service": "site/disk"},
        {"service": "site/twin", "instances": {"one": {"enabled": true}, "two": {}}},
        {"service": "site/bare", "instances": {}},
      ]}
      """;
  private static final String NOW = "1773144000000000000";

  private static Host host() {
    return new Host()
        .manifest(SERVICES)
        .report("svc:/site/web:default", "disabled", "none", 60)
        .online("svc:/site/db:default", 60)
        .report("svc:/site/disk:default", "maintenance", "none", 60)
        .report("svc:/site/twin:one", "degraded", "none", 60)
        .report("svc:/site/twin:two", "disabled", "none", 60);
  }

  private static String property(Host host, String fmri, String property) {
    return host.run("svcprop", "-c", "-p", property, fmri).out().strip();
  }

  private static void quietly(Outcome.Exit exit) {
    assertThat(exit).isEqualTo(Outcome.Exit.ok(""));
  }

  @Test
  void enableIsPermanentAndEndsATemporaryDisable() {
    Host host = host();
    quietly(host.run("svcadm", "disable", "-tc", "busy", "web"));
    assertThat(property(host, "site/web:default", "general_ovr/enabled")).isEqualTo("false");
    assertThat(property(host, "site/web:default", "general_ovr/comment")).isEqualTo("busy");

    quietly(host.run("svcadm", "enable", "web"));

    assertThat(property(host, "site/web:default", "general/enabled")).isEqualTo("true");
    assertThat(property(host, "site/web:default", "general/comment")).isEqualTo("\"\"");
    assertThat(host.run("svcprop", "-q", "-p", "general_ovr/enabled", "site/web:default").status())
        .isEqualTo(1);
  }

  @Test
  void whatWasSaidIsNotWrittenAgain() {
    Host host = host();
    quietly(host.run("svcadm", "enable", "web"));
    int commits = host.commits();

    quietly(host.run("svcadm", "enable", "web"));

    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void allOperandsAreOneTransaction() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit = host.run("svcadm", "-v", "disable", "-c", "night", "web", "db", "*twin*");

    assertThat(exit.out())
        .isEqualTo(
            """
            svc:/site/web:default disabled.
            svc:/site/db:default disabled.
            svc:/site/twin:one disabled.
            svc:/site/twin:two disabled.
            """);
    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(property(host, "site/db:default", "general/comment")).isEqualTo("night");
  }

  static List<List<String>> actions() {
    return List.of(
        List.of("restart db", "restart"),
        List.of("restart -d db", "do_dump"),
        List.of("refresh db", "refresh"),
        List.of("mark maintenance db", "maint_on"),
        List.of("mark -I maintenance db", "maint_on_immediate"),
        List.of("mark -t maintenance db", "maint_on_temporary"),
        List.of("mark -It maintenance db", "maint_on_immtemp"),
        List.of("mark degraded db", "degraded"),
        List.of("mark -I degraded db", "degrade_immediate"),
        List.of("clear disk", "maint_off"),
        List.of("clear twin:one", "restore"));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void actionsAreTimestampsForTheRestarter(List<String> commandAndAction) {
    Host host = host();
    String[] words = ("svcadm -v " + commandAndAction.get(0)).split(" ");
    String instance = host.run("svcs", "-Ho", "fmri", words[words.length - 1]).out().strip();

    Outcome.Exit exit = host.run(words);

    String action = commandAndAction.get(1);
    assertThat(exit.out()).isEqualTo("Action " + action + " set for " + instance + ".\n");
    assertThat(host.run("svcprop", "-t", "-p", "restarter_actions/" + action, instance).out())
        .isEqualTo("restarter_actions/" + action + " integer " + NOW + "\n");
    assertThat(property(host, instance, "restarter_actions/auxiliary_tty")).isEqualTo("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enable web",
        "enable -t web",
        "disable web",
        "restart web",
        "refresh web",
        "mark maintenance web"
      })
  void whoAsksIsWrittenBesideWhatHeAsksFor(String command) {
    Host host = host().typed().askedBy("svc:/site/boss:default");

    quietly(host.run(("svcadm " + command).split(" ")));

    assertThat(property(host, "site/web:default", "restarter_actions/auxiliary_tty"))
        .isEqualTo("true");
    assertThat(property(host, "site/web:default", "restarter_actions/auxiliary_fmri"))
        .isEqualTo("svc:/site/boss:default");

    quietly(host.askedBy("check:svc:/site/boss:default").run("svcadm", "restart", "web"));
    assertThat(
            host.run("svcprop", "-qp", "restarter_actions/auxiliary_fmri", "site/web:default")
                .status())
        .isEqualTo(1);
  }

  @Test
  void refreshMakesTheConfigurationTheRunningOne() {
    Host host = host();
    host.run("svccfg", "-s", "site/web", "setprop", "start/exec", "=", "/bin/other");
    assertThat(property(host, "site/web:default", "start/exec")).isEqualTo("/bin/other");
    assertThat(host.run("svcprop", "-p", "start/exec", "web").out()).isEqualTo("/bin/web\n");

    quietly(host.run("svcadm", "refresh", "web"));

    assertThat(host.run("svcprop", "-p", "start/exec", "web").out()).isEqualTo("/bin/other\n");
    assertThat(
            host.state()
                .snapshot(InstanceFmri.of("svc:/site/web:default"), Snapshot.RUNNING)
                .isDefined())
        .isTrue();
  }

  @Test
  void recursiveEnableFollowsRequirements() {
    Host host = host();

    quietly(host.run("svcadm", "enable", "-r", "web"));

    assertThat(property(host, "site/web:default", "general/enabled")).isEqualTo("true");
    assertThat(property(host, "site/disk:default", "general/enabled")).isEqualTo("true");
    assertThat(property(host, "site/twin:two", "general/enabled")).isEqualTo("false");
  }

  @Test
  void recursiveEnableDoesNotChoose() {
    Host host =
        host()
            .manifest(
                """
                {"services": [
                  {"service": "pick/any", "depends": {"x": {"on": ["svc:/pick/a", "svc:/pick/b"], "grouping": "require_any"}}},
                  {"service": "pick/all", "depends": {"x": "svc:/pick/c"}},
                  {"service": "pick/a"}, {"service": "pick/b"},
                  {"service": "pick/c", "instances": {"x": {}, "y": {}}},
                ]}
                """);

    Outcome.Exit any = host.run("svcadm", "enable", "-r", "pick/any");
    Outcome.Exit all = host.run("svcadm", "enable", "-r", "pick/all");

    assertThat(any.err())
        .isEqualTo(
            """
            svcadm: svc:/pick/any:default requires one of:
              svc:/pick/a:default
              svc:/pick/b:default
            """);
    assertThat(any.status()).isEqualTo(1);
    assertThat(all.err())
        .isEqualTo(
            "svcadm: operation on service svc:/pick/c is ambiguous; instance specification"
                + " needed.\n");
  }

  @Test
  void anAmbiguousAbbreviationIsRefusedAndTheOthersAreDone() {
    Host host = host();

    Outcome.Exit exit = host.run("svcadm", "enable", "twin", "web", "nothing");

    assertThat(exit.err())
        .isEqualTo(
            """
            svcadm: Partial FMRI 'twin' matches multiple instances:
            \tsvc:/site/twin:one
            \tsvc:/site/twin:two
            svcadm: Pattern 'nothing' doesn't match any instances
            """);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(property(host, "site/web:default", "general/enabled")).isEqualTo("true");
  }

  static List<List<String>> failures() {
    return List.of(
        List.of(
            "clear web",
            "svcadm: Instance \"svc:/site/web:default\" is not in a maintenance or degraded state."),
        List.of("mark degraded web", "svcadm: Instance \"svc:/site/web:default\" is not online."),
        List.of(
            "enable svc:/site/bare",
            "svcadm: Pattern 'svc:/site/bare' doesn't match any instances"),
        List.of(
            "enable lrc:/etc/x", "svcadm: Operation not supported for legacy service 'lrc:/etc/x'"),
        List.of("-S offline clear", "svcadm: No instances are in state offline."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatCannotBeDoneIsSaidInOneLine(List<String> commandAndMessage) {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit = host.run(("svcadm " + commandAndMessage.get(0)).split(" "));

    assertThat(exit.err()).isEqualTo(commandAndMessage.get(1) + "\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svcadm",
        "svcadm enable",
        "svcadm frob web",
        "svcadm -y",
        "svcadm enable -x web",
        "svcadm mark",
        "svcadm mark maintenance",
        "svcadm mark online web",
        "svcadm mark -t degraded web",
        "svcadm -S odd enable",
        "svcadm -S ON enable web",
        "svcadm enable -T 5 web",
        "svcadm enable -sT x web",
        "svcadm restart -d",
        "svcadm milestone",
        "svcadm milestone nowhere",
        "svcadm milestone -T 5 all",
        "svcadm milestone -sT x all",
        "svcadm milestone all none",
        "svcadm delegate",
        "svcadm delegate db",
        "svcadm delegate -x db web",
        "svcadm goals",
        "svcadm goals -c web",
        "svcadm goals -g db",
        "svcadm _smf_backup",
        "svcadm disable -c"
      })
  void misuseShowsTheUsage(String command) {
    Outcome.Exit exit = host().run(command.split(" "));

    assertThat(exit.err()).contains("Usage: svcadm [-S <state>]");
    assertThat(exit.out()).isEmpty();
    assertThat(exit.status()).isEqualTo(2);
  }

  @Test
  void misuseWithAMessageSaysIt() {
    assertThat(host().run("svcadm", "mark", "-t", "degraded", "db").err())
        .startsWith("svcadm: -t may not be used with degraded.\n");
    assertThat(host().run("svcadm", "milestone", "nowhere").err())
        .startsWith("svcadm: \"nowhere\" is not a valid major milestone.\n");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(host().run("svcadm", "-?").out()).startsWith("Usage: svcadm ");
    assertThat(host().run("svcadm", "-?").status()).isZero();
  }

  @Test
  void strangersChangeNothing() {
    Host host = host().readOnly();
    int commits = host.commits();

    Outcome.Exit exit = host.run("svcadm", "restart", "db", "web");

    assertThat(exit.err())
        .isEqualTo(
            """
            svcadm: svc:/site/db:default: Permission denied.
            svcadm: svc:/site/web:default: Permission denied.
            """);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
    assertThat(host.run("svcadm", "-v", "restart", "db").err())
        .isEqualTo(
            "svcadm: svc:/site/db:default: Couldn't modify \"restarter_actions\" property group"
                + " (permission denied).\n");
  }

  @Test
  void aStateStandsForAllInIt() {
    Host host = host();

    assertThat(host.run("svcadm", "-v", "-S", "DIS", "enable").out())
        .isEqualTo("svc:/site/twin:two enabled.\nsvc:/site/web:default enabled.\n");
  }

  @Test
  void recursiveEnableNamesACycleAndEnablesItAll() {
    Host host =
        host()
            .manifest(
                """
                {"services": [
                  {"service": "ring/a", "depends": {"x": "svc:/ring/b"}},
                  {"service": "ring/b", "depends": {"x": "svc:/ring/c"}},
                  {"service": "ring/c", "depends": {"x": "svc:/ring/a"}},
                ]}
                """);

    Outcome.Exit exit = host.run("svcadm", "enable", "-r", "ring/b");

    assertThat(exit.err()).isEqualTo("svcadm: svc:/ring/b:default: Dependency cycle detected.\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(property(host, "ring/a:default", "general/enabled")).isEqualTo("true");
  }

  @Test
  void delegateNamesTheRestarter() {
    Host host = host();

    assertThat(host.run("svcadm", "-v", "delegate", "disk", "web", "twin:one").out())
        .isEqualTo(
            """
            Restarter of svc:/site/web:default set to svc:/site/disk:default.
            Restarter of svc:/site/twin:one set to svc:/site/disk:default.
            """);
    assertThat(host.run("svcprop", "-ctp", "general/restarter", "web:default").out())
        .isEqualTo("general/restarter fmri svc:/site/disk:default\n");
    assertThat(property(host, "web:default", "restarter/state")).isEqualTo("disabled");

    quietly(host.run("svcadm", "delegate", "svc:/system/svc/restarter:default", "web"));
    assertThat(property(host, "web:default", "general/restarter"))
        .isEqualTo("svc:/system/svc/restarter:default");
    assertThat(property(host, "web:default", "restarter/state")).isEqualTo("uninitialized");
  }

  static List<List<String>> delegations() {
    return List.of(
        List.of("nowhere web", "svcadm: Pattern 'nowhere' doesn't match any instances"),
        List.of(
            "twin web",
            "svcadm: Pattern 'twin' matches multiple instances:\n"
                + "\tsvc:/site/twin:one\n\tsvc:/site/twin:two"),
        List.of("web nowhere", "svcadm: Pattern 'nowhere' doesn't match any instances"),
        List.of(
            "web web", "svcadm: Instance \"svc:/site/web:default\" cannot be its own restarter."));
  }

  @ParameterizedTest
  @MethodSource("delegations")
  void delegateRefusesWhatMakesNoSense(List<String> operandsAndMessage) {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit = host.run(("svcadm delegate " + operandsAndMessage.get(0)).split(" "));

    assertThat(exit.err()).isEqualTo(operandsAndMessage.get(1) + "\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
  }

  private static Host goals() {
    return host()
        .manifest(
            """
            {"services": [
              {"service": "milestone/goals", "enabled": true, "general": {"goal-service": true},
               "depends": {"first": "svc:/site/disk:default"}},
              {"service": "milestone/others", "enabled": true, "general": {"goal-service": true}},
            ]}
            """);
  }

  @Test
  void goalsReplaceWhatAGoalServiceDependsOn() {
    Host host = goals();
    String goal = "svc:/milestone/goals:default";

    assertThat(host.run("svcadm", "-v", "goals", "web", "db").out())
        .isEqualTo("Goals of " + goal + " set to svc:/site/web:default svc:/site/db:default.\n");

    assertThat(host.run("svcs", "-d", "-Ho", "fmri", goal).out())
        .isEqualTo("svc:/site/web:default\nsvc:/site/db:default\n");
    assertThat(property(host, goal, "goals/grouping")).isEqualTo("require_all");
    assertThat(property(host, goal, "restarter_actions/restart")).isEqualTo(NOW);

    quietly(host.run("svcadm", "goals", "twin:one"));
    assertThat(host.run("svcs", "-d", "-Ho", "fmri", goal).out()).isEqualTo("svc:/site/twin:one\n");

    assertThat(host.run("svcadm", "-v", "goals", "-c").out())
        .isEqualTo("Goals of " + goal + " cleared.\n");
    assertThat(host.run("svcs", "-d", "-Ho", "fmri", goal).out())
        .isEqualTo("svc:/site/disk:default\n");
    assertThat(host.run("svccfg", "-s", goal, "listcust").out()).doesNotContain("dependency");

    quietly(host.run("svcadm", "goals", "-g", "others", "web"));
    assertThat(property(host, "others:default", "goals/entities"))
        .isEqualTo("svc:/site/web:default");
  }

  static List<List<String>> badGoals() {
    return List.of(
        List.of("-g db web", "svcadm: \"svc:/site/db:default\" is not a goal service."),
        List.of("-g nowhere web", "svcadm: Pattern 'nowhere' doesn't match any instances"),
        List.of("web nowhere", "svcadm: Pattern 'nowhere' doesn't match any instances"),
        List.of("goals", "svcadm: \"svc:/milestone/goals:default\" cannot be its own goal."));
  }

  @ParameterizedTest
  @MethodSource("badGoals")
  void goalsAreSetAsAWholeOrNotAtAll(List<String> operandsAndMessage) {
    Host host = goals();
    int commits = host.commits();

    Outcome.Exit exit = host.run(("svcadm goals " + operandsAndMessage.get(0)).split(" "));

    assertThat(exit.err()).isEqualTo(operandsAndMessage.get(1) + "\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void thePrivateSwitchOfTheRepositoryIsRefused() {
    assertThat(host().run("svcadm", "_smf_repository_switch", "fast"))
        .isEqualTo(
            Outcome.Exit.failed(
                "svcadm: _smf_repository_switch: the repository has one place only.\n", 1));
  }

  @Test
  void aMilestoneIsAnOptionOfTheRestarter() {
    Host host = host().manifest("{\"service\": \"milestone/multi-user\", \"enabled\": true}");

    quietly(host.run("svcadm", "milestone", "multi-user"));
    assertThat(property(host, "restarter:default", "options_ovr/milestone"))
        .isEqualTo("svc:/milestone/multi-user:default");

    quietly(host.run("svcadm", "milestone", "-d", "all"));
    assertThat(property(host, "restarter:default", "options/milestone")).isEqualTo("all");
    assertThat(
            host.run("svcprop", "-q", "-p", "options_ovr/milestone", "restarter:default").status())
        .isEqualTo(1);
  }
}
