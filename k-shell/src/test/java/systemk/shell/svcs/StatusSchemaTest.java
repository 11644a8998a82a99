package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// What `svcs -j` prints is what `spec/status.schema.json` says.
class StatusSchemaTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("..", "spec", "status.schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> violations(String text) {
    return SCHEMA.validate(text, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private static Host host() {
    return LegacyScriptsTest.host()
        .manifest(
            """
            {"services": [
              {"service": "s/up", "name": "Runs", "enabled": true,
               "depends": {"a": ["svc:/s/many", "svc:/s/no", "file://localhost/f"]}},
              {"service": "s/waits", "enabled": true,
               "depends": {"a": {"on": ["svc:/s/off", "svc:/s/unheard"], "restart_on": "error"}},
               "groups": {"d": {"type": "dependency", "properties": {"entities": "no fmri"}}}},
              {"service": "s/off"}, {"service": "s/unheard", "enabled": null},
              {"service": "s/broken", "enabled": true},
              {"service": "s/many", "instances": {"a": {}, "b": {}}}
            ]}
            """)
        .report("svc:/s/up:default", "online", "none", 9, "contract=7", "logfile=/log")
        .report("svc:/s/waits:default", "offline", "none", 9)
        .report("svc:/s/off:default", "disabled", "none", 9)
        .report(
            "svc:/s/broken:default",
            "maintenance",
            "none",
            9,
            "auxiliary_state=service_request",
            "auxiliary_fmri=svc:/s/up:default")
        .process(7, 4711, "up", "/bin/up -x")
        .process(42, 4712, "script", "/bin/script");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svcs -j",
        "svcs -aj",
        "svcs -ajp",
        "svcs -jp lrc:*",
        "svcs -jl *",
        "svcs -jlpv *",
        "svcs -xj",
        "svcs -xvj *",
        "svcs -jd *",
        "svcs -jDp *"
      })
  void everyFormFollowsTheSchema(String command) {
    Host host = host();
    host.run("svcadm", "disable", "-tc", "for lunch", "s/broken");
    Outcome.Exit exit = host.run(command.split(" "));

    assertThat(exit.status()).as(exit.err()).isZero();
    assertThat(violations(exit.out())).isEmpty();
    assertThat(exit.out()).contains("fmri");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[{}]",
        "[{'fmri':'svc:/a','temporary':false,'contracts':[]}]",
        "[{'fmri':'svc:/a:b','temporary':false,'contracts':[],'state':'lost'}]",
        "[{'fmri':'svc:/a:b','temporary':false,'contracts':[],'state':'online'}]",
        "[{'fmri':'lrc:/a','state':'online','contracts':[]}]",
        "[{'fmri':'svc:/a:b','temporary':false,'contracts':[],'no':1}]"
      })
  void theSchemaRefusesWhatIsNotLikeThat(String single) {
    assertThat(violations(single.replace('\'', '"'))).isNotEmpty();
  }
}
