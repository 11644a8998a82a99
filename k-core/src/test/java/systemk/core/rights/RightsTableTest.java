package systemk.core.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The table of smf.md §7: for each kind of change, each thing one can be or hold.
final class RightsTableTest {
  private static final ServiceFmri SERVICE = new ServiceFmri("a");
  private static final InstanceFmri INSTANCE = SERVICE.instance("default");
  private static final RepositoryState STATE = state();

  /// All that can speak for somebody here; the rows say which of these is enough.
  private static final Vector<String> ALL =
      Vector.of(
          "solaris.smf.modify",
          "solaris.smf.manage",
          "solaris.smf.modify.application",
          "solaris.smf.modify.framework",
          "solaris.smf.modify.method",
          "solaris.smf.modify.dependency",
          "user:acts",
          "user:modifies",
          "user:values",
          "user:reads",
          "user:switches",
          "group:enables");

  private static final String MODIFY = "solaris.smf.modify";
  private static final String MANAGE = "solaris.smf.manage";
  private static final String FRAMEWORK = "solaris.smf.modify.framework";
  private static final String APPLICATION = "solaris.smf.modify.application";
  private static final String METHOD = "solaris.smf.modify.method";

  private static RepositoryState state() {
    Vector<Change> changes =
        Vector.<Change>of(new Change.AddService(SERVICE), new Change.AddInstance(INSTANCE))
            .appendAll(
                group(
                    INSTANCE,
                    "general",
                    "framework",
                    Property.of("enabled", true),
                    Property.of("action_authorization", "user:acts"),
                    Property.of("modify_authorization", "user:switches"),
                    Property.of("value_authorization", "group:enables")))
            .appendAll(
                group(
                    SERVICE,
                    "config",
                    "application",
                    Property.count("port", 80),
                    Property.of("modify_authorization", "user:modifies"),
                    Property.of("value_authorization", "user:values"),
                    Property.of("read_authorization", "user:reads")))
            .appendAll(group(SERVICE, "start", "method", Property.of("exec", ":true")));
    return Transactions.apply(
            RepositoryState.EMPTY, Transaction.of(new Author(0, 0, 1, "test"), changes))
        .get();
  }

  private static Vector<Change> group(
      EntityFmri entity, String name, String type, Property... properties) {
    return Vector.<Change>of(add(entity, name, type))
        .appendAll(Vector.of(properties).map(property -> set(entity, name, property)));
  }

  private static Change add(EntityFmri entity, String name, String type) {
    return new Change.AddGroup(entity, name, type, true, Layer.ADMIN, false);
  }

  private static Change set(EntityFmri entity, String group, Property property) {
    return new Change.SetProperty(entity, group, property, Layer.ADMIN, Option.none());
  }

  private static Change report(String group, Vector<Property> set, String... removed) {
    return new Change.Report(INSTANCE, group, "framework", set, Vector.of(removed));
  }

  private static Change restart() {
    return report("restarter_actions", Vector.of(Property.integer("restart", 1)));
  }

  private final List<DynamicTest> rows = new ArrayList<>();

  private void row(String name, List<Change> changes, String... enough) {
    rows.add(
        DynamicTest.dynamicTest(
            "§7 " + name,
            () ->
                assertThat(ALL.filter(one -> may(one, Vector.ofAll(changes))))
                    .containsExactlyInAnyOrder(enough)));
  }

  private static boolean may(String one, Vector<Change> changes) {
    boolean isName = one.startsWith("user:") || one.startsWith("group:");
    Principal who =
        isName ? Principal.NOBODY.known(List.of(one)) : Principal.NOBODY.granted(List.of(one));
    return Rights.mayMake(who, STATE, changes);
  }

  @TestFactory
  Stream<DynamicTest> table() {
    entities();
    groups();
    requests();
    general();
    beyondSmf();
    return rows.stream();
  }

  private void entities() {
    row("add a service", List.of(new Change.AddService(new ServiceFmri("b"))), MODIFY);
    row("delete a service", List.of(new Change.DeleteService(SERVICE)), MODIFY);
    row("add an instance", List.of(new Change.AddInstance(SERVICE.instance("b"))), MODIFY);
    row("delete an instance", List.of(new Change.DeleteInstance(INSTANCE)), MODIFY);
    row("take a snapshot", List.of(new Change.TakeSnapshot(INSTANCE, "mine")), MODIFY);
    row("delete a snapshot", List.of(new Change.RemoveSnapshot(INSTANCE, "mine")), MODIFY);
    row("revert", List.of(new Change.Revert(INSTANCE, "previous")), MODIFY);
  }

  private void groups() {
    row("add a group", List.of(add(SERVICE, "new", "application")), MODIFY, APPLICATION);
    row("add a method", List.of(add(SERVICE, "stop", "method")), MODIFY, METHOD);
    row(
        "add a group with properties",
        group(SERVICE, "new", "application", Property.of("p", "v")).asJava(),
        MODIFY,
        APPLICATION);
    row(
        "a group of an instance is not there because its service has it",
        group(INSTANCE, "config", "application", Property.count("port", 81)).asJava(),
        MODIFY,
        APPLICATION);
    row(
        "delete a group",
        List.of(new Change.DeleteGroup(SERVICE, "config", Layer.ADMIN)),
        MODIFY,
        APPLICATION);
    row(
        "delete a group and make another of it",
        List.of(
            new Change.DeleteGroup(SERVICE, "config", Layer.ADMIN),
            add(SERVICE, "config", "framework")),
        MODIFY);
    row(
        "replace a value",
        List.of(set(SERVICE, "config", Property.count("port", 81))),
        MODIFY,
        APPLICATION,
        "user:modifies",
        "user:values");
    row(
        "replace a value, as commands do",
        group(SERVICE, "config", "application", Property.count("port", 81)).asJava(),
        MODIFY,
        APPLICATION,
        "user:modifies",
        "user:values");
    row(
        "clear a property",
        List.of(set(SERVICE, "config", new Property("port", ValueType.COUNT, Vector.empty()))),
        MODIFY,
        APPLICATION,
        "user:modifies",
        "user:values");
    row(
        "change the type of a property",
        List.of(set(SERVICE, "config", Property.integer("port", 81))),
        MODIFY,
        APPLICATION,
        "user:modifies");
    row(
        "add a property",
        List.of(set(SERVICE, "config", Property.of("new", "v"))),
        MODIFY,
        APPLICATION,
        "user:modifies");
    row(
        "delete a property",
        List.of(new Change.DeleteProperty(SERVICE, "config", "port", Layer.ADMIN)),
        MODIFY,
        APPLICATION,
        "user:modifies");
    row(
        "change modify_authorization",
        List.of(set(SERVICE, "config", Property.of("modify_authorization", "user:values"))),
        MODIFY,
        APPLICATION,
        "user:modifies");
    row(
        "replace a value and add a property",
        List.of(
            set(SERVICE, "config", Property.count("port", 81)),
            set(SERVICE, "config", Property.of("new", "v"))),
        MODIFY,
        APPLICATION,
        "user:modifies");
    row(
        "change a method",
        List.of(set(SERVICE, "start", Property.of("exec", "x"))),
        MODIFY,
        METHOD);
    row(
        "give oneself a right and use it",
        List.of(
            set(SERVICE, "start", Property.of("modify_authorization", "user:modifies")),
            set(SERVICE, "start", Property.of("exec", "x"))),
        MODIFY,
        METHOD);
  }

  private void requests() {
    row("restart", List.of(restart()), MODIFY, MANAGE, "user:acts");
    row(
        "refresh, with what it is to run with",
        List.of(
            new Change.TakeSnapshot(INSTANCE, "running"),
            report("restarter_actions", Vector.of(Property.integer("refresh", 1)))),
        MODIFY,
        MANAGE,
        "user:acts");
    row(
        "have it run with something else, unasked",
        List.of(new Change.TakeSnapshot(INSTANCE, "running")),
        MODIFY);
    row(
        "disable temporarily, with a comment",
        List.of(
            report(
                "general_ovr",
                Vector.of(Property.of("enabled", false), Property.of("comment", "why")))),
        MODIFY,
        MANAGE,
        "user:acts");
    row(
        "write anything else into the override",
        List.of(
            report("general_ovr", Vector.of(Property.of("enabled", false), Property.of("x", "y")))),
        MODIFY,
        MANAGE);
    row(
        "make an override that outlives a boot",
        List.of(add(INSTANCE, "general_ovr", "framework")),
        MODIFY,
        FRAMEWORK);
    row(
        "milestone",
        List.of(report("options_ovr", Vector.of(Property.of("milestone", "all")))),
        MODIFY,
        FRAMEWORK);
    row(
        "a state only a restarter knows",
        List.of(report("restarter", Vector.of(Property.of("state", "online")))),
        MODIFY,
        FRAMEWORK);
  }

  private void general() {
    row(
        "enable for good",
        List.of(set(INSTANCE, "general", Property.of("enabled", false))),
        MODIFY,
        FRAMEWORK,
        "user:switches",
        "group:enables");
    row(
        "disable for good, with a comment",
        List.of(
            set(INSTANCE, "general", Property.of("enabled", false)),
            set(INSTANCE, "general", Property.of("comment", "why"))),
        MODIFY,
        FRAMEWORK,
        "user:switches",
        "group:enables");
    row(
        "enable for good, and say who asks",
        List.of(
            report("restarter_actions", Vector.of(Property.of("auxiliary_tty", true))),
            set(INSTANCE, "general", Property.of("enabled", false))),
        MODIFY,
        FRAMEWORK,
        "user:switches",
        "group:enables");
    row(
        "say who asks, and ask for nothing",
        List.of(report("restarter_actions", Vector.of(Property.of("auxiliary_tty", true)))),
        MODIFY,
        MANAGE,
        "user:acts");
    row(
        "change action_authorization",
        List.of(set(INSTANCE, "general", Property.of("action_authorization", "user:x"))),
        MODIFY,
        MANAGE);
    row(
        "give it to another restarter",
        List.of(set(INSTANCE, "general", Property.of("restarter", "svc:/b:default"))),
        MODIFY,
        FRAMEWORK,
        "user:switches");
  }

  private void beyondSmf() {
    row(
        "speak as a manifest",
        List.of(
            new Change.SetProperty(
                SERVICE, "config", Property.count("port", 1), Layer.MANIFEST, Option.none())),
        MODIFY);
    row(
        "name the snapshots of the repository",
        Landmarks.naming(STATE, "mine", 1).asJava(),
        MODIFY);
    row(
        "keep what an edit replaces",
        List.of(
            new Change.TakeSnapshot(INSTANCE, "previous"),
            set(SERVICE, "config", Property.count("port", 81))),
        MODIFY,
        APPLICATION,
        "user:modifies",
        "user:values");
  }

  @Test
  void whatAnInstanceDoesNotSayItsServiceDoes() {
    RepositoryState own =
        Transactions.apply(
                STATE,
                Transaction.of(
                    new Author(0, 0, 1, "test"),
                    group(INSTANCE, "config", "application", Property.count("port", 81))))
            .get();
    Vector<Change> change = Vector.of(set(INSTANCE, "config", Property.count("port", 82)));
    assertThat(Rights.mayMake(Principal.NOBODY.known(List.of("user:values")), own, change))
        .isTrue();
    assertThat(Rights.mayMake(Principal.NOBODY.known(List.of("user:reads")), own, change))
        .isFalse();
  }

  @Test
  void valuesAreReadByWhomTheyAreFor() {
    Vector<String> readers =
        ALL.filter(
            one ->
                Rights.mayRead(
                    Principal.NOBODY.known(List.of(one)).granted(List.of(one)),
                    STATE.current(INSTANCE),
                    "config"));
    assertThat(readers)
        .containsExactlyInAnyOrder(
            MODIFY, APPLICATION, "user:modifies", "user:values", "user:reads");
    assertThat(Rights.mayRead(Principal.NOBODY, STATE.current(INSTANCE), "general")).isTrue();
  }

  @Test
  void wildcardsStandForWhatBeginsAsTheyDo() {
    Principal held = Principal.NOBODY.granted(List.of("solaris.smf.modify.*"));
    assertThat(held.isAny(TreeSet.of("solaris.smf.modify.application"))).isTrue();
    assertThat(held.isAny(TreeSet.of("solaris.smf.modify"))).isFalse();
    assertThat(held.isAny(TreeSet.of("user:modify"))).isFalse();
    assertThat(Principal.NOBODY.granted(List.of("solaris.*")).mayModify()).isTrue();
  }
}
