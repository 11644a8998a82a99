package systemk.shell.svcprop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcpropTest {
  private static final String WEB = "svc:/site/web:default";

  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {
                "service": "site/web",
                "properties": {
                  "config": {"port": 80, "root": "/srv", "names": ["a b", "", "c;d"], "none": []},
                },
                "groups": {
                  "secret": {"type": "application",
                             "properties": {"key": "x", "read_authorization": "solaris.x"}},
                },
                "instances": {
                  "default": {"enabled": true, "properties": {"config": {"port": 8080}}},
                  "two": {},
                },
              },
              {"service": "site/db"},
            ]}
            """)
        .online(WEB, 60);
  }

  private static String out(String... words) {
    Outcome.Exit exit = host().run(words);
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  @Test
  void anInstanceIsShownOverItsServiceWithWhatIsLive() {
    assertThat(out("svcprop", WEB))
        .isEqualTo(
            """
            config/names astring a\\ b "" c\\;d
            config/none astring
            config/port count 8080
            config/root astring /srv
            general/enabled boolean true
            restarter/next_state astring none
            restarter/state astring online
            restarter/state_timestamp time 1773143940.000000000
            secret/key astring x
            secret/read_authorization astring solaris.x
            """);
  }

  @Test
  void aServiceIsShownAsItIs() {
    assertThat(out("svcprop", "-p", "config/port", "svc:/site/web")).isEqualTo("80\n");
  }

  @Test
  void onePropertyIsItsValuesOnOneLine() {
    assertThat(out("svcprop", "-p", "config/names", "-p", "config/none", "-p", "config/port", WEB))
        .isEqualTo("a\\ b \"\" c\\;d\n\n8080\n");
    assertThat(out("svcprop", WEB + "/:properties/config/port")).isEqualTo("8080\n");
  }

  @Test
  void typesAndFullNamesAreAdded() {
    assertThat(out("svcprop", "-t", "-p", "config/port", WEB))
        .isEqualTo("config/port count 8080\n");
    assertThat(out("svcprop", "-f", "-p", "config/port", WEB))
        .isEqualTo(WEB + "/:properties/config/port count 8080\n");
    assertThat(out("svcprop", "-p", "general", WEB)).isEqualTo("general/enabled boolean true\n");
    assertThat(out("svcprop", WEB + "/:properties/general"))
        .isEqualTo("general/enabled boolean true\n");
    assertThat(out("svcprop", "-p", "port", WEB + "/:properties/config")).isEqualTo("8080\n");
  }

  @Test
  void severalEntitiesAreToldApart() {
    assertThat(out("svcprop", "-p", "config/port", "web"))
        .isEqualTo(
            """
            svc:/site/web:default/:properties/config/port count 8080
            svc:/site/web:two/:properties/config/port count 80
            """);
    assertThat(host().run("svcprop", "-c", "-p", "general/enabled", "*").out())
        .isEqualTo(
            """
            svc:/site/db:default/:properties/general/enabled boolean false
            svc:/site/web:default/:properties/general/enabled boolean true
            svc:/site/web:two/:properties/general/enabled boolean false
            """);
  }

  @Test
  void theViewCanBeChosen() {
    Host host = host();
    host.run("svccfg", "-s", "site/web", "setprop", "config/root", "=", "/new");

    assertThat(host.run("svcprop", "-p", "config/root", WEB).out()).isEqualTo("/srv\n");
    assertThat(host.run("svcprop", "-c", "-p", "config/root", WEB).out()).isEqualTo("/new\n");
    assertThat(host.run("svcprop", "-s", "running", "-p", "config/root", WEB).out())
        .isEqualTo("/srv\n");
    assertThat(host.run("svcprop", "-C", "-p", "config", WEB).out())
        .isEqualTo("config/port count 8080\n");
  }

  @Test
  void protectedValuesAreNotForStrangers() {
    Host host = host().readOnly();

    assertThat(host.run("svcprop", WEB).out()).doesNotContain("secret/");
    Outcome.Exit exit = host.run("svcprop", "-p", "secret/key", WEB);
    assertThat(exit.err()).isEqualTo("svcprop: Permission denied.\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  static List<List<String>> failures() {
    return List.of(
        List.of("1", "svcprop nothing", "Pattern 'nothing' doesn't match any entities"),
        List.of(
            "1",
            "svcprop svc:/a:b/:properties/c",
            "Pattern 'svc:/a:b/:properties/c' doesn't match any entities"),
        List.of("1", "svcprop lrc:/x", "Operation not supported for legacy service 'lrc:/x'"),
        List.of(
            "1",
            "svcprop -p foo " + WEB,
            "Couldn't find property group `foo' for instance `" + WEB + "'."),
        List.of(
            "1",
            "svcprop -p foo/bar " + WEB,
            "Couldn't find property group `foo' for instance `" + WEB + "'."),
        List.of(
            "1",
            "svcprop -p config/foo " + WEB,
            "Couldn't find property `config/foo' for instance `" + WEB + "'."),
        List.of(
            "1",
            "svcprop -p config/foo svc:/site/web",
            "Couldn't find property `config/foo' for service `svc:/site/web'."),
        List.of("1", "svcprop -s running svc:/site/web", "Only instances have snapshots."),
        List.of("1", "svcprop -s nope " + WEB, "No such snapshot."),
        List.of("1", "svcprop -z other " + WEB, "zone 'other' does not exist"),
        List.of("2", "svcprop -p a/b/c " + WEB, "-p argument `a/b/c' has too many components."),
        List.of("2", "svcprop -p a/b! " + WEB, "Invalid component name `b!'."),
        List.of(
            "2",
            "svcprop -p x " + WEB + "/:properties/config/port",
            "-p cannot be used with property FMRIs."),
        List.of("2", "svcprop -w " + WEB, "Cannot wait for an instance."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatIsWrongIsSaidInOneLine(List<String> row) {
    Outcome.Exit exit = host().run(row.get(1).split(" "));

    assertThat(exit.err()).isEqualTo("svcprop: " + row.get(2) + "\n");
    assertThat(exit.out()).isEmpty();
    assertThat(exit.status()).isEqualTo(Integer.parseInt(row.get(0)));
  }

  @Test
  void quietSaysNothingUnlessVerbose() {
    assertThat(host().run("svcprop", "-q", "-p", "no", WEB)).isEqualTo(new Outcome.Exit("", "", 1));
    assertThat(host().run("svcprop", "-q", WEB)).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host().run("svcprop", "-qv", "-p", "no", WEB).err()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svcprop", "svcprop -x a", "svcprop -cC a", "svcprop -c -s x a", "svcprop -w a b",
        "svcprop -wc a", "svcprop -T 5 a", "svcprop -e a/b=c", "svcprop -e a",
            "svcprop -ep x a/b=c d",
        "svcprop -p"
      })
  void misuseShowsTheUsage(String command) {
    Outcome.Exit exit = host().run(command.split(" "));

    assertThat(exit.err()).contains("Usage: svcprop ");
    assertThat(exit.status()).isEqualTo(2);
  }

  @Test
  void aWaitEndsWithTheNewValues() {
    Host host = host();
    host.then(() -> host.run("svcadm", "restart", "web:two"))
        .then(() -> host.report(WEB, "offline", "none", 10));

    assertThat(host.run("svcprop", "-w", "-t", "-p", "restarter/state", WEB).out())
        .isEqualTo("restarter/state astring offline\n");
  }

  @Test
  void aWaitShowsWhatIsConfigured() {
    Host host = host();
    host.then(() -> host.run("svcadm", "disable", "-c", "why", WEB));

    assertThat(host.run("svcprop", "-w", "-t", "-p", "general", WEB).out())
        .contains("general/comment astring why\n");
  }

  @Test
  void aWaitHasABound() {
    Outcome.Exit exit = host().run("svcprop", "-wT", "3", "-p", "restarter", WEB);

    assertThat(exit.err()).isEqualTo("svcprop: restarter did not change in 3 seconds.\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  @Test
  void aWaitNeedsOneEntity() {
    Outcome.Exit exit = host().run("svcprop", "-w", "-p", "general", "web");

    assertThat(exit.err())
        .isEqualTo(
            """
            svcprop: Pattern 'web' matches multiple instances:
            \tsvc:/site/web:default
            \tsvc:/site/web:two
            """);
  }

  @Test
  void propertiesAreSetAndUsedInOneTransaction() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit =
        host.run(
            "svcprop",
            "-e",
            "config/port=9090",
            "config/names=(x \"y z\")",
            "extra/new=count:3",
            WEB);

    assertThat(exit).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(host.run("svcprop", "-p", "config/port", "-p", "config/names", WEB).out())
        .isEqualTo("9090\nx y\\ z\n");
    assertThat(host.run("svcprop", "-tp", "extra/new", WEB).out()).isEqualTo("extra/new count 3\n");
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", WEB).status()).isZero();
    assertThat(host.run("svcprop", "-p", "config/port", "site/web:two").out()).isEqualTo("80\n");
  }

  @Test
  void aServicesPropertyRefreshesItsInstances() {
    Host host = host();

    assertThat(host.run("svcprop", "-e", "config/root=/x", "site/web").status()).isZero();

    assertThat(host.run("svcprop", "-p", "config/root", "web:default", "web:two").out())
        .isEqualTo(
            """
            svc:/site/web:default/:properties/config/root astring /x
            svc:/site/web:two/:properties/config/root astring /x
            """);
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", "web:two").status())
        .isZero();
  }

  @Test
  void whatIsSetAndUsedIsNotWrittenAgain() {
    Host host = host();
    host.run("svcprop", "-e", "config/port=9090", WEB);
    int commits = host.commits();

    assertThat(host.run("svcprop", "-e", "config/port=9090", WEB).status()).isZero();
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void anyErrorInAnAssignmentChangesNothingAndAllAreNamed() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit =
        host.run(
            "svcprop",
            "-e",
            "config/port=x",
            "config/new=5",
            "port=1",
            "config/root=(a",
            "config/names=a",
            "config/names=b",
            WEB,
            "nothing");

    assertThat(exit.err())
        .isEqualTo(
            """
            svcprop: port: is not the name of a property; write pg/name=value.
            svcprop: config/names: is set twice.
            svcprop: Pattern 'nothing' doesn't match any entities
            svcprop: svc:/site/web:default: config/port: Invalid "count" value "x".
            svcprop: svc:/site/web:default: config/new: Type required for new properties.
            svcprop: svc:/site/web:default: config/root: Syntax error.
            """);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void strangersSetNothing() {
    Host host = host().readOnly();
    int commits = host.commits();

    assertThat(host.run("svcprop", "-e", "config/port=1", WEB).err())
        .isEqualTo("svcprop: svc:/site/web:default: Permission denied.\n");
    assertThat(host.commits()).isEqualTo(commits);
  }
}
