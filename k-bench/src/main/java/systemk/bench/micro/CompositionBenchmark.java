package systemk.bench.micro;

import io.vavr.collection.Seq;
import io.vavr.control.Option;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import systemk.bench.figures.Subject;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;

/// The properties of an instance seen over those of its service, of which there are twenty.
@State(Scope.Benchmark)
public class CompositionBenchmark {
  @Param({"10", "1000", "10000"})
  public int services;

  private RepositoryState state = RepositoryState.EMPTY;
  private int number;

  @Setup
  public void prepare() {
    state = Subject.state(services);
    if (one().isEmpty() || all().size() != Subject.PROPERTIES) {
      throw new IllegalStateException("the properties are not there");
    }
  }

  private int next() {
    number = (number + 7919) % services;
    return number;
  }

  /// One property of one instance after the other.
  @Benchmark
  public Option<Property> one() {
    return state.running(Subject.instance(next())).property(Subject.GROUP, Subject.property(7));
  }

  /// All properties of one instance after the other.
  @Benchmark
  public Seq<Property> all() {
    return state.running(Subject.instance(next())).properties(Subject.GROUP);
  }
}
