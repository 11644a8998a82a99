package systemk.core.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

final class NotifyTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:default");
  private static final Author ROOT = new Author(0, 0, 1, "test");

  private static RepositoryState with(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(ROOT, changes)).get();
  }

  private static Vector<Means.Wish> wishes(String... uris) {
    return Vector.of(uris).map(uri -> Means.ofUri(uri).get());
  }

  private static RepositoryState saying(
      RepositoryState state, EntityFmri entity, String event, String... uris) {
    return with(state, Parameters.setting(state, entity, event, wishes(uris)));
  }

  private static RepositoryState web() {
    return with(
        RepositoryState.EMPTY,
        Vector.of(new Change.AddService(WEB.service()), new Change.AddInstance(WEB)));
  }

  private static Vector<Means> told(RepositoryState state, String event) {
    return Parameters.of(state, WEB, event).map(Parameters::means).getOrElse(Vector.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to-maintenance | to-maintenance",
        "maintenance | to-maintenance,from-maintenance",
        "from-online,to-online | from-online,to-online",
        "online,to-online | to-online,from-online",
        "problem-diagnosed,problem-resolved | problem-diagnosed,problem-resolved",
        "list.suspect | list.suspect",
      })
  void eventsAreRead(String text, String names) {
    assertThat(Events.parse(text).get().names().mkString(",")).isEqualTo(names);
  }

  @Test
  void allIsEveryState() {
    assertThat(Events.parse("all").get().names()).isEqualTo(Events.TRANSITIONS);
    assertThat(Events.parse("to-all").get().names())
        .hasSize(6)
        .allMatch(name -> name.startsWith("to-"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to-maintenance,problem-diagnosed | Can't mix SMF and FMA event definitions",
        "to-nowhere | Bad event specification",
        "'' | Bad event specification",
        "to-online, | Bad event specification",
        "to- | Bad event specification",
        "from-to-online | Bad event specification",
      })
  void whatIsNoEventIsSaid(String text, String message) {
    assertThat(Events.parse(text).getLeft()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mailto:root@localhost | smtp,active=true smtp,to=root@localhost",
        "mailto:a@x,b@x?subject=Hi%20you | smtp,active=true smtp,subject=Hi you smtp,to=a@x;b@x",
        "mailto:inactive | smtp,active=false",
        "snmp:active | snmp,active=true",
        "syslog:active | syslog,active=true",
        "syslog:local3 | syslog,active=true syslog,facility=local3",
        "exec:/usr/bin/tell | exec,active=true exec,path=/usr/bin/tell",
        "https://x.org/hook?a=b | webhook,active=true webhook,url=https://x.org/hook?a=b",
        "webhook:inactive | webhook,active=false",
      })
  void urisAreRead(String uri, String properties) {
    assertThat(
            Means.ofUri(uri)
                .get()
                .means()
                .properties()
                .map(p -> p.name() + "=" + p.values().mkString(";"))
                .mkString(" "))
        .isEqualTo(properties);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp:x | Unkown URI scheme: ftp",
        "nothing | Unkown URI scheme: nothing",
        "mailto: | Malformed URI: mailto:",
        "mailto:a b@x | Malformed URI: mailto:a b@x",
        "mailto:a@x?=y | Malformed URI: mailto:a@x?=y",
        "mailto:a@x?subject=a%0ab | Malformed URI: mailto:a@x?subject=a%0ab",
        "snmp:x | Malformed URI: snmp:x",
        "exec:relative | Malformed URI: exec:relative",
        "http: | Malformed URI: http:",
      })
  void whatIsNoUriIsSaid(String uri, String message) {
    assertThat(Means.ofUri(uri).getLeft()).isEqualTo(message);
  }

  @Test
  void anInstanceGoesBeforeItsServiceAndThatBeforeWhatHoldsForAll() {
    RepositoryState state = saying(web(), Parameters.GLOBAL, "to-maintenance", "mailto:all@x");
    assertThat(Parameters.of(state, WEB, "to-maintenance").get().source())
        .isEqualTo(Parameters.GLOBAL);
    state = saying(state, WEB.service(), "to-maintenance", "mailto:service@x");
    assertThat(told(state, "to-maintenance").head().parameter("to")).contains("service@x");
    state = saying(state, WEB, "to-maintenance", "mailto:inactive");
    assertThat(told(state, "to-maintenance").head().active()).isFalse();
    state = with(state, Parameters.deleting(state, WEB, "to-maintenance").toVector());
    assertThat(told(state, "to-maintenance").head().parameter("to")).contains("service@x");
    assertThat(Parameters.deleting(state, WEB, "to-maintenance")).isEmpty();
  }

  @Test
  void aMeansIsReplacedAndTheOthersStay() {
    RepositoryState state =
        saying(web(), WEB, "to-online", "mailto:a@x?subject=s", "syslog:active");
    state = saying(state, WEB, "to-online", "mailto:b@x");
    assertThat(told(state, "to-online"))
        .containsExactly(
            new Means("smtp", true, TreeMap.of("to", Vector.of("b@x"))),
            new Means("syslog", true, TreeMap.empty()));
    state = saying(state, WEB, "to-online", "mailto:inactive");
    assertThat(told(state, "to-online").head())
        .isEqualTo(new Means("smtp", false, TreeMap.of("to", Vector.of("b@x"))));
  }

  @Test
  void faultsAreListedByTheirEvents() {
    RepositoryState state =
        saying(RepositoryState.EMPTY, Parameters.FAULTS, "problem-diagnosed", "snmp:active");
    state = saying(state, Parameters.FAULTS, "list.suspect", "snmp:active");
    assertThat(Parameters.faults(state)).containsExactly("list.suspect", "problem-diagnosed");
  }

  private static Change report(String state, String reason) {
    return new Change.Report(
        WEB,
        "restarter",
        "framework",
        Vector.of(Property.of("state", state), Property.of("auxiliary_state", reason)),
        Vector.empty());
  }

  @Test
  void aTransitionIsToldOfOnceToEachWhoIsNamed() {
    RepositoryState before =
        with(
            saying(
                saying(web(), WEB, "to-maintenance", "mailto:a@x", "syslog:active"),
                Parameters.GLOBAL,
                "from-online",
                "syslog:active",
                "exec:/bin/x"),
            Vector.of(report("online", "none")));
    Transaction transaction =
        Transaction.of(ROOT, Vector.of(report("maintenance", "method_failed")));
    RepositoryState after = Transactions.apply(before, transaction).get();
    Vector<Transition> found =
        Transition.of(before, after, new Committed(after.revision(), Instant.EPOCH, transaction));
    assertThat(found)
        .containsExactly(
            new Transition(WEB, "online", "maintenance", "method_failed", Instant.EPOCH));
    assertThat(found.head().audience(after).map(Means::type))
        .containsExactlyInAnyOrder("exec", "smtp", "syslog");
    assertThat(
            Transition.of(
                after, after, new Committed(after.revision(), Instant.EPOCH, transaction)))
        .isEmpty();
  }
}
