package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// Any arguments of `svcs` and `svcprop` on any repository, however odd what is in it: an answer,
/// or failures that have names.
class ArgumentProperties {
  private static final List<String> SERVICES = List.of("a", "a/b", "b/com.x,c", "smf/legacy_run");
  private static final List<String> FMRIS =
      List.of(
          "svc:/a:default",
          "svc:/a/b:one",
          "svc:/b/com.x,c:default",
          "svc:/a",
          "svc:/no/such:default",
          "file://localhost/f",
          "file:",
          "svc:/a:default/:properties/x/y",
          "svc:/system/svc/restarter:default",
          "no fmri",
          "",
          "lrc:/x");
  private static final List<String> GROUPS =
      List.of("restarter", "general", "general_ovr", "dep", "x", "tm_pgpatt_x", "tm_proppat_x_y");
  private static final List<String> TYPES =
      List.of(
          "framework",
          "dependency",
          "application",
          "template",
          "template_pg_pattern",
          "template_prop_pattern",
          "method");
  private static final List<String> NAMES =
      List.of(
          "state",
          "next_state",
          "auxiliary_state",
          "auxiliary_fmri",
          "state_timestamp",
          "contract",
          "transient_contract",
          "start_method_waitstatus",
          "logfile",
          "alt_logfile",
          "enabled",
          "comment",
          "restarter",
          "milestone",
          "grouping",
          "restart_on",
          "type",
          "entities",
          "name",
          "pg_pattern",
          "visibility",
          "description_C",
          "C",
          "read_authorization",
          "suffix",
          "y");
  private static final List<String> WORDS =
      Stream.of(
              List.of(
                  "online",
                  "offline",
                  "maintenance",
                  "disabled",
                  "degraded",
                  "uninitialized",
                  "lost",
                  "none",
                  "require_all",
                  "require_any",
                  "optional_all",
                  "exclude_all",
                  "restart",
                  "hidden",
                  "service_request",
                  "fault_threshold_reached",
                  "dependency_cycle",
                  "invalid_restarter",
                  "path",
                  "true",
                  "x",
                  "two\nlines",
                  "0",
                  "-1",
                  "137"),
              FMRIS)
          .flatMap(List::stream)
          .toList();

  /// A property somewhere, of some type, with some values.
  private record Fact(
      boolean instance,
      int service,
      int group,
      int type,
      String name,
      ValueType of,
      List<String> values) {}

  private static Arbitrary<Fact> facts() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, SERVICES.size() - 1),
            Arbitraries.integers().between(0, GROUPS.size() - 1),
            Arbitraries.integers().between(0, TYPES.size() - 1),
            Arbitraries.of(NAMES),
            Arbitraries.of(ValueType.values()),
            Arbitraries.of(WORDS).list().ofMaxSize(2))
        .as(Fact::new);
  }

  @Provide
  Arbitrary<Host> hosts() {
    return facts().list().ofMaxSize(25).map(ArgumentProperties::host);
  }

  private static Host host(List<Fact> facts) {
    Host host = new Host();
    for (String name : SERVICES) {
      ServiceFmri service = new ServiceFmri(name);
      host.commit(new Change.AddService(service));
      host.commit(new Change.AddInstance(service.instance("default")));
      host.commit(new Change.AddInstance(service.instance("one")));
    }
    facts.forEach(fact -> tell(host, fact));
    return host;
  }

  /// Writes a fact down if the repository takes it.
  private static void tell(Host host, Fact fact) {
    ServiceFmri service = new ServiceFmri(SERVICES.get(fact.service()));
    EntityFmri entity = fact.instance() ? new InstanceFmri(service, "default") : service;
    String group = GROUPS.get(fact.group());
    Vector<String> values =
        Vector.ofAll(fact.values()).flatMap(value -> fact.of().canonical(value));
    if (host.state().ownGroup(entity, group).isEmpty()) {
      host.commit(
          new Change.AddGroup(
              entity, group, TYPES.get(fact.type()), fact.type() % 2 == 0, Layer.ADMIN, true));
    }
    host.commit(
        new Change.SetProperty(
            entity,
            group,
            new systemk.core.property.Property(fact.name(), fact.of(), values),
            Layer.ADMIN,
            Option.none()));
  }

  private static Arbitrary<String> operands() {
    return Arbitraries.oneOf(
        Arbitraries.of(FMRIS),
        Arbitraries.of(SERVICES),
        Arbitraries.of(
            "*", "a*", "[", "[!a", "\\", "svc:", "lrc:*", ":one", "default", "a".repeat(700)),
        Arbitraries.strings().withChars("ab:/*?[]!\\-. é").ofMaxLength(10));
  }

  private static Arbitrary<List<String>> words(List<String> flags, List<String> withArgument) {
    Arbitrary<List<String>> option =
        Arbitraries.oneOf(
            Arbitraries.of(flags).map(List::of),
            Combinators.combine(
                    Arbitraries.of(withArgument),
                    Arbitraries.oneOf(
                        Arbitraries.of(
                            "state",
                            "STIME,fmri",
                            "ctid",
                            "stale,gen,time",
                            "desc,sn,n",
                            "zone,,",
                            "global",
                            "running",
                            "all",
                            "manifest",
                            "x/y",
                            "x",
                            "restarter/state",
                            "1"),
                        operands()))
                .as(List::of));
    return Combinators.combine(option.list().ofMaxSize(3), operands().list().ofMaxSize(3))
        .as(
            (options, operands) -> {
              List<String> words = new ArrayList<>();
              options.forEach(words::addAll);
              words.addAll(operands);
              return words;
            });
  }

  @Provide
  Arbitrary<List<String>> svcs() {
    return words(
        List.of(
            "-a", "-d", "-D", "-H", "-j", "-l", "-L", "-p", "-v", "-x", "-Z", "-lv", "-xv", "-?",
            "-y", "--", "-"),
        List.of("-o", "-s", "-S", "-R", "-z"));
  }

  @Provide
  Arbitrary<List<String>> svcprop() {
    return words(
        List.of("-c", "-C", "-f", "-q", "-t", "-v", "-w", "-j", "-e", "--why", "-?", "-y", "--"),
        List.of("-p", "-s", "-l", "-z", "-T"));
  }

  @Property(tries = 3000)
  void svcsAnswersOrNamesWhatIsWrong(
      @ForAll("hosts") Host host, @ForAll("svcs") List<String> words, @ForAll boolean stranger) {
    Outcome.Exit exit = run(host, "svcs", words, stranger);

    if (words.contains("-j") && exit.status() < 2 && exit.out().startsWith("[")) {
      JsonText.parse(exit.out());
    }
  }

  @Property(tries = 3000)
  void svcpropAnswersOrNamesWhatIsWrong(
      @ForAll("hosts") Host host, @ForAll("svcprop") List<String> words, @ForAll boolean stranger) {
    run(host, "svcprop", words, stranger);
  }

  private static Outcome.Exit run(Host host, String program, List<String> words, boolean stranger) {
    if (stranger) {
      host.readOnly();
    }
    String[] command = Stream.concat(Stream.of(program), words.stream()).toArray(String[]::new);
    Outcome.Exit exit = host.run(command);
    String said = exit.err();

    assertThat(said).doesNotContain("internal error").doesNotContain("Exception");
    assertThat(exit.status()).isBetween(0, 2);
    if (exit.status() != 0 && !words.contains("-q")) {
      assertThat(said).isNotEmpty();
      assertThat(said.lines().limit(1).collect(Collectors.joining()))
          .matches("(?s)(" + program + ": |Usage: ).*");
    }
    return exit;
  }
}
