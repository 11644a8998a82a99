package systemk.bench.micro;

/// What a benchmark asks, and how its answer may grow with the number of services.
enum Question {
  BOOT(EngineBenchmark.class, "boot", "engine: first step of a boot", Growth.ALL),
  DEATH(EngineBenchmark.class, "death", "engine: step of one death", Growth.ONE),
  EDIT(EngineBenchmark.class, "edit", "engine: step of one edit", Growth.ONE),
  TEN(SatisfactionBenchmark.class, "ten", "satisfaction of one that needs ten", Growth.ONE),
  ALL(SatisfactionBenchmark.class, "all", "satisfaction of one that needs all", Growth.ALL),
  EXACT(NamesBenchmark.class, "exact", "FMRI: read, look up", Growth.ONE),
  GLOB(NamesBenchmark.class, "glob", "FMRI: all beside a glob", Growth.ALL),
  ABBREVIATION(
      NamesBenchmark.class, "abbreviation", "FMRI: all beside an abbreviation", Growth.ALL),
  PROPERTY(CompositionBenchmark.class, "one", "composition: one property", Growth.ONE),
  PROPERTIES(CompositionBenchmark.class, "all", "composition: twenty properties", Growth.ONE),
  DECIDED(CommitBenchmark.class, "decided", "commit: decided", Growth.ONE),
  MEMORY(CommitBenchmark.class, "memory", "commit: in memory", Growth.ONE),
  DISK(CommitBenchmark.class, "disk", "commit: on disk", Growth.ONE),
  REQUEST(CodecBenchmark.class, "commit", "codec: a commit, there and back", Growth.ONE),
  STATE(CodecBenchmark.class, "state", "codec: the whole state, there and back", Growth.ALL);

  /// What the time is to depend on: the power of the number of services that it may grow with.
  enum Growth {
    /// What is touched. Trees get deeper and caches too small, hence not nothing.
    ONE(0.5),
    /// Everything, perhaps sorted.
    ALL(1.25);

    private final double most;

    Growth(double most) {
      this.most = most;
    }

    double most() {
      return most;
    }
  }

  private final String benchmark;
  private final String title;
  private final Growth growth;

  Question(Class<?> benchmark, String method, String title, Growth growth) {
    this.benchmark = benchmark.getName() + "." + method;
    this.title = title;
    this.growth = growth;
  }

  /// The class and method, as JMH names them.
  String benchmark() {
    return benchmark;
  }

  String title() {
    return title;
  }

  Growth growth() {
    return growth;
  }
}
