package systemk.bench.peers;

import java.io.IOException;
import java.util.List;

/// What the machine can do at all: a C program that makes the processes by posix_spawn and does
/// nothing else. It has no commands; the query beside the others' is a connection to a unix socket.
record Spawner() implements Peer {
  static final String NAME = "limit: C";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> packages() {
    return List.of();
  }

  @Override
  public List<String> programs() {
    return List.of("cc");
  }

  @Override
  public List<String> version() {
    return List.of("cc", "--version");
  }

  @Override
  public boolean ordersStarts() {
    return false;
  }

  @Override
  public Manager on(Site site) throws IOException {
    return new Running(site, site.probe().program().get().toString());
  }

  private record Running(Site site, String probe) implements Manager {
    @Override
    public List<String> boot() {
      String socket = site.directory().resolve("socket").toString();
      return List.of(
          "sh",
          "-c",
          "\"$0\" serve \"$1\" & exec \"$0\" spawn \"$2\" \"$3\"",
          probe,
          socket,
          site.reports().toString(),
          "" + site.services());
    }

    @Override
    public List<String> startAll() {
      return List.of();
    }

    @Override
    public List<String> stopAll() {
      return List.of();
    }

    @Override
    public List<String> status(int service) {
      return List.of(probe, "ask", site.directory().resolve("socket").toString());
    }

    @Override
    public List<String> list() {
      return List.of();
    }

    @Override
    public Change change(int service, int value) {
      return new Change(List.of(), false);
    }

    @Override
    public List<String> processes() {
      return List.of();
    }
  }
}
