package systemk.shell.complete;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.shell.Host;
import systemk.shell.Outcome;

class CompletingTest {
  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {"service": "site/web", "name": "A web server", "start": ":true",
               "properties": {"config": {"port": 8080, "host": "a"}}},
              {"service": "site/worker", "start": ":true", "properties": {"config": {"interval": 5}}},
              {"service": "other/worker", "start": ":true"},
              {"service": "site/many", "instances": {"one": {}, "two": {}}, "start": ":true"}]}
            """)
        .report("svc:/site/web:default", "online", "none", 5);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          instances site/w; site/web site/worker
          instances svc:/site/w; svc:/site/web svc:/site/worker
          instances site/web:; site/web:default
          instances site/m; site/many:one site/many:two
          instances we; web
          instances wo; ''
          instances nothing; ''
          entities site/web; site/web site/web:default
          restarters svc:/site/web; svc:/site/web:default
          groups con site/web; config
          groups con other/worker; ''
          properties config/ site/web; config/port config/host
          properties config/ site/worker; config/interval
          properties con site/web; config config/port config/host
          snapshots r site/web; running
          points no; now
          nonsense x; ''
          """)
  void listsWhatFits(String arguments, String expected) {
    Outcome.Exit exit = host().run(("k.complete " + arguments).split(" "));

    assertThat(exit.status()).isZero();
    assertThat(exit.err()).isEmpty();
    assertThat(exit.out().lines().map(line -> line.split("\t")[0]))
        .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
  }

  @Test
  void saysWhatItIs() {
    assertThat(host().run("k.complete", "instances", "site/web").out())
        .isEqualTo("site/web\tonline, A web server\n");
  }

  @Test
  void wrongUsageIsToldInALine() {
    assertThat(host().run("k.complete", "instances").status()).isEqualTo(2);
  }
}
