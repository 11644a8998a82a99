package systemk.shell.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.shell.Host;

/// In which language a service is shown, by whoever shows it (smf.md §1.2).
class TongueTest {
  private static final String WORDS =
      """
      <service_bundle type="manifest" name="words">
        <service name="site/words" type="service" version="1">
          <create_default_instance enabled="true"/>
          <exec_method type="method" name="start" exec=":true" timeout_seconds="60"/>
          <property_group name="config" type="application">
            <propval name="port" type="count" value="80"/>
          </property_group>
          <template>
            <common_name>
              <loctext xml:lang="C">Words</loctext>
              <loctext xml:lang="de">Wörter</loctext>
              <loctext xml:lang="de-CH.UTF-8">Wörter aus der Schweiz</loctext>
            </common_name>
            <description>
              <loctext xml:lang="C">Says words.</loctext>
              <loctext xml:lang="fr">Dit des mots.</loctext>
            </description>
            <pg_pattern name="config" type="application" target="this" required="false">
              <description>
                <loctext xml:lang="C">Settings</loctext>
                <loctext xml:lang="de">Einstellungen</loctext>
              </description>
              <prop_pattern name="port" type="count" required="false">
                <description>
                  <loctext xml:lang="C">Where it listens</loctext>
                  <loctext xml:lang="de">Wo es zuhört</loctext>
                </description>
              </prop_pattern>
            </pg_pattern>
          </template>
        </service>
      </service_bundle>
      """;

  private static Host reads(String locale) {
    Host host = new Host().file("words.xml", WORDS);
    assertThat(host.run("svccfg", "import", "words.xml").err()).isEmpty();
    return host.report("svc:/site/words:default", "maintenance", "none", 1)
        .environment("LC_MESSAGES", locale);
  }

  @ParameterizedTest
  @CsvSource({
    "'', C",
    "C, C",
    "POSIX, POSIX C",
    "C.UTF-8, C_UTF_8 C",
    "de, de C",
    "de_AT.UTF-8, de_AT_UTF_8 de_AT de C",
    "de_AT@euro, de_AT_euro de_AT de C",
    "de_AT.UTF-8@euro, de_AT_UTF_8_euro de_AT de C",
    "../x, ___x C",
    "_, _ C",
  })
  void aLocaleIsLookedForAsItIsCalledThenWithLessThenAsC(String locale, String wanted) {
    assertThat(Tongue.of(locale).locales().mkString(" ")).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Words",
    "C, Words",
    "fr_FR.UTF-8, Words",
    "de, Wörter",
    "de_AT.UTF-8, Wörter",
    "de_CH.UTF-8, Wörter aus der Schweiz",
    "de_CH, Wörter",
  })
  void aServiceIsCalledWhatTheReaderCallsIt(String locale, String name) {
    Host host = reads(locale);

    assertThat(host.run("svcs", "-Ho", "desc", "words").out()).isEqualTo(name + "\n");
    assertThat(host.run("svcs", "-l", "words").out()).contains("\nname         " + name + "\n");
    assertThat(host.run("svcs", "-x", "words").out())
        .startsWith("svc:/site/words:default (" + name);
    assertThat(host.run("svcs", "-xv", "words").out()).contains(":default (" + name + ")\n");
    for (String options : new String[] {"-aj", "-lj", "-xj"}) {
      assertThat(host.run("svcs", options, "words").out()).contains("\"name\" : \"" + name + "\"");
    }
    assertThat(host.run("k.complete", "instances", "site/").out())
        .isEqualTo("site/words\tmaintenance, " + name + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"svcs -lv words", "svccfg -s words describe", "svccfg -s words describe -v"})
  void whatIsConfiguredIsDescribedAsTheReaderSpeaks(String command) {
    String[] words = command.split(" ");

    assertThat(reads("de_AT.UTF-8").run(words).out())
        .contains("Einstellungen", "Wo es zuhört")
        .doesNotContain("Settings", "Where it listens");
    assertThat(reads("fr").run(words).out())
        .contains("Settings", "Where it listens")
        .doesNotContain("Einstellungen");
  }

  @Test
  void aServiceIsDescribedWithNameAndDescription() {
    String described = reads("fr_FR").run("svccfg", "-s", "site/words", "describe").out();

    assertThat(described).contains("svc:/site/words  Words\n").contains("    Dit des mots.\n");
  }

  @Test
  void theLocaleIsPartOfTheNameOfAPropertyAsInSmf() {
    assertThat(reads("C").run("svcprop", "-p", "tm_common_name", "words").out())
        .contains("de_CH_UTF_8 ustring ");
  }

  @Test
  void jsonHasTextsByLocaleWhereverItHasTexts() {
    String manifest =
        """
        {"service": "site/words", "name": {"C": "Words", "de_AT.UTF-8": "Wörter"},
         "templates": {"config": {"type": "application", "name": {"C": "Settings", "de": "Einstellungen"},
           "properties": {"mode": {"type": "astring", "units": {"C": "pieces", "de": "Stück"},
             "description": {"C": "How", "de": "Wie"},
             "values": {"fast": {"C": "Early", "de": "Früh"}, "safe": "Late"}}}}},
         "start": ":true"}
        """;
    Host host = new Host().manifest(manifest).environment("LC_MESSAGES", "de_AT.UTF-8");

    assertThat(host.run("svccfg", "-s", "site/words", "describe", "-vt").out())
        .contains("Einstellungen", "units: Stück", "Wie", "fast  Früh", "safe  Late");
    String written = host.run("svccfg", "export", "-j", "site/words").out();
    assertThat(written).contains("\"de_AT_UTF_8\" : \"Wörter\"");
    Host other = new Host().manifest(written).environment("LC_MESSAGES", "de_AT.UTF-8");
    assertThat(other.run("svccfg", "export", "-j", "site/words").out()).isEqualTo(written);
    assertThat(other.run("svcs", "-aHo", "desc").out()).isEqualTo("Wörter\n");
  }
}
