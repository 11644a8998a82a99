package systemk.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;

class ChecksTest {
  private static final String A = "svc:/a:default";
  private static final String B = "svc:/b:default";
  private static final String C = "svc:/c:default";

  @Test
  void nothingIsWrongWithWhatIsRight() {
    Configured all =
        Configured.instance(A)
            .and(B)
            .needing(A, "b", B, "svc:/missing", "file://localhost/etc/a")
            .group(A, "config", "application")
            .set(A, "config", Property.count("port", 80))
            .method(A, "start", "/bin/a -p %{config/port} %m %%")
            .method(A, "stop", ":kill -HUP")
            .method(A, "refresh", ":true");

    assertThat(all.messages()).isEmpty();
  }

  @Test
  void everythingThatIsWrongWithADependencyIsSaidAtOnce() {
    assertThat(
            Configured.instance(A)
                .needing(A, "net", "svc:/b/:properties/x")
                .set(A, "net", "grouping", "all")
                .delete(A, "net", "restart_on")
                .set(A, "net", "type", "host")
                .messages())
        .containsExactly(
            A
                + ": dependency \"net\" has an unknown grouping \"all\"; known are require_all,"
                + " require_any, optional_all, exclude_all",
            A + ": dependency \"net\" has no single restart_on",
            A + ": dependency \"net\" has an unknown type \"host\"; known are service, path",
            A + ": dependency \"net\" names a property: \"svc:/b/:properties/x\"");
  }

  @Test
  void whatIsWrongWithAServiceIsSaidOnceWhereItIs() {
    Configured two =
        Configured.instance("svc:/a:x").and("svc:/a:y").group("svc:/a", "net", "dependency");

    assertThat(two.messages())
        .hasSize(4)
        .allMatch(message -> message.startsWith("svc:/a: dependency \"net\" has no "));
  }

  @Test
  void aCycleIsNamedInOrderWithTheDependencyThatClosesIt() {
    Configured chain =
        Configured.instance(A).and(B).and(C).needing(A, "to_b", "svc:/b").needing(B, "to_c", C);

    assertThat(chain.messages()).isEmpty();
    assertThat(chain.committed().needing(C, "to_a", A).messages())
        .containsExactly(
            C + ": to_a closes a dependency cycle: " + C + " -> " + A + " -> " + B + " -> " + C);
  }

  @Test
  void theLastChangeIsBlamedForACycleOfOneTransaction() {
    Configured both = Configured.instance(A).and(B);

    assertThat(both.needing(B, "to_a", A).needing(A, "to_b", B).messages())
        .containsExactly(A + ": to_b closes a dependency cycle: " + A + " -> " + B + " -> " + A);
    assertThat(both.needing(A, "to_b", B).needing(B, "to_a", A).messages())
        .containsExactly(B + ": to_a closes a dependency cycle: " + B + " -> " + A + " -> " + B);
  }

  @Test
  void anInstanceMayNotDependOnItsOwnService() {
    assertThat(Configured.instance(A).needing(A, "self", "svc:/a").messages())
        .containsExactly(A + ": self closes a dependency cycle: " + A + " -> " + A);
  }

  @Test
  void aNewInstanceOfAServiceThatOthersDependOnCanCloseACycle() {
    Configured chain = Configured.instance(A).and("svc:/b:x").needing(A, "to_b", "svc:/b");

    assertThat(chain.committed().and("svc:/b:y").needing("svc:/b:y", "to_a", A).messages())
        .containsExactly(
            "svc:/b:y: to_a closes a dependency cycle: svc:/b:y -> svc:/a:default -> svc:/b:y");
  }

  @Test
  void exclusionIsNoOrderAndClosesNoCycle() {
    Configured both =
        Configured.instance(A)
            .and(B)
            .needing(A, "not_b", B)
            .set(A, "not_b", "grouping", "exclude_all")
            .needing(B, "to_a", A);

    assertThat(both.messages()).isEmpty();
  }

  @Test
  void whatIsNotCompleteIsInNoCycleUntilItIs() {
    Configured half =
        Configured.instance(A)
            .and(B)
            .delete(B, "general", "enabled")
            .needing(A, "to_b", B)
            .needing(B, "to_a", A);

    assertThat(half.messages()).isEmpty();
    assertThat(half.committed().set(B, "general", Property.of("enabled", false)).messages())
        .containsExactly(B + ": to_a closes a dependency cycle: " + B + " -> " + A + " -> " + B);
  }

  @Test
  void anOldCycleIsNotTheFaultOfWhoLeavesDependenciesAlone() {
    Configured cyclic =
        Configured.instance(A).and(B).needing(A, "to_b", B).needing(B, "to_a", A).committed();

    assertThat(cyclic.method(A, "start", "/bin/a").messages()).isEmpty();
    assertThat(Checks.of(cyclic.after(), InstanceFmri.of(A)).map(Violation::message))
        .containsExactly(A + ": to_b closes a dependency cycle: " + A + " -> " + B + " -> " + A);
  }

  @Test
  void aRestarterIsDependedOn() {
    Configured both =
        Configured.instance(A)
            .and(B)
            .needing(B, "to_a", A)
            .set(A, "general", Property.of("restarter", ValueType.FMRI, B));

    assertThat(both.messages())
        .containsExactly(
            A + ": general/restarter closes a dependency cycle: " + A + " -> " + B + " -> " + A);
  }

  @Test
  void aRestarterIsAnInstance() {
    assertThat(
            Configured.instance(A)
                .set(A, "general", Property.of("restarter", ValueType.FMRI, "svc:/b"))
                .messages())
        .containsExactly(A + ": general/restarter \"svc:/b\" is not the FMRI of an instance");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/bin/a %{config/port} | no property for %{config/port}",
        "/bin/a %x | unknown token %x",
        "/bin/a %{x | %{ is not closed",
        "/bin/a % | a lone % ends the command",
        ":kil | it is neither :true nor :kill [-SIGNAL] with a known signal",
        ":kill -HUB | it is neither :true nor :kill [-SIGNAL] with a known signal",
      })
  void aMethodThatCannotBeRunSaysWhy(String exec, String why) {
    assertThat(Configured.instance(A).method(A, "start", exec).messages())
        .containsExactly(A + ": cannot run start/exec \"" + exec + "\": " + why);
  }

  @Test
  void aTransientServiceHasNothingToKill() {
    assertThat(
            Configured.instance(A)
                .group(A, "startd", "framework")
                .set(A, "startd", "duration", "transient")
                .method(A, "stop", ":kill")
                .messages())
        .containsExactly(
            A + ": cannot run stop/exec \":kill\": a transient service has no processes to signal");
  }

  @Test
  void aMethodSaysWhatItRunsWhoeverRunsIt() {
    assertThat(Configured.instance(A).group(A, "inetd_start", "method").messages())
        .containsExactly(A + ": method \"inetd_start\" has no single exec");
  }

  @Test
  void whatAnotherRestarterRunsIsItsOwnBusiness() {
    assertThat(
            Configured.instance(A)
                .set(A, "general", Property.of("restarter", ValueType.FMRI, "svc:/inetd:default"))
                .method(A, "stop", ":kill_process")
                .messages())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "method_context", "check"})
  void aContextThatCannotBeFollowedIsNamedWhereItIs(String group) {
    Configured broken =
        Configured.instance(A)
            .method(A, "start", "/bin/a")
            .method("svc:/a", "stop", ":kill")
            .group("svc:/a", group, "framework")
            .set("svc:/a", group, "privileges", "net_bind")
            .set("svc:/a", group, "limits", "files=1");

    assertThat(broken.messages())
        .containsExactlyInAnyOrder(
            "svc:/a: "
                + group
                + "/privileges cannot be \"net_bind\": there is no capability"
                + " \"net_bind\"",
            "svc:/a: "
                + group
                + "/limits cannot be \"files=1\": there is no limit \"files\"; known"
                + " are as, core, cpu, data, fsize, locks, memlock, nofile, nproc, rss, rtprio,"
                + " stack");
    assertThat(
            broken
                .set(A, "general", Property.of("restarter", ValueType.FMRI, "svc:/inetd:default"))
                .messages())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fd, 3, 1, true",
    "fd, 4, 1, false",
    "fd, 4, 2, true",
    "fd, , 1, true",
    "fd, 3, 0, false",
    "notify, 3, 1, false",
    "exit, 3, 1, false"
  })
  void whatIsReadyOnADescriptorIsNotPassedAnotherInItsPlace(
      String readiness, @Nullable Long descriptor, long kept, boolean conflict) {
    Configured service =
        Configured.instance(A)
            .group(A, "startd", "framework")
            .set(A, "startd", "readiness", readiness)
            .set(A, "startd", Property.count("fd_store", kept));
    Configured whole =
        descriptor == null
            ? service
            : service.set(A, "startd", Property.count("readiness_fd", descriptor));

    assertThat(whole.messages())
        .isEqualTo(
            conflict
                ? Vector.of(
                    "%s: startd/readiness_fd cannot be %d: startd/fd_store has up to %d descriptors passed from 3 on; write %d or more"
                        .formatted(A, descriptor == null ? 3 : descriptor, kept, kept + 3))
                : Vector.empty());
    assertThat(whole.set(A, "startd", "duration", "transient").messages()).isEmpty();
  }

  @Test
  void propertiesOfSmfHaveItsTypes() {
    assertThat(
            Configured.instance(A)
                .set(A, "general", "enabled", "true")
                .group(A, "startd", "framework")
                .set(A, "startd", "duration", "trasient")
                .set(A, "startd", "critical_failure_count", "5")
                .needing(A, "b", B)
                .set(A, "b", "entities", B)
                .method(A, "start", "/bin/a")
                .set(A, "start", "timeout_seconds", "60")
                .set(A, "start", new Property("user", ValueType.USTRING, Vector.of("a", "b")))
                .group(A, "dependents", "framework")
                .set(A, "dependents", "x", B)
                .messages())
        .containsExactlyInAnyOrder(
            A + ": general/enabled is of type astring, not boolean",
            A
                + ": startd/duration cannot be \"trasient\"; allowed are contract, transient, child,"
                + " wait",
            A + ": startd/critical_failure_count is of type astring, not count or integer",
            A + ": b/entities is of type astring, not fmri",
            A + ": start/timeout_seconds is of type astring, not count or integer",
            A + ": start/user has 2 values, not 1",
            A + ": dependents/x is of type astring, not fmri");
  }

  @ParameterizedTest
  @ValueSource(strings = {"svc:/a:x", "svc:/a"})
  void whatWasWrongBeforeCountsOnlyForWhoIsChanged(String broken) {
    Configured old =
        Configured.instance("svc:/a:x")
            .and("svc:/a:y")
            .group(broken, "start", "method")
            .committed();

    assertThat(old.messages()).isEmpty();
    assertThat(old.group("svc:/a:y", "c", "application").messages()).isEmpty();
    assertThat(old.group(broken, "c", "application").messages())
        .containsExactly(broken + ": method \"start\" has no single exec");
  }

  @Test
  void whatAServiceTakesAwayFromItsInstancesCounts() {
    Configured old =
        Configured.instance(A)
            .group("svc:/a", "config", "application")
            .set("svc:/a", "config", "port", "80")
            .method(A, "start", "/bin/a %{config/port}")
            .committed();

    assertThat(old.delete("svc:/a", "config", "port").messages())
        .containsExactly(
            A
                + ": cannot run start/exec \"/bin/a %{config/port}\": no property for"
                + " %{config/port}");
  }

  @Test
  void reportsAndSnapshotsAreNotChecked() {
    Configured old = Configured.instance(A).group(A, "start", "method").committed();
    InstanceFmri a = InstanceFmri.of(A);

    assertThat(
            old.with(new Change.TakeSnapshot(a, "running"))
                .with(
                    new Change.Report(a, "restarter", "framework", Vector.empty(), Vector.empty()))
                .messages())
        .isEmpty();
  }

  @Test
  void accountsAreWhatMethodsNameOfThoseTouched() {
    Configured all =
        Configured.instance(A)
            .method(A, "start", "/bin/a")
            .set(A, "start", "user", "www")
            .set(A, "start", "group", ":default")
            .set(A, "start", "supp_groups", "adm, 12")
            .method(A, "stop", ":kill")
            .group(A, "method_context", "framework")
            .set(A, "method_context", "user", "nobody");
    InstanceFmri a = InstanceFmri.of(A);

    assertThat(Checks.accounts(all.after(), all.changes()))
        .containsExactly(
            new Account(Account.Kind.USER, "www", a, "start"),
            new Account(Account.Kind.GROUP, "adm", a, "start"),
            new Account(Account.Kind.GROUP, "12", a, "start"),
            new Account(Account.Kind.USER, "nobody", a, "method_context"));
    assertThat(Checks.accounts(all.after(), Vector.empty())).isEmpty();
  }

  @Test
  void aLongChainIsCheckedInOneGo() {
    Vector<Change> changes = Vector.empty();
    for (int i = 0; i < 3_000; i++) {
      changes = changes.appendAll(link(i));
    }
    Configured whole = Configured.nothing().withAll(changes);

    assertThat(whole.messages()).isEmpty();
    assertThat(whole.needing("svc:/s0:default", "round", "svc:/s2999:default").messages())
        .singleElement()
        .asString()
        .startsWith("svc:/s0:default: round closes a dependency cycle: svc:/s0:default -> ");
  }

  private static Vector<Change> link(int i) {
    Configured one = Configured.instance("svc:/s" + i + ":default");
    return (i == 0
            ? one
            : one.needing("svc:/s" + i + ":default", "before", "svc:/s" + (i - 1) + ":default"))
        .changes();
  }
}
