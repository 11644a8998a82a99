package systemk.bench.peers;

import java.io.IOException;
import java.util.List;

/// runit's runsvdir, with a runsv for each service.
record Runit() implements Peer {
  static final String NAME = "runit";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> packages() {
    return List.of("runit");
  }

  @Override
  public List<String> programs() {
    return List.of("runsvdir", "runsv", "sv");
  }

  @Override
  public List<String> version() {
    return List.of();
  }

  @Override
  public boolean ordersStarts() {
    return false;
  }

  @Override
  public Manager on(Site site) throws IOException {
    return new Running(site.kit(), Directories.write(site));
  }

  private record Running(Kit kit, Directories services) implements Manager {
    @Override
    public List<String> boot() {
      return List.of(kit.program("runsvdir"), services.path().toString());
    }

    @Override
    public List<String> startAll() {
      return services.all(kit.program("sv"), "up");
    }

    @Override
    public List<String> stopAll() {
      return services.all(kit.program("sv"), "down");
    }

    @Override
    public List<String> status(int service) {
      return services.one(service, kit.program("sv"), "status");
    }

    @Override
    public List<String> list() {
      return services.all(kit.program("sv"), "status");
    }

    @Override
    public Change change(int service, int value) throws IOException {
      services.run(service, value);
      return new Change(services.one(service, kit.program("sv"), "term"), true);
    }

    @Override
    public List<String> processes() {
      return List.of("runsvdir");
    }
  }
}
