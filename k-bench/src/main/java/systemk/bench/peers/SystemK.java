package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.wire.Layout;

/// SystemK itself, as the distribution this belongs to. Its services are of duration `child`.
record SystemK() implements Peer {
  static final String NAME = "SystemK";

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
    return List.of();
  }

  @Override
  public List<String> version() {
    return List.of();
  }

  @Override
  public boolean ordersStarts() {
    return true;
  }

  static String fmri(Site site, int service) {
    return "svc:/bench/" + site.name(service) + ":default";
  }

  @Override
  public Manager on(Site site) throws IOException {
    Layout layout = new Layout(site.directory());
    Files.createDirectories(layout.logs());
    Files.createDirectories(layout.run());
    Files.createDirectories(layout.manifests());
    Files.writeString(
        layout.manifests().resolve("bench.json"),
        JsonText.pretty(
            Json.object()
                .putArray(
                    "services",
                    IntStream.range(0, site.services())
                        .mapToObj(service -> service(site, service))
                        .toList())
                .build()));
    return new Running(site, layout);
  }

  private static Json service(Site site, int service) {
    Json.Builder json =
        Json.object()
            .put("service", "bench/" + site.name(service))
            .put("enabled", true)
            .put("duration", "child")
            .put("start", String.join(" ", site.payload(service)))
            .put("properties", Json.object().put("config", value()).build());
    return site.before(service)
        .map(
            before ->
                json.put("depends", Json.object().put("before", fmri(site, before)).build())
                    .build())
        .getOrElse(json::build);
  }

  private static Json value() {
    return Json.object().put("value", 0).build();
  }

  private record Running(Site site, Layout layout) implements Manager {
    private String command(String name) {
      return site.home().resolve("bin").resolve(name).toString();
    }

    @Override
    public List<String> boot() {
      Path home = site.home();
      return List.of(
          home.resolve("libexec/k.init").toString(),
          "--root",
          site.directory().toString(),
          "--home",
          home.toString());
    }

    @Override
    public List<String> startAll() {
      return List.of(command("svcadm"), "enable", "bench/*");
    }

    @Override
    public List<String> stopAll() {
      return List.of(command("svcadm"), "disable", "bench/*");
    }

    @Override
    public List<String> status(int service) {
      return List.of(command("svcs"), "-H", fmri(site, service));
    }

    /// svcs succeeds whatever the state is.
    @Override
    public List<String> settled(int service) {
      String await = site.home().resolve("libexec/k.await").toString();
      return List.of(await, "-T", "1", fmri(site, service));
    }

    @Override
    public List<String> list() {
      return List.of(command("svcs"), "-a");
    }

    @Override
    public List<String> property(int service) {
      return List.of(command("svcprop"), "-p", "config/value", fmri(site, service));
    }

    @Override
    public Map<Metric, List<String>> more() {
      int service = site.services() / 2;
      return Map.of(
          Metric.STATUS_JAVA, inJava(status(service)),
          Metric.LIST_JAVA, inJava(list()),
          Metric.PROPERTY_JAVA, inJava(property(service)));
    }

    /// The same command of the other client.
    private List<String> inJava(List<String> command) {
      Path name = Path.of(command.getFirst()).getFileName();
      return io.vavr.collection.List.ofAll(command)
          .tail()
          .prepend(site.home().resolve("libexec/client").resolve(name).toString())
          .asJava();
    }

    @Override
    public Change change(int service, int value) {
      return new Change(
          List.of(command("svcprop"), "-e", "config/value=" + value, fmri(site, service)), false);
    }

    /// k.startd removes the request for a refresh when it has taken it up.
    @Override
    public Pending pending(int service) throws IOException {
      return new Refresh(
          ConfigdConnection.open(layout.configdSocket()),
          new ServiceFmri("bench/" + site.name(service)).instance("default"));
    }

    @Override
    public List<String> processes() {
      return List.of("k.init", "k.startd", "k.configd");
    }
  }

  private record Refresh(ConfigdConnection connection, InstanceFmri instance)
      implements Manager.Pending {
    @Override
    public boolean holds() throws IOException {
      connection.send(new Request.Get(1, instance, "restarter_actions", "refresh"));
      return connection.receive() instanceof Response.Got got && got.property().isDefined();
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
