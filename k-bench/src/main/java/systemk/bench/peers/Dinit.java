package systemk.bench.peers;

import java.io.IOException;
import java.util.List;

/// dinit, as an ordinary program. It is not in Debian; its directory is given.
record Dinit() implements Peer {
  static final String NAME = "dinit";

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
    return List.of("dinit", "dinitctl");
  }

  @Override
  public List<String> version() {
    return List.of("dinit", "--version");
  }

  @Override
  public boolean ordersStarts() {
    return true;
  }

  @Override
  public Manager on(Site site) throws IOException {
    StringBuilder all = new StringBuilder("type = internal\n");
    for (int service = 0; service < site.services(); service++) {
      all.append("waits-for = ").append(site.name(service)).append('\n');
      site.write("services/" + site.name(service), description(site, service, 10));
    }
    site.write("services/boot", all.toString());
    // It ends when nothing runs any more.
    site.write("services/stay", "type = internal\n");
    return new Running(site);
  }

  private static String description(Site site, int service, int timeout) {
    return "type = process\nrestart = yes\nrestart-delay = 0\nstop-timeout = "
        + timeout
        + "\ncommand = "
        + String.join(" ", site.payload(service))
        + "\n"
        + site.before(service)
            .map(before -> "depends-on = " + site.name(before) + "\n")
            .getOrElse("");
  }

  private record Running(Site site) implements Manager {
    private List<String> control(String... words) {
      String socket = site.directory().resolve("socket").toString();
      return io.vavr.collection.List.of(site.kit().program("dinitctl"), "-p", socket)
          .appendAll(List.of(words))
          .asJava();
    }

    @Override
    public List<String> boot() {
      return List.of(
          site.kit().program("dinit"),
          "-u",
          "-q",
          "-d",
          site.directory().resolve("services").toString(),
          "-p",
          site.directory().resolve("socket").toString(),
          "stay",
          "boot");
    }

    @Override
    public List<String> startAll() {
      return control("start", "boot");
    }

    @Override
    public List<String> stopAll() {
      return control("stop", "boot");
    }

    @Override
    public List<String> status(int service) {
      return control("is-started", site.name(service));
    }

    @Override
    public List<String> list() {
      return control("list");
    }

    @Override
    public Change change(int service, int value) throws IOException {
      site.write("services/" + site.name(service), description(site, service, 10 + value));
      return new Change(control("reload", site.name(service)), false);
    }

    @Override
    public List<String> processes() {
      return List.of("dinit");
    }
  }
}
