package systemk.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;

class ServiceGraphProperties {
  /// One edit of a graph: the instance gets these dependencies, or goes.
  record Edit(InstanceFmri instance, Vector<Dependency> wanted, boolean removes) {
    ServiceGraph in(ServiceGraph graph) {
      return removes
          ? graph.without(instance)
          : graph.define(instance, wanted).getOrElse(() -> graph.defineAlone(instance));
    }
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    return edit().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<Edit> edit() {
    return Combinators.combine(
            instances(),
            dependency().list().ofMaxSize(3),
            Arbitraries.of(false, false, false, true))
        .as((instance, wanted, removes) -> new Edit(instance, Vector.ofAll(wanted), removes));
  }

  private static Arbitrary<InstanceFmri> instances() {
    return Combinators.combine(Arbitraries.of("a", "b", "c", "d"), Arbitraries.of("x", "y"))
        .as((service, name) -> new ServiceFmri(service).instance(name));
  }

  private static Arbitrary<Dependency> dependency() {
    Arbitrary<Fmri> target =
        Arbitraries.oneOf(
            instances().map(i -> i),
            instances().map(InstanceFmri::service),
            Arbitraries.just(new FileFmri("/etc/x")));
    return Combinators.combine(
            Arbitraries.of(Grouping.class),
            Arbitraries.of(RestartOn.class),
            target.list().ofMinSize(1).ofMaxSize(3))
        .as((grouping, on, targets) -> new Dependency("d", grouping, on, Vector.ofAll(targets)));
  }

  private static ServiceGraph after(List<Edit> edits) {
    ServiceGraph graph = ServiceGraph.EMPTY;
    for (Edit edit : edits) {
      graph = edit.in(graph);
    }
    return graph;
  }

  @Property
  void noSequenceOfEditsMakesACycle(@ForAll("edits") List<Edit> edits) {
    ServiceGraph graph = after(edits);
    TreeSet<InstanceFmri> left = TreeSet.ofAll(graph.dependencies().keySet());
    while (!left.isEmpty()) {
      TreeSet<InstanceFmri> remaining = left;
      TreeSet<InstanceFmri> leaves =
          left.filter(i -> followed(graph, i).forAll(target -> !remaining.contains(target)));
      assertThat(leaves).as("what is left has a cycle: %s", left).isNotEmpty();
      left = left.removeAll(leaves);
    }
  }

  private static Vector<InstanceFmri> followed(ServiceGraph graph, InstanceFmri instance) {
    return followed(graph, graph.dependenciesOf(instance));
  }

  private static Vector<InstanceFmri> followed(ServiceGraph graph, Vector<Dependency> wanted) {
    return wanted
        .filter(d -> d.grouping() != Grouping.EXCLUDE_ALL)
        .flatMap(Dependency::targets)
        .flatMap(graph::resolve);
  }

  @Property
  void aReportedCycleIsOne(@ForAll("edits") List<Edit> edits, @ForAll("edit") Edit last) {
    ServiceGraph graph = after(edits);
    Either<DependencyCycle, ServiceGraph> result = graph.define(last.instance(), last.wanted());
    ServiceGraph alone = graph.defineAlone(last.instance());
    for (DependencyCycle cycle : result.swap()) {
      Vector<InstanceFmri> path = cycle.path();
      assertThat(path.head()).isEqualTo(last.instance());
      assertThat(path).doesNotHaveDuplicates();
      for (int i = 0; i < path.size(); i++) {
        Vector<InstanceFmri> next =
            i == 0 ? followed(alone, last.wanted()) : followed(alone, path.get(i));
        assertThat(next).contains(path.get((i + 1) % path.size()));
      }
    }
  }

  @Property
  void bothDirectionsOfEveryEdgeAgree(@ForAll("edits") List<Edit> edits) {
    ServiceGraph graph = after(edits);
    for (InstanceFmri instance : graph.dependencies().keySet()) {
      for (InstanceFmri other : graph.dependencies().keySet()) {
        boolean forward =
            graph
                .dependenciesOf(instance)
                .flatMap(Dependency::targets)
                .flatMap(graph::resolve)
                .contains(other);
        assertThat(graph.dependentsOf(other).contains(instance)).isEqualTo(forward);
        assertThat(graph.between(instance, other).isEmpty()).isEqualTo(!forward);
      }
      assertThat(graph.instancesOf(instance.service())).contains(instance);
    }
  }

  @Property
  void whatWasAddedAndRemovedLeavesNothing(
      @ForAll("edits") List<Edit> edits, @ForAll("edit") Edit last) {
    ServiceGraph graph = after(edits).without(last.instance());
    assertThat(
            graph
                .define(last.instance(), last.wanted())
                .map(added -> added.without(last.instance()))
                .getOrElse(graph))
        .isEqualTo(graph);
  }

  @Property
  void anEditLeavesTheEdgesOfOthersAlone(
      @ForAll("edits") List<Edit> edits, @ForAll("edit") Edit last) {
    ServiceGraph before = after(edits);
    ServiceGraph after = last.in(before);
    assertThat(after.dependencies().remove(last.instance()))
        .isEqualTo(before.dependencies().remove(last.instance()));
  }

  @Property
  void theOrderInWhichAnAcyclicGraphIsMadeDoesNotMatter(
      @ForAll("edits") List<Edit> edits, @ForAll("edits") List<Edit> shuffled) {
    ServiceGraph graph = after(edits);
    // The second list only serves to put the instances of the first into another order.
    Vector<InstanceFmri> order =
        Vector.ofAll(shuffled)
            .map(Edit::instance)
            .appendAll(graph.dependencies().keySet().toVector())
            .distinct()
            .filter(graph::contains);
    ServiceGraph again = ServiceGraph.EMPTY;
    for (InstanceFmri instance : order) {
      again = again.define(instance, graph.dependenciesOf(instance)).get();
    }
    assertThat(again).isEqualTo(graph);
  }
}
