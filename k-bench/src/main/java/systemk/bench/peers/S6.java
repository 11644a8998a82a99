package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// s6's s6-svscan, with an s6-supervise for each service. Its commands take one service.
record S6() implements Peer {
  @Override
  public String name() {
    return "s6";
  }

  @Override
  public List<String> packages() {
    return List.of("s6", "execline");
  }

  @Override
  public List<String> programs() {
    return List.of("s6-svscan", "s6-supervise", "s6-svc", "s6-svstat");
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
    return new Running(site, Directories.write(site));
  }

  private static final Path BUILT = Path.of("/usr/bin");
  private static final String SHOW =
      "mount --make-rprivate / && mount -t overlay overlay -o lowerdir=$0:$1 $1 && shift && exec \"$@\"";

  private record Running(Site site, Directories services) implements Manager {
    private String program(String name) {
      return site.kit().program(name);
    }

    private List<String> each(String command) {
      return services.all("sh", "-c", "for d; do " + command + " \"$d\"; done", "sh");
    }

    /// s6-svscan looks for s6-supervise where it was built to be; if that is another directory, it
    /// is shown this one there, in a mount namespace of its own.
    @Override
    public List<String> boot() {
      List<String> scan =
          List.of(
              program("s6-svscan"), "-c", "" + (site.services() + 10), services.path().toString());
      Path programs = Path.of(program("s6-supervise")).getParent();
      return BUILT.equals(programs)
          ? scan
          : io.vavr.collection.List.ofAll(scan)
              .prependAll(
                  List.of("unshare", "--mount", "sh", "-c", SHOW, "" + programs, "" + BUILT))
              .asJava();
    }

    @Override
    public List<String> startAll() {
      return each(program("s6-svc") + " -u");
    }

    @Override
    public List<String> stopAll() {
      return each(program("s6-svc") + " -d");
    }

    @Override
    public List<String> status(int service) {
      return services.one(service, program("s6-svstat"));
    }

    @Override
    public List<String> list() {
      return each(program("s6-svstat"));
    }

    @Override
    public Change change(int service, int value) throws IOException {
      services.run(service, value);
      return new Change(services.one(service, program("s6-svc"), "-r"), true);
    }

    @Override
    public List<String> processes() {
      return List.of("s6-svscan");
    }
  }
}
