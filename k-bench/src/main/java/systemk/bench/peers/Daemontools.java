package systemk.bench.peers;

import java.io.IOException;
import java.util.List;

/// daemontools' svscan, with a supervise for each service.
record Daemontools() implements Peer {
  @Override
  public String name() {
    return "daemontools";
  }

  @Override
  public List<String> packages() {
    return List.of("daemontools");
  }

  @Override
  public List<String> programs() {
    return List.of("svscan", "supervise", "svc", "svstat");
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
      return List.of(kit.program("svscan"), services.path().toString());
    }

    @Override
    public List<String> startAll() {
      return services.all(kit.program("svc"), "-u");
    }

    @Override
    public List<String> stopAll() {
      return services.all(kit.program("svc"), "-d");
    }

    @Override
    public List<String> status(int service) {
      return services.one(service, kit.program("svstat"));
    }

    @Override
    public List<String> list() {
      return services.all(kit.program("svstat"));
    }

    @Override
    public Change change(int service, int value) throws IOException {
      services.run(service, value);
      return new Change(services.one(service, kit.program("svc"), "-t"), true);
    }

    @Override
    public List<String> processes() {
      return List.of("svscan");
    }
  }
}
