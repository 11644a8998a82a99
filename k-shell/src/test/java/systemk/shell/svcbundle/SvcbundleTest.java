package systemk.shell.svcbundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.fmri.InstanceFmri;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcbundleTest {
  private static final InstanceFmri HELLO = InstanceFmri.of("svc:/site/hello:default");

  private static Outcome.Exit run(Host host, String... settings) {
    Vector<String> words = Vector.of(settings).flatMap(one -> Vector.of("-s", one));
    return host.run(words.prepend("svcbundle").toJavaArray(String[]::new));
  }

  private static Host imported(String extension, String... settings) {
    Host host = new Host();
    Vector<String> words = Vector.of(settings).flatMap(one -> Vector.of("-s", one));
    String file = "/m." + extension;
    Outcome.Exit made =
        host.run(words.prepend(file).prepend("-o").prepend("svcbundle").toJavaArray(String[]::new));
    assertThat(made).isEqualTo(Outcome.Exit.ok(""));
    Outcome.Exit exit = host.run("svccfg", "import", file);
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return host;
  }

  @Test
  void aManifestIsWrittenInBothFormatsAndMeansTheSame() {
    String[] settings = {
      "service-name=site/hello",
      "start-method=/bin/hello -x \"a b\" & echo <1>",
      "model=daemon",
      "service-property=config:port:count:80",
      "instance-property=config:text:astring:a:b c",
    };
    Host xml = imported("xml", settings);
    Host json = imported("json", settings);

    for (Host host : List.of(xml, json)) {
      assertThat(host.run("svccfg", "-s", "site/hello", "listprop", "*/*").out())
          .contains("config/port")
          .contains("multi-user/entities")
          .contains("svc:/milestone/multi-user:default")
          .contains("startd/duration")
          .contains("start/timeout_seconds")
          .contains("\"/bin/hello -x \\\"a b\\\" & echo <1>\"")
          .contains(":kill");
      assertThat(host.run("svcprop", "-p", "config/text", "site/hello:default").out())
          .isEqualTo("a:b\\ c\n");
      assertThat(host.state().permanentlyEnabled(HELLO)).contains(true);
    }
    assertThat(xml.run("svccfg", "-s", "site/hello", "listprop").out())
        .isEqualTo(json.run("svccfg", "-s", "site/hello", "listprop").out());
  }

  @Test
  void standardOutputGetsXml() {
    Outcome.Exit exit = run(new Host(), "service-name=site/hello", "start-method=:true");

    assertThat(exit.err()).isEmpty();
    assertThat(exit.out()).startsWith("<?xml ").contains("name='site/hello'");
  }

  @Test
  void anRcScriptIsStartedAndStopped() {
    Host host = imported("json", "service-name=site/hello", "rc-script=/etc/init.d/hello:3");

    assertThat(host.run("svcprop", "-p", "start/exec", "site/hello:default").out())
        .isEqualTo("/etc/init.d/hello\\ start\n");
    assertThat(host.run("svcprop", "-p", "stop/exec", "site/hello:default").out())
        .isEqualTo("/etc/init.d/hello\\ stop\n");
    assertThat(host.run("svccfg", "-s", "site/hello", "listpg").out())
        .contains("multi-user-server  dependency");
  }

  @Test
  void aBundleIsInstalledAndTakenIn() {
    Host host = new Host();

    Outcome.Exit exit =
        host.run("svcbundle", "-i", "-s", "service-name=site/hello", "-s", "start-method=:true");

    assertThat(exit.err()).doesNotContain("internal error");
    assertThat(host.file("/lib/svc/manifest/site/site-hello.xml")).startsWith("<?xml ");
    assertThat(exit.status()).isZero();
    assertThat(host.state().exists(HELLO)).isTrue();
  }

  static List<List<String>> mistakes() {
    return List.of(
        List.of("start-method=x", "service-name is required"),
        List.of("service-name=1 start-method=x", "\"1\" cannot name a service"),
        List.of("service-name=a", "start-method is required"),
        List.of("service-name=a frob=1", "\"frob=1\" is no name=value that svcbundle knows"),
        List.of("service-name=a service-name=b", "service-name is said twice"),
        List.of("service-name=a start-method=x model=y", "model cannot be \"y\""),
        List.of("service-name=a start-method=x enabled=y", "enabled cannot be \"y\""),
        List.of("service-name=a bundle-type=z start-method=x", "bundle-type cannot be \"z\""),
        List.of(
            "service-name=a bundle-type=profile start-method=x",
            "start-method goes with bundle-type=manifest"),
        List.of(
            "service-name=a start-method=x service-property=a:b",
            "service-property \"a:b\" is not GROUP:NAME:TYPE:VALUE"),
        List.of(
            "service-name=a rc-script=x", "rc-script \"x\" is no PATH:LEVEL of level S, 1, 2 or 3"),
        List.of(
            "service-name=a rc-script=/x:2 start-method=x",
            "rc-script and start-method exclude each other"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNamed(List<String> settingsAndMessage) {
    Outcome.Exit exit = run(new Host(), settingsAndMessage.get(0).split(" "));

    assertThat(exit)
        .isEqualTo(Outcome.Exit.failed("svcbundle: " + settingsAndMessage.get(1) + "\n", 1));
  }

  @Test
  void aValueThatIsNotOfItsTypeIsNamed() {
    Outcome.Exit exit =
        run(
            new Host(),
            "service-name=a",
            "start-method=x",
            "service-property=config:port:count:many");

    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err()).startsWith("svcbundle: ").contains("many").hasLineCount(1);
  }

  @Test
  void everyNameIsExplained() {
    String help = new Host().run("svcbundle", "help").out();

    for (Name name : Name.values()) {
      assertThat(help).contains("\t" + name.token() + "=");
      assertThat(new Host().run("svcbundle", "help", name.token()).out()).isEqualTo(name.help());
    }
    assertThat(new Host().run("svcbundle", "help", "frob").err())
        .isEqualTo("svcbundle: \"frob\" is unknown\n");
    assertThat(new Host().run("svcbundle").status()).isEqualTo(2);
    assertThat(new Host().run("svcbundle", "-i", "-o", "x", "-s", "a=b").status()).isEqualTo(2);
  }

  @Provide
  Arbitrary<List<String>> settings() {
    Arbitrary<String> values =
        Arbitraries.of("x", "site/x", "manifest", "profile", "true", "/x:2", "a:b:count:1", "")
            .injectDuplicates(0.1);
    return Combinators.combine(
            Arbitraries.of(Name.values()).map(Name::token),
            Arbitraries.oneOf(values, Arbitraries.strings()))
        .as((name, value) -> name + "=" + value)
        .list()
        .ofMaxSize(5)
        .map(
            list ->
                Vector.ofAll(list)
                    .prependAll(List.of("service-name=a", "start-method=x"))
                    .toJavaList());
  }

  @Property(tries = 300)
  void whateverIsSaidIsABundleOrAMistake(@ForAll("settings") List<String> settings) {
    Outcome.Exit exit = run(new Host(), settings.toArray(String[]::new));

    assertThat(exit.err()).doesNotContain("internal error");
    assertThat(exit.status() == 0 ? exit.out() : exit.err()).isNotEmpty();
  }
}
