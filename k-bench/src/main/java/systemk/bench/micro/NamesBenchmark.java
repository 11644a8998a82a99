package systemk.bench.micro;

import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import systemk.core.fmri.FmriPattern;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;

/// Finding instances by what somebody types.
@State(Scope.Benchmark)
public class NamesBenchmark {
  @Param({"10", "1000", "10000"})
  public int services;

  private RepositoryState state = RepositoryState.EMPTY;
  private List<InstanceFmri> all = List.of();
  private String name = "";

  @Setup
  public void prepare() {
    state = Village.configured(services);
    all = IntStream.range(0, services).mapToObj(Village::instance).toList();
    name = Village.quiet(services).toString();
    if (glob() < 1 || abbreviation() != 1 || !exact().equals(Village.quiet(services))) {
      throw new IllegalStateException("the patterns do not match what they should");
    }
  }

  private long matches(String text) {
    FmriPattern pattern = FmriPattern.of(text, state::exists);
    return all.stream().filter(pattern::matches).count();
  }

  /// All instances beside a pattern with wildcards.
  @Benchmark
  public long glob() {
    return matches("village/s*9:def*");
  }

  /// All instances beside the end of a name.
  @Benchmark
  public long abbreviation() {
    return matches(name.substring(name.lastIndexOf('/') + 1));
  }

  /// One by its whole name, which is read and looked up.
  @Benchmark
  public Object exact() {
    FmriPattern pattern = FmriPattern.of(name, state::exists);
    return pattern instanceof FmriPattern.Exact(_, var entity) ? entity : pattern;
  }
}
