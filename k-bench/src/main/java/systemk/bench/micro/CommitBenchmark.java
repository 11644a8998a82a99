package systemk.bench.micro;

import io.vavr.control.Option;
import java.io.IOException;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import systemk.bench.daemon.Scratch;
import systemk.bench.figures.Subject;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transactions;
import systemk.repo.CommitResult;
import systemk.repo.JournalRepository;
import systemk.repo.MemoryRepository;
import systemk.repo.Options;
import systemk.repo.Repository;

/// A commit of one property: decided, kept in memory, kept on the disk.
public class CommitBenchmark {

  /// A repository of services with twenty properties each.
  @State(Scope.Benchmark)
  public static class Decided {
    @Param({"10", "1000", "10000"})
    public int services;

    private RepositoryState state = RepositoryState.EMPTY;
    private long number;

    @Setup
    public void prepare() {
      state = Subject.state(services);
    }
  }

  /// The same without a disk.
  @State(Scope.Benchmark)
  public static class InMemory {
    @Param({"10", "1000", "10000"})
    public int services;

    private Repository repository = new MemoryRepository(InstantSource.system());
    private long number;

    @Setup
    public void prepare() {
      repository =
          new MemoryRepository(
              Subject.state(services), InstantSource.system(), Options.Limits.DEFAULT);
    }

    @TearDown
    public void end() {
      repository.close();
    }
  }

  /// The same on the disk that holds temporary files.
  @State(Scope.Benchmark)
  public static class OnDisk {
    @Param({"10", "1000", "10000"})
    public int services;

    private Repository repository = new MemoryRepository(InstantSource.system());
    private Option<Scratch> scratch = Option.none();
    private long number;

    @Setup
    public void prepare() throws IOException {
      Scratch made = Scratch.onDisk("k-bench-micro");
      scratch = Option.some(made);
      repository =
          JournalRepository.open(
              Options.of(
                  made.path().resolve("repository"),
                  made.path().resolve("volatile"),
                  "bench",
                  InstantSource.system(),
                  _ -> {}));
      for (int i = 0; i < services; i += Subject.BATCH) {
        int first = i;
        int end = Math.min(i + Subject.BATCH, services);
        expectDone(
            repository
                .submit(_ -> Option.some(Subject.making(first, end)))
                .toCompletableFuture()
                .join());
      }
    }

    @TearDown
    public void end() throws IOException {
      repository.close();
      for (Scratch made : scratch) {
        made.close();
      }
    }
  }

  private static CommitResult commit(Repository repository, int services, long number) {
    return expectDone(
        repository
            .submit(_ -> Option.some(Subject.change(services, number)))
            .toCompletableFuture()
            .join());
  }

  private static CommitResult expectDone(CommitResult result) {
    if (result instanceof CommitResult.Done) {
      return result;
    }
    throw new IllegalStateException("not committed: " + result);
  }

  /// Only decided.
  @Benchmark
  public Object decided(Decided decided) {
    return Transactions.apply(decided.state, Subject.change(decided.services, ++decided.number))
        .getOrElseThrow(reasons -> new IllegalStateException(reasons.toString()));
  }

  @Benchmark
  public Object memory(InMemory memory) {
    return commit(memory.repository, memory.services, ++memory.number);
  }

  @Benchmark
  public Object disk(OnDisk disk) {
    return commit(disk.repository, disk.services, ++disk.number);
  }
}
