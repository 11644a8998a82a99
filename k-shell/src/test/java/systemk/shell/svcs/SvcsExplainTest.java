package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcsExplainTest {
  private static final String CHAIN =
      """
      {"services": [
        {"service": "print/server", "name": "LP print server", "documentation": "lpsched(8)"},
        {"service": "print/rfc1179", "enabled": true, "depends": {"lp": "svc:/print/server"}},
        {"service": "print/listener", "name": "IPP", "enabled": true,
         "depends": {"rfc": "svc:/print/rfc1179:default"}},
        {"service": "site/fine", "enabled": true},
      ]}
      """;

  private static Host chain() {
    return new Host()
        .manifest(CHAIN)
        .report(
            "svc:/print/server:default",
            "disabled",
            "none",
            60,
            "logfile=/var/svc/log/print-server:default.log")
        .report("svc:/print/rfc1179:default", "offline", "none", 60)
        .report("svc:/print/listener:default", "offline", "none", 60)
        .online("svc:/site/fine:default", 60);
  }

  @Test
  void rootCausesAreFoundAndCounted() {
    assertThat(chain().run("svcs", "-x").out())
        .isEqualTo(
            """
            svc:/print/server:default (LP print server)
             State: disabled since Tue Mar 10 11:59:00 2026
            Reason: Disabled by an administrator.
               See: http://illumos.org/msg/SMF-8000-05
               See: lpsched(8)
               See: /var/svc/log/print-server:default.log
            Impact: 2 dependent services are not running.  (Use -v for list.)
            """);
  }

  @Test
  void theVerboseFormShowsThePathAndTheVictims() {
    assertThat(chain().run("svcs", "-xv", "print/listener", "rfc1179", "fine").out())
        .isEqualTo(
            """
            svc:/print/listener:default (IPP)
             State: offline since Tue Mar 10 11:59:00 2026
            Reason: Service svc:/print/server:default is disabled.
              Path: svc:/print/listener:default
                      svc:/print/rfc1179:default
                        svc:/print/server:default
               See: http://illumos.org/msg/SMF-8000-GE
            Impact: This service is not running.

            svc:/print/rfc1179:default (?)
             State: offline since Tue Mar 10 11:59:00 2026
            Reason: Service svc:/print/server:default is disabled.
              Path: svc:/print/rfc1179:default
                      svc:/print/server:default
               See: http://illumos.org/msg/SMF-8000-GE
            Impact: 1 dependent service is not running:
                    svc:/print/listener:default

            svc:/site/fine:default (?)
             State: online since Tue Mar 10 11:59:00 2026
            Impact: None.
            """);
  }

  @Test
  void nothingIsSaidOfAHealthyTree() {
    Host host =
        new Host().manifest("{\"service\": \"a\", \"enabled\": true}").online("svc:/a:default", 1);

    assertThat(host.run("svcs", "-x")).isEqualTo(Outcome.Exit.ok(""));
  }

  @Test
  void anInstanceNobodyReportedOnIsPassedOver() {
    Outcome.Exit exit =
        new Host().manifest("{\"service\": \"a\", \"enabled\": true}").run("svcs", "-x", "a");

    assertThat(exit.out()).isEmpty();
    assertThat(exit.err())
        .isEqualTo("svcs: svc:/a:default has no \"restarter\" property group; ignoring.\n");
    assertThat(exit.status()).isZero();
  }

  @Test
  void aLongReasonIsWrapped() {
    String dependency = "svc:/a/service/with/a/really/quite/long/name/of/its/own:default";
    Host host =
        new Host()
            .manifest("{\"service\": \"a/service/with/a/really/quite/long/name/of/its/own\"}")
            .manifest(
                "{\"service\": \"b\", \"enabled\": true, \"depends\": {\"a\": \""
                    + dependency
                    + "\"}}")
            .report(dependency, "disabled", "none", 1)
            .report("svc:/b:default", "offline", "none", 1);

    assertThat(host.run("svcs", "-x", "svc:/b").out())
        .contains("Reason: Service " + dependency + "\n        is disabled.\n");
  }

  static List<List<String>> reasons() {
    return List.of(
        List.of(
            "uninitialized",
            "none",
            "Restarter svc:/system/svc/restarter:default has not initialized service state.",
            "4D"),
        List.of(
            "maintenance/administrative_request",
            "none",
            "Maintenance requested by an administrator.",
            "63"),
        List.of("maintenance/dependency_cycle", "none", "Completes a dependency cycle.", "HP"),
        List.of(
            "maintenance/fault_threshold_reached 256",
            "none",
            "Start method failed repeatedly, last exited with status 1.",
            "KS"),
        List.of("maintenance/fault_threshold_reached", "none", "Method failed repeatedly.", "8Q"),
        List.of(
            "maintenance/method_failed 24576",
            "none",
            "Start method exited with $SMF_EXIT_ERR_CONFIG.",
            "KS"),
        List.of(
            "maintenance/method_failed 24320",
            "none",
            "Start method exited with $SMF_EXIT_ERR_FATAL.",
            "KS"),
        List.of("maintenance/method_failed 9", "none", "Start method died on Killed (9).", "KS"),
        List.of(
            "maintenance/method_failed 139",
            "none",
            "Start method dumped core on Segmentation fault (11).",
            "KS"),
        List.of("maintenance/method_failed 0", "none", "Method failed.", "8Q"),
        List.of(
            "maintenance/service_request",
            "none",
            "Maintenance requested by another service.",
            "R4"),
        List.of("maintenance/invalid_dependency", "none", "Has invalid dependency.", "JA"),
        List.of(
            "maintenance/invalid_restarter",
            "none",
            "Restarter \"svc:/system/svc/restarter:default\" is invalid.",
            "2A"),
        List.of("maintenance/restarting_too_quickly", "none", "Restarting too quickly.", "L5"),
        List.of(
            "maintenance/memory_limit",
            "none",
            "Exceeded the memory limit resources/memory_max.",
            "L5"),
        List.of("maintenance/watchdog_expired", "none", "Did not answer its watchdog.", "L5"),
        List.of("maintenance/health_check_failed", "none", "Health checks failed.", "L5"),
        List.of(
            "maintenance/unsatisfiable_dependencies",
            "none",
            "Its dependencies cannot be satisfied.",
            "YX"),
        List.of(
            "maintenance/none",
            "none",
            "Restarter svc:/system/svc/restarter:default gave no explanation.",
            "9C"),
        List.of("maintenance/bad_repo_state", "none", "Unknown.", "AR"),
        List.of("offline", "online", "Start method is running.", "C4"),
        List.of("offline", "disabled", "Transitioning to state disabled.", "PH"),
        List.of("offline", "none", "Dependency svc:/absent is absent.", "E2"),
        List.of("degraded/administrative_request", "none", "Degraded by an administrator.", "DX"),
        List.of("degraded/health_check_failed", "none", "Health checks fail.", "DX"),
        List.of("degraded/none", "none", "Unknown.", "AR"),
        List.of("odd", "none", "Not in valid state (odd).", "N3"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void everyReasonHasItsWords(List<String> row) {
    String[] state = row.get(0).split("[/ ]");
    Host host =
        new Host()
            .manifest(
                "{\"service\": \"a\", \"enabled\": true, \"depends\": {\"x\": \"svc:/absent\"}}");
    switch (state.length) {
      case 1 -> host.report("svc:/a:default", state[0], row.get(1), 60);
      case 2 ->
          host.report("svc:/a:default", state[0], row.get(1), 60, "auxiliary_state=" + state[1]);
      default ->
          host.report(
              "svc:/a:default",
              state[0],
              row.get(1),
              60,
              "auxiliary_state=" + state[1],
              "start_method_waitstatus=" + state[2]);
    }

    assertThat(host.run("svcs", "-x", "svc:/a").out())
        .startsWith(
            "svc:/a:default (?)\n State: "
                + state[0]
                + " since Tue Mar 10 11:59:00 2026\nReason: "
                + row.get(2)
                + "\n   See: http://illumos.org/msg/SMF-8000-"
                + row.get(3)
                + "\n");
  }

  /// What another instance is told of one in each state: the end of a sentence that names it.
  static List<List<String>> summaries() {
    return List.of(
        List.of("uninitialized", "none", "none", "is uninitialized."),
        List.of("disabled", "none", "none", "is disabled."),
        List.of("offline", "none", "none", "has missing dependencies."),
        List.of("offline", "online", "none", "is starting."),
        List.of("offline", "disabled", "none", "is offline."),
        List.of(
            "maintenance",
            "none",
            "administrative_request",
            "was taken down for maintenace by an administrator."),
        List.of("maintenance", "none", "dependency_cycle", "completed a dependency cycle."),
        List.of(
            "maintenance",
            "none",
            "fault_threshold_reached",
            "is not running because a method failed repeatedly."),
        List.of("maintenance", "none", "method_failed", "is not running because a method failed."),
        List.of("maintenance", "none", "service_request", "requires maintenance."),
        List.of("maintenance", "none", "invalid_dependency", "has an invalid dependency."),
        List.of("maintenance", "none", "invalid_restarter", "has an invalid restarter."),
        List.of("maintenance", "none", "restarting_too_quickly", "was restarting too quickly."),
        List.of("maintenance", "none", "memory_limit", "exceeded a limit."),
        List.of("maintenance", "none", "watchdog_expired", "did not answer its watchdog."),
        List.of("maintenance", "none", "health_check_failed", "failed its health checks."),
        List.of(
            "maintenance",
            "none",
            "unsatisfiable_dependencies",
            "has dependencies that cannot be satisfied."),
        List.of("maintenance", "none", "none", "requires maintenance."),
        List.of("maintenance", "none", "bad_repo_state", "is not running for an unknown reason."),
        List.of("odd", "none", "none", "is in an invalid state."));
  }

  @ParameterizedTest
  @MethodSource("summaries")
  void everyCauseIsSummedUpForWhomItKeepsDown(List<String> row) {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "a", "enabled": true, "depends": {"x": "svc:/absent"}},
                  {"service": "b", "enabled": true, "depends": {"a": "svc:/a:default"}},
                ]}
                """)
            .report("svc:/a:default", row.get(0), row.get(1), 60, "auxiliary_state=" + row.get(2))
            .report("svc:/b:default", "offline", "none", 60);
    String summary = row.get(3);
    String line = "Reason: Service svc:/a:default " + summary;
    String shown = line.length() > 80 ? "Reason: Service svc:/a:default\n        " + summary : line;

    assertThat(host.run("svcs", "-x", "svc:/b").out())
        .startsWith(
            "svc:/b:default (?)\n State: offline since Tue Mar 10 11:59:00 2026\n"
                + shown
                + "\n   See: http://illumos.org/msg/SMF-8000-GE\nImpact: ");
  }

  @Test
  void whoIsKeptDownByAnExclusionIsOffline() {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "a", "enabled": true},
                  {"service": "b", "enabled": true,
                   "depends": {"not": {"on": "svc:/a", "grouping": "exclude_all"}}},
                  {"service": "c", "enabled": true, "depends": {"b": "svc:/b"}},
                ]}
                """)
            .online("svc:/a:default", 5)
            .report("svc:/b:default", "offline", "none", 5)
            .report("svc:/c:default", "offline", "none", 5);

    assertThat(host.run("svcs", "-x", "svc:/c").out())
        .contains("Reason: Service svc:/b:default is offline.\n");
  }

  @Test
  void whatWaitsForNothingThatIsKnownHasAnUnknownReason() {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "a", "enabled": true},
                  {"service": "b", "enabled": true, "depends": {"a": "svc:/a"}},
                ]}
                """)
            .report("svc:/a:default", "offline", "none", 5)
            .report("svc:/b:default", "offline", "none", 5);

    assertThat(host.run("svcs", "-x", "svc:/a").out())
        .contains("Reason: Unknown.\n   See: http://illumos.org/msg/SMF-8000-AR\n");
    assertThat(host.run("svcs", "-x", "svc:/b").out())
        .contains("Reason: Service svc:/a:default is not running for an unknown reason.\n");
  }

  @Test
  void anExclusionNamesWhoRuns() {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "a", "enabled": true},
                  {"service": "b", "enabled": true,
                   "depends": {"not": {"on": "svc:/a", "grouping": "exclude_all"}}},
                ]}
                """)
            .online("svc:/a:default", 5)
            .report("svc:/b:default", "offline", "none", 5);

    assertThat(host.run("svcs", "-x").out())
        .contains("svc:/b:default (?)\n")
        .contains(
            "Reason: Service svc:/a:default is running.\n   See: http://illumos.org/msg/SMF-8000-FJ\n");
  }

  @Test
  void maintenanceOnBehalfOfAServiceNamesItAndItsLog() {
    Host host =
        new Host()
            .manifest(
                "{\"services\": [{\"service\": \"a\", \"enabled\": true}, {\"service\": \"b\"}]}")
            .report("svc:/b:default", "online", "none", 5, "logfile=/var/svc/log/b:default.log")
            .report(
                "svc:/a:default",
                "maintenance",
                "none",
                60,
                "auxiliary_state=service_request",
                "auxiliary_fmri=svc:/b:default");

    assertThat(host.run("svcs", "-x", "svc:/a").out())
        .contains("Reason: Maintenance requested by \"svc:/b:default\"\n")
        .contains("   See: /var/svc/log/b:default.log\n");
  }

  @Test
  void aTemporaryDisableWithCommentIsNamedAsSuch() {
    Host host = chain();
    host.run("svcadm", "disable", "-tc", "out of paper", "rfc1179");
    host.report("svc:/print/rfc1179:default", "disabled", "none", 1);

    assertThat(host.run("svcs", "-x", "rfc1179").out())
        .contains("Reason: Temporarily disabled by an administrator: out of paper\n");
    assertThat(host.run("svcs", "-x", "listener").out())
        .contains("Reason: Service svc:/print/rfc1179:default is temporarily disabled.\n");
  }

  @Test
  void jsonHasCausesWithTheirPaths() {
    assertThat(JsonText.write(JsonText.parse(chain().run("svcs", "-xj", "listener").out())))
        .contains(
            "\"causes\":[{\"fmri\":\"svc:/print/server:default\",\"reason\":\"Disabled by an"
                + " administrator.\",\"path\":[\"svc:/print/listener:default\","
                + "\"svc:/print/rfc1179:default\",\"svc:/print/server:default\"],"
                + "\"code\":\"SMF-8000-05\"}]");
  }

  @Test
  void aChainOfAnyLengthIsFollowed() {
    Host host = new Host();
    int length = 5_000;
    for (int i = 0; i < length; i++) {
      InstanceFmri instance = InstanceFmri.of("svc:/chain/s" + i + ":default");
      host.commit(new Change.AddService(instance.service()), new Change.AddInstance(instance));
    }
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < length; i++) {
      batch
          .append("select chain/s")
          .append(i)
          .append(":default\n")
          .append("addpg general framework\nsetprop general/enabled = boolean: ")
          .append(i > 0)
          .append('\n');
      if (i > 0) {
        batch
            .append("addpg dep dependency\nsetprop dep/grouping = astring: require_all\n")
            .append(
                "setprop dep/restart_on = astring: none\nsetprop dep/entities = fmri: svc:/chain/s")
            .append(i - 1)
            .append(":default\n");
      }
    }
    assertThat(host.file("b", batch.toString()).run("svccfg", "-f", "b").err()).isEmpty();
    for (int i = 0; i < length; i++) {
      host.report("svc:/chain/s" + i + ":default", i == 0 ? "disabled" : "offline", "none", 1);
    }

    assertThat(host.run("svcs", "-x").out())
        .startsWith("svc:/chain/s0:default (?)\n")
        .endsWith("Impact: 4999 dependent services are not running.  (Use -v for list.)\n");
    assertThat(host.run("svcadm", "enable", "-s", "svc:/chain/s4999").err())
        .isEqualTo("svcadm: Instance \"svc:/chain/s4999:default\" has unsatisfied dependencies.\n");
  }
}
