package systemk.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Author;
import systemk.core.rights.Principal;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;

/// What the commands say to those who have rights to a part of the repository, or to none (smf.md
/// §7).
final class RightsTest {
  private static final String WEB = "svc:/site/web:default";
  private static final String DB = "svc:/site/db:default";
  private final Host host = new Host();

  @BeforeEach
  void services() {
    host.manifest(
        """
        {"services": [
          {"service": "site/web", "start": ":true", "duration": "transient",
           "general": {"action_authorization": "user:op"},
           "properties": {"secret": {"password": "hunter2", "modify_authorization": "user:op",
                                     "read_authorization": "group:audit"},
                          "config": {"port": 80, "value_authorization": "solaris.smf.value.web"}}},
          {"service": "site/db", "start": ":true", "duration": "transient"}
        ]}
        """);
    host.online(WEB, 10).online(DB, 10);
  }

  private static Principal user(String name) {
    return Principal.NOBODY.known(List.of("user:" + name));
  }

  @Test
  void svcadmDoesWhatIsAllowedAndRefusesTheRest() {
    host.as(user("op"));
    assertThat(host.run("svcadm", "restart", WEB, DB))
        .isEqualTo(new Outcome.Exit("", "svcadm: " + DB + ": Permission denied.\n", 1));
    assertThat(host.state().current(InstanceFmri.of(WEB)).property("restarter_actions", "restart"))
        .isNotEmpty();
    assertThat(host.state().current(InstanceFmri.of(DB)).hasGroup("restarter_actions")).isFalse();
    assertThat(host.refused().map(Requirement::entity)).containsOnly(InstanceFmri.of(DB));
  }

  @Test
  void actionAuthorizationDisablesForNowButNotForGood() {
    host.as(user("op"));
    assertThat(host.run("svcadm", "disable", "-t", "-c", "why", WEB))
        .isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.run("svcadm", "disable", WEB).err())
        .isEqualTo("svcadm: " + WEB + ": Permission denied.\n");
    assertThat(host.run("svcadm", "-v", "disable", WEB).err())
        .isEqualTo(
            "svcadm: "
                + WEB
                + ": Couldn't modify \"general\" property group (permission denied).\n");
    assertThat(host.run("svcadm", "milestone", "all").err())
        .isEqualTo("svcadm: svc:/system/svc/restarter:default: Permission denied.\n");
  }

  @Test
  void valueAuthorizationReplacesValuesAndNothingElse() {
    host.as(Principal.NOBODY.granted(List.of("solaris.smf.value.*")));
    assertThat(host.run("svccfg", "-s", "site/web", "setprop", "config/port", "=", "81").status())
        .isZero();
    assertThat(host.run("svccfg", "-s", "site/web", "setprop", "config/x", "=", "count:", "1"))
        .isEqualTo(Outcome.Exit.failed("svccfg: Permission denied.\n", 1));
    assertThat(host.run("svccfg", "-s", "site/web", "delprop", "config/port"))
        .isEqualTo(Outcome.Exit.failed("svccfg: Permission denied.\n", 1));
    assertThat(host.refused().map(Requirement::group)).containsOnly("config");
  }

  @Test
  void aRefusalInAFileNamesItsLineAndChangesNothing() {
    host.as(Principal.NOBODY.granted(List.of("solaris.smf.value.*")));
    host.file("/f", "select site/web\nsetprop config/port = 81\naddpg x application\n");
    assertThat(host.run("svccfg", "-f", "/f").err())
        .isEqualTo("svccfg (/f, line 3): Permission denied.\n");
    assertThat(host.state().current(new ServiceFmri("site/web")).value("config", "port"))
        .contains("80");
  }

  @Test
  void protectedValuesAreShownToWhomTheyAreForOnly() {
    String[][] commands = {
      {"svcprop", "-p", "secret", WEB},
      {"svcprop", "-p", "secret/password", WEB},
      {"svcprop", WEB},
      {"svcprop", "-C", "site/web"},
      {"svcprop", "--why", "-p", "secret", WEB},
      {"svcprop", "-s", "running", WEB},
      {"svccfg", "-s", "site/web", "listprop"},
      {"svccfg", "-s", "site/web", "listprop", "-l", "all"},
      {"svccfg", "-s", "site/web", "listprop", "-o", "value"},
      {"svccfg", "export", "site/web"},
      {"svccfg", "diff", "1", "now"},
      {"svccfg", "show", "1"},
      {"svccfg", "log", "-p"},
      {"svccfg", "log", "-j"},
      {"svcs", "-l", WEB},
    };
    for (Principal stranger :
        Vector.of(
            Principal.NOBODY, Principal.NOBODY.granted(List.of("solaris.smf.modify.framework")))) {
      for (String[] command : commands) {
        Outcome.Exit exit = host.as(stranger).run(command);
        assertThat(exit.out() + exit.err()).as(String.join(" ", command)).doesNotContain("hunter2");
      }
    }
    for (Principal reader :
        Vector.of(Principal.ALL, user("op"), Principal.NOBODY.known(List.of("group:audit")))) {
      assertThat(host.as(reader).run("svcprop", "-p", "secret/password", WEB).out())
          .isEqualTo("hunter2\n");
    }
  }

  @Test
  void namesAndTypesAreThereForEverybody() {
    host.as(Principal.NOBODY);
    assertThat(host.run("svccfg", "-s", "site/web", "listprop", "secret/password").out())
        .isEqualTo("secret/password  astring \n");
    assertThat(host.run("svcprop", "-p", "secret/password", WEB))
        .isEqualTo(Outcome.Exit.failed("svcprop: Permission denied.\n", 1));
  }

  @Test
  void rootFindsWhatWasRefused() {
    host.refusals(
        new Refusal(
            Instant.parse("2026-03-10T11:00:00Z"),
            new Author(1000, 100, 7, "svcadm disable \u001b[31msite/web"),
            Vector.of(
                new Requirement(
                    InstanceFmri.of(WEB), "general", TreeSet.of("solaris.smf.modify", "user:x"))),
            3));
    assertThat(host.run("svccfg", "log", "--refused").out())
        .isEqualTo(
            """
            2026-03-10 11:00:00  uid 1000  svcadm disable ?[31msite/web
                svc:/site/web:default/:properties/general  needs one of solaris.smf.modify user:x
                and 3 attempts before it that are not on record
            """);
    assertThat(host.run("svccfg", "log", "--refused", "-j").out()).contains("\"uid\" : 1000");
    assertThat(host.run("svccfg", "log", "--refused", "site/db").out()).isEmpty();
    assertThat(host.as(Principal.NOBODY).run("svccfg", "log", "--refused").err())
        .isEqualTo("svccfg: Permission denied.\n");
  }
}
