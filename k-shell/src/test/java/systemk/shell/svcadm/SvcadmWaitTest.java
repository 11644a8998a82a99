package systemk.shell.svcadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcadmWaitTest {
  private static final String WEB = "svc:/site/web:default";
  private static final String DB = "svc:/site/db:default";

  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {"service": "site/web", "depends": {"db": "svc:/site/db"}},
              {"service": "site/db"},
              {"service": "site/other", "enabled": true, "restarter": "svc:/site/rest:default"},
            ]}
            """)
        .report(WEB, "disabled", "none", 60)
        .report(DB, "disabled", "none", 60);
  }

  /// What a restarter does about a request: it removes it in the transaction that acts on it.
  private static void take(Host host, String fmri, String action, String state, String next) {
    InstanceFmri instance = InstanceFmri.of(fmri);
    String value = host.run("svcprop", "-p", "restarter_actions/" + action, fmri).out().strip();
    host.commit(new Change.Consume(instance, "restarter_actions", action, value));
    host.report(fmri, state, next, 60);
  }

  private static void ends(Outcome.Exit exit, int status, String err) {
    assertThat(exit.err()).isEqualTo(err);
    assertThat(exit.status()).isEqualTo(status);
  }

  @Test
  void enableEndsWhenAllRun() {
    Host host = host();
    host.then(() -> host.report(DB, "offline", "online", 1))
        .then(() -> host.online(DB, 1))
        .then(() -> host.report(WEB, "offline", "online", 1))
        .then(() -> host.report(WEB, "degraded", "none", 1));

    ends(host.run("svcadm", "enable", "-rs", "web"), 0, "");
  }

  @Test
  void enableWaitsUntilAllRunAtOnce() {
    Host host = host();
    host.then(() -> host.online(DB, 1))
        .then(() -> host.report(DB, "offline", "online", 1))
        .then(() -> host.online(WEB, 1))
        .then(() -> host.report(DB, "maintenance", "none", 1));

    ends(
        host.run("svcadm", "enable", "-s", "db", "web"),
        3,
        "svcadm: Instance \"" + DB + "\" is in maintenance state.\n");
  }

  @Test
  void enableFailsInMaintenance() {
    Host host = host();
    host.then(() -> host.report(DB, "maintenance", "none", 1));

    ends(
        host.run("svcadm", "enable", "-st", "db"),
        3,
        "svcadm: Instance \"" + DB + "\" is in maintenance state.\n");
  }

  @Test
  void aClearIsTakenBeforeTheCommandEndsIfAnybodyIsThereToTakeIt() {
    Host host = host();
    host.report(DB, "maintenance", "none", 60)
        .then(() -> take(host, DB, "maint_off", "uninitialized", "none"))
        .then(() -> host.run("svcadm", "mark", "maintenance", "db"));

    ends(host.run("svcadm", "clear", "db"), 0, "");

    assertThat(host.run("svcs", "-Ho", "state", DB).out()).isEqualTo("uninitialized\n");
    host.report(DB, "maintenance", "none", 60);
    ends(host.run("svcadm", "clear", "db"), 0, "");
  }

  @Test
  void enableWaitsForAClearThatIsUnderWay() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.report(DB, "maintenance", "none", 60);
    host.run("svcadm", "clear", "db");
    host.then(() -> take(host, DB, "maint_off", "uninitialized", "none"))
        .then(() -> host.online(DB, 1));

    ends(host.run("svcadm", "enable", "-s", "db"), 0, "");
  }

  @Test
  void enableWaitsForARestartThatIsUnderWay() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.online(DB, 60);
    host.run("svcadm", "restart", "db");
    host.then(() -> take(host, DB, "restart", "online", "offline")).then(() -> host.online(DB, 1));

    ends(host.run("svcadm", "enable", "-s", "-t", "db"), 0, "");

    assertThat(host.run("svcs", "-Ho", "state,nstate", DB).out().split("\\s+"))
        .containsExactly("online", "-");
  }

  @Test
  void enableCannotStartWithoutItsDependency() {
    Host host = host();
    host.then(() -> host.report(WEB, "offline", "none", 1));

    ends(
        host.run("svcadm", "enable", "-s", "web"),
        4,
        "svcadm: Instance \"" + WEB + "\" has unsatisfied dependencies.\n");
  }

  @Test
  void failingOutweighsBeingUnable() {
    Host host = host();
    host.then(() -> host.report(WEB, "offline", "none", 1))
        .then(() -> host.report(DB, "maintenance", "none", 1));

    ends(
        host.run("svcadm", "enable", "-s", "web", "db"),
        3,
        "svcadm: Instance \""
            + WEB
            + "\" has unsatisfied dependencies.\n"
            + "svcadm: Instance \""
            + DB
            + "\" is in maintenance state.\n");
  }

  @Test
  void aContraryChangeEndsTheWait() {
    Host host = host();
    host.then(() -> host.run("svcadm", "disable", "db"));

    ends(
        host.run("svcadm", "enable", "-s", "db"),
        3,
        "svcadm: Instance \"" + DB + "\" has been disabled by another entity.\n");
  }

  @Test
  void disableEndsWhenItIsDown() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.online(DB, 30)
        .then(() -> host.report(DB, "online", "disabled", 30))
        .then(() -> host.report(DB, "disabled", "none", 1));

    ends(host.run("svcadm", "disable", "-s", "db"), 0, "");
  }

  @Test
  void restartEndsWhenItRunsAgain() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.online(DB, 60)
        .then(() -> take(host, DB, "restart", "online", "offline"))
        .then(() -> host.report(DB, "offline", "none", 20))
        .then(() -> host.report(DB, "offline", "online", 20))
        .then(() -> host.online(DB, 10));

    ends(host.run("svcadm", "restart", "-s", "db"), 0, "");
  }

  @Test
  void restartFailsWhenItDoesNotComeBack() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.online(DB, 60)
        .then(() -> take(host, DB, "restart", "online", "offline"))
        .then(() -> host.report(DB, "maintenance", "none", 10));

    ends(
        host.run("svcadm", "restart", "-s", "db"),
        3,
        "svcadm: Instance \"" + DB + "\" is in maintenance state.\n");
  }

  @Test
  void refreshEndsWhenItsMethodHasRun() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.online(DB, 60)
        .then(() -> take(host, DB, "refresh", "online", "online"))
        .then(() -> host.online(DB, 60));

    ends(host.run("svcadm", "refresh", "-s", "db"), 0, "");
  }

  @Test
  void clearEndsWhenItRuns() {
    Host host = host();
    host.run("svcadm", "enable", "db");
    host.report(DB, "maintenance", "none", 60)
        .then(() -> take(host, DB, "maint_off", "maintenance", "none"))
        .then(() -> host.report(DB, "uninitialized", "none", 10))
        .then(() -> host.online(DB, 5));

    ends(host.run("svcadm", "clear", "-s", "db"), 0, "");
  }

  @Test
  void markEndsWhenItIsInMaintenance() {
    Host host = host();
    host.then(() -> take(host, DB, "maint_on", "disabled", "none"))
        .then(() -> host.report(DB, "maintenance", "none", 1));

    ends(host.run("svcadm", "mark", "-s", "maintenance", "db"), 0, "");
  }

  @Test
  void aLostRestarterEndsTheWait() {
    Host host = host();
    host.then(() -> host.report("svc:/site/other:default", "uninitialized", "none", 1));

    ends(
        host.run("svcadm", "enable", "-s", "other"),
        4,
        "svcadm: Restarter for instance \"svc:/site/other:default\" is unavailable.\n");
  }

  @Test
  void aDeletedInstanceEndsTheWait() {
    Host host = host();
    host.then(() -> host.commit(Vector.of(new Change.DeleteInstance(InstanceFmri.of(DB)))));

    ends(
        host.run("svcadm", "enable", "-s", "db"),
        3,
        "svcadm: Instance \"" + DB + "\" has been deleted.\n");
  }

  @Test
  void delegateEndsWhenTheNewRestarterHasIt() {
    Host host = host();
    host.run("svcadm", "enable", "web");
    host.online("svc:/site/db:default", 1)
        .report(WEB, "offline", "none", 60)
        .then(() -> order(host, WEB, "online", 2))
        .then(() -> host.report(WEB, "offline", "online", 1))
        .then(() -> done(host, WEB, "online", 2));

    ends(host.run("svcadm", "delegate", "-s", "db", "web"), 0, "");
  }

  @Test
  void delegateFailsWithoutItsRestarter() {
    Host host = host();
    ends(
        host.run("svcadm", "delegate", "-s", "db", "web"),
        4,
        "svcadm: Restarter for instance \"" + WEB + "\" is unavailable.\n");
  }

  private static void order(Host host, String fmri, String target, long serial) {
    host.commit(
        new Order(InstanceState.ofToken(target).get(), Reason.NONE, serial)
            .report(InstanceFmri.of(fmri)));
  }

  private static void done(Host host, String fmri, String state, long serial) {
    host.commit(
        new StateReport(
                InstanceFmri.of(fmri),
                InstanceState.ofToken(state).get(),
                Option.none(),
                Reason.NONE,
                serial,
                Option.none(),
                TreeMap.empty())
            .changes(Host.NOW));
  }

  private static final String MILESTONES =
      """
      {"services": [
        {"service": "milestone/multi-user", "enabled": true, "start": ":true", "duration": "transient",
         "depends": {"in": "svc:/site/inside:default"}},
        {"service": "site/inside", "enabled": true, "start": "sleep 1"},
        {"service": "site/outside", "enabled": true, "start": "sleep 1"},
      ]}
      """;

  @Test
  void milestoneEndsWhenItIsUpAndAllOthersAreDown() {
    String milestone = "svc:/milestone/multi-user:default";
    Host host = host().manifest(MILESTONES);
    host.online("svc:/site/inside:default", 60)
        .report("svc:/site/outside:default", "online", "none", 60, "contract=7")
        .report(milestone, "offline", "none", 60)
        .then(() -> host.online(milestone, 1))
        .then(() -> host.report("svc:/site/outside:default", "online", "disabled", 1))
        .then(() -> host.report("svc:/site/outside:default", "disabled", "none", 1));

    ends(host.run("svcadm", "milestone", "-s", "multi-user"), 0, "");
  }

  @Test
  void milestoneSaysWhatKeepsItFromBeingReached() {
    String milestone = "svc:/milestone/multi-user:default";
    Host host = host().manifest(MILESTONES);
    host.report("svc:/site/inside:default", "offline", "none", 60)
        .report("svc:/site/outside:default", "disabled", "none", 60)
        .report(milestone, "offline", "none", 60)
        .then(() -> host.report("svc:/site/inside:default", "maintenance", "none", 1));

    ends(
        host.run("svcadm", "milestone", "-s", "multi-user"),
        4,
        "svcadm: Instance \"" + milestone + "\" has unsatisfied dependencies.\n");
  }

  @Test
  void theWaitHasABound() {
    ends(
        host().run("svcadm", "enable", "-s", "-T", "7", "db"),
        3,
        "svcadm: Timed out after 7 seconds waiting for \""
            + DB
            + "\" to be running (was disabled).\n");
  }
}
