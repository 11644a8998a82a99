package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Confirmation;
import systemk.core.repository.Snapshot;
import systemk.shell.Host;
import systemk.shell.Outcome;

class TransactionTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:default");
  private static final InstanceFmri DB = InstanceFmri.of("svc:/site/db:default");

  private final Host host = new Host();

  @BeforeEach
  void configure() {
    for (String name : new String[] {"web", "db"}) {
      host.file(
              "/" + name + ".cfg",
              """
              add site/%1$s
              select site/%1$s
              add default
              select default
              addpg general framework
              setprop general/enabled = boolean: true
              addpg config application
              setprop config/port = count: 80
              addpg start method
              setprop start/exec = astring: "/bin/%1$s"
              setprop start/timeout_seconds = count: 60
              refresh
              """
                  .formatted(name))
          .run("svccfg", "-f", "/" + name + ".cfg");
    }
    host.commit(
        new Change.CopySnapshot(WEB, Snapshot.RUNNING, Snapshot.START),
        new Change.CopySnapshot(DB, Snapshot.RUNNING, Snapshot.START));
    host.online(WEB.toString(), 10).online(DB.toString(), 10);
  }

  private Outcome.Exit script(String text) {
    return host.file("/s.cfg", text).run("svccfg", "-f", "/s.cfg");
  }

  private Option<String> port(InstanceFmri fmri) {
    return host.state().current(fmri).value("config", "port");
  }

  private long generation() {
    return host.state().revision().generation();
  }

  private static final String BOTH =
      """
      begin -m "move the ports"
      select site/web:default
      setprop config/port = 8080
      select site/db:default
      setprop config/port = 5432
      """;

  @Test
  void committingChangesAllOfItAtOnceAndAsksWhatItTakes() {
    int before = host.commits();
    Outcome.Exit exit = script(BOTH + "commit\n");
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out())
        .isEqualTo(
            """
            Committed generation %d.
              restart svc:/site/db:default
              restart svc:/site/web:default
            """
                .formatted(generation()));
    assertThat(host.commits()).isEqualTo(before + 1);
    assertThat(port(WEB)).contains("8080");
    assertThat(port(DB)).contains("5432");
    assertThat(host.state().snapshot(WEB, Snapshot.PREVIOUS).get().composition())
        .satisfies(then -> assertThat(then.value("config", "port")).contains("80"));
  }

  @Test
  void aPlanTellsWhatChangesAndWhatServicesDoAndChangesNothing() {
    long before = generation();
    Outcome.Exit exit = script(BOTH + "plan\nabort\n");
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out())
        .contains("- config/port = count: 80  [admin]")
        .contains("+ config/port = count: 8080  [admin]")
        .contains("stop        svc:/site/web:default  config/port changes");
    assertThat(generation()).isEqualTo(before);
  }

  @Test
  void abortTakesNoWordsAndTheTransactionStaysOpenWithoutItsEffect() {
    Outcome.Exit exit = script(BOTH + "abort now\nabort\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err()).contains("Syntax error.").doesNotContain("no transaction is open");
  }

  @Test
  void whatIsNeitherCommittedNorAbortedIsAFailureAndChangesNothing() {
    long before = generation();
    Outcome.Exit exit = script(BOTH);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err()).contains("neither committed nor aborted");
    assertThat(generation()).isEqualTo(before);
  }

  @Test
  void everyLineThatFailsIsNamedAndNothingIsCommitted() {
    long before = generation();
    Outcome.Exit exit =
        script(
            """
            begin
            select site/web:default
            setprop config/port = 1
            setprop nothing/here = 2
            select site/absent
            setprop config/port = nonsense
            commit
            """);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err())
        .contains("line 4")
        .contains("line 5")
        .contains("line 6")
        .contains("line 7): nothing is committed, because 3 commands failed");
    assertThat(generation()).isEqualTo(before);
    assertThat(port(WEB)).contains("80");
  }

  @Test
  void aCommitBegunOnAnEarlierGenerationIsRefusedAndNamesWhoMovedWhat() {
    long base = generation();
    host.run("svccfg", "-s", "site/db:default", "setprop", "config/port", "=", "7");
    String stale =
        """
        begin -g %d
        select site/web:default
        setprop config/port = 8080
        commit%s
        """;
    Outcome.Exit exit = script(stale.formatted(base, ""));
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err())
        .contains("begun on generation " + base)
        .contains("root  test: svc:/site/db:default/:properties/config")
        .contains("commit --retry");
    assertThat(port(WEB)).contains("80");
    assertThat(script(stale.formatted(base, " --retry")).status()).isZero();
    assertThat(port(WEB)).contains("8080");
    Outcome.Exit overlap = script(stale.formatted(base, " --retry"));
    assertThat(overlap.status()).isEqualTo(1);
    assertThat(overlap.err()).contains("svc:/site/web:default/:properties/config");
  }

  @Test
  void anAtomicFileIsATransaction() {
    Outcome.Exit exit =
        host.file("/s.cfg", "select site/web:default\nsetprop config/port = 81\n")
            .run("svccfg", "--atomic", "-f", "/s.cfg");
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out()).startsWith("Committed generation");
    assertThat(port(WEB)).contains("81");
  }

  @Test
  void rollingBackGoesBackBeforeTheLastTransactionAndThereIsAWayBackFromThat() {
    script(BOTH + "commit\n");
    // As the restarter notes when it has started them again.
    host.commit(new Change.CopySnapshot(WEB, Snapshot.RUNNING, Snapshot.START));
    Outcome.Exit exit = host.run("svccfg", "rollback");
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out()).contains("restart svc:/site/web:default");
    assertThat(port(WEB)).contains("80");
    assertThat(port(DB)).contains("80");
    host.run("svccfg", "rollback", "--to", "rollback");
    assertThat(port(WEB)).contains("8080");
  }

  @Test
  void rollingBackOneServiceLeavesTheOthers() {
    host.run("svccfg", "snapshot", "good");
    script(BOTH + "commit\n");
    Outcome.Exit plan = host.run("svccfg", "rollback", "--to", "good", "site/web", "--plan");
    assertThat(plan.out()).contains("site/web").doesNotContain("site/db");
    assertThat(port(WEB)).contains("8080");
    host.run("svccfg", "rollback", "--to", "good", "site/web");
    assertThat(port(WEB)).contains("80");
    assertThat(port(DB)).contains("5432");
  }

  @Test
  void aDeletedServiceComesBack() {
    host.run("svccfg", "delete", "-f", "svc:/site/web");
    assertThat(host.state().exists(WEB)).isFalse();
    host.run("svccfg", "rollback");
    assertThat(port(WEB)).contains("80");
    assertThat(host.state().snapshot(WEB, Snapshot.RUNNING)).isNotEmpty();
  }

  @Test
  void undoTakesBackOneTransactionAndKeepsLaterOnes() {
    script(BOTH + "commit\n");
    long moved = generation();
    host.run("svccfg", "-s", "site/web:default", "setprop", "start/exec", "=", "/bin/other");
    Outcome.Exit exit = host.run("svccfg", "undo", String.valueOf(moved));
    assertThat(exit.err()).isEmpty();
    assertThat(port(WEB)).contains("80");
    assertThat(host.state().current(WEB).value("start", "exec")).contains("/bin/other");
  }

  @Test
  void undoIsRefusedWhereLaterTransactionsChangedTheSame() {
    script(BOTH + "commit\n");
    long moved = generation();
    host.run("svccfg", "-s", "site/web:default", "setprop", "config/port", "=", "9");
    Outcome.Exit exit = host.run("svccfg", "undo", String.valueOf(moved));
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err()).contains("svc:/site/web:default/:properties/config");
    assertThat(port(DB)).contains("5432");
  }

  @Test
  void theLogNamesWhoDidWhatNewestFirst() {
    script(BOTH + "commit\n");
    Outcome.Exit log = host.run("svccfg", "log", "-n", "1");
    assertThat(log.out())
        .startsWith(generation() + "  2026-03-10 12:00:00  root  test\n")
        .contains("move the ports")
        .contains("svc:/site/web");
    assertThat(host.run("svccfg", "log", "-p", "-n", "1").out()).contains("+ config/port");
    assertThat(host.run("svccfg", "log", "-j", "-n", "1").out()).contains("\"generation\"");
    assertThat(host.run("svccfg", "log", "site/none").status()).isEqualTo(1);
    assertThat(host.run("svccfg", "show", String.valueOf(generation())).out())
        .contains("- config/port = count: 80  [admin]");
  }

  @Test
  void aDiffComparesAnyTwoStates() {
    long base = generation();
    host.run("svccfg", "-s", "site/web:default", "setprop", "config/port", "=", "9");
    assertThat(host.run("svccfg", "diff").out())
        .isEqualTo(
            """
            --- running
            +++ now
            svc:/site/web:default
            - config/port = count: 80  [admin]
            + config/port = count: 9  [admin]
            """);
    assertThat(host.run("svccfg", "diff", String.valueOf(base)).out()).contains("count: 9");
    assertThat(host.run("svccfg", "diff", String.valueOf(base), "now", "svc:/site/db").out())
        .doesNotContain("count");
    assertThat(host.run("svccfg", "diff", "-j", String.valueOf(base)).out())
        .contains("\"property\" : \"port\"");
    assertThat(host.run("svccfg", "diff", "never-taken").err())
        .contains("is no snapshot, generation, time or file");
    assertThat(host.run("svccfg", "diff", "999999").status()).isEqualTo(1);
  }

  @Test
  void aCommitThatWaitsToBeConfirmedSaysSoAndKeepsOthersOut() {
    Outcome.Exit exit = script(BOTH + "commit --confirm 60s --healthy site/web:default\n");
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out()).contains("It reverts in 60 s unless confirmed: svccfg confirm");
    Confirmation pending = Confirmation.pending(host.state()).get();
    assertThat(pending.base()).isEqualTo(generation() - 1);
    assertThat(pending.healthy()).containsExactly(WEB);
    Outcome.Exit second =
        script("begin\nselect site/web:default\nsetprop config/port = 1\ncommit\n");
    assertThat(second.err()).contains("waits to be confirmed");
    assertThat(host.run("svccfg", "confirm").status()).isZero();
    assertThat(Confirmation.pending(host.state())).isEmpty();
    assertThat(port(WEB)).contains("8080");
    assertThat(host.run("svccfg", "confirm").status()).isEqualTo(1);
  }

  @Test
  void theFilesOfTheRepositoryAreLookedAtSavedAndPutBack() {
    assertThat(host.run("svccfg", "verify").out()).isEqualTo("all sound\n");
    assertThat(host.run("svccfg", "backup", "night").out()).isEqualTo("/backup-night\n");
    assertThat(host.run("svcadm", "_smf_backup", "night").status()).isZero();
    assertThat(host.run("svccfg", "restore-repository", "/no/such").status()).isEqualTo(1);
    host.damaged("journal cut; restore it from a backup");
    assertThat(host.run("svccfg", "restore-repository", "/backup").out())
        .contains("the damaged files are kept in /damaged /backup");
    assertThat(host.run("svcs", "-x").out())
        .startsWith("The repository takes no changes.\nReason: journal cut;");
  }

  @Test
  void badOptionsAreNamed() {
    assertThat(script("begin\nadd x\ncommit --confirm soon\n").err()).contains("60s or 10m");
    assertThat(script("begin -x\ncommit\n").err()).contains("unknown option -x");
    assertThat(script("commit\n").err()).contains("begin one first");
    assertThat(host.run("svccfg", "rollback", "--to").err()).contains("wants a value");
    assertThat(host.run("svccfg", "undo", "x").err()).contains("is no generation");
    assertThat(host.run("svccfg", "snapshot", "7up").err()).contains("is not a snapshot name");
  }

  @Test
  void whoMayNotWriteMayReadTheLog() {
    script(BOTH + "commit\n");
    host.readOnly();
    assertThat(host.run("svccfg", "log").status()).isZero();
    for (String[] command :
        new String[][] {
          {"rollback"}, {"rollback", "--plan"}, {"undo"}, {"snapshot", "mine"}, {"verify"}
        }) {
      String[] all = new String[command.length + 1];
      all[0] = "svccfg";
      System.arraycopy(command, 0, all, 1, command.length);
      assertThat(host.run(all).err()).as(command[0]).contains("Permission denied.");
    }
    assertThat(host.refused()).isNotEmpty();
  }

  @Test
  void snapshotsOfEverythingHaveNames() {
    host.run("svccfg", "snapshot", "before");
    assertThat(host.run("svccfg", "snapshot").out()).startsWith("before ");
    host.run("svccfg", "snapshot", "-d", "before");
    assertThat(host.run("svccfg", "snapshot").out()).isEmpty();
    assertThat(host.run("svccfg", "snapshot", "-d", "before").status()).isEqualTo(1);
  }

  @Test
  void aRollbackTouchesNoSnapshotNames() {
    host.run("svccfg", "snapshot", "one");
    host.commit(
        new Change.SetProperty(
            WEB, "config", Property.count("port", 5), Layer.ADMIN, Option.none()));
    host.run("svccfg", "snapshot", "two");
    host.run("svccfg", "rollback", "--to", "one");
    assertThat(port(WEB)).contains("80");
    assertThat(host.run("svccfg", "snapshot").out()).contains("one").contains("two");
  }
}
