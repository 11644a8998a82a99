package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// supervisord. It reads one file for all services.
record Supervisor() implements Peer {
  @Override
  public String name() {
    return "supervisor";
  }

  @Override
  public List<String> packages() {
    return List.of("supervisor");
  }

  @Override
  public List<String> programs() {
    return List.of("supervisord", "supervisorctl");
  }

  @Override
  public List<String> version() {
    return List.of("supervisord", "--version");
  }

  @Override
  public boolean ordersStarts() {
    return false;
  }

  @Override
  public Manager on(Site site) throws IOException {
    Path file = site.directory().resolve("supervisord.conf");
    write(site, file, -1, 0);
    return new Running(site, file);
  }

  private static void write(Site site, Path file, int changed, int value) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            [unix_http_server]
            file=SITE/socket
            [supervisord]
            nodaemon=true
            logfile=/dev/null
            logfile_maxbytes=0
            pidfile=SITE/pid
            minfds=10000
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
            [supervisorctl]
            serverurl=unix://SITE/socket
            """
                .replace("SITE", site.directory().toString()));
    for (int service = 0; service < site.services(); service++) {
      text.append("[program:").append(site.name(service)).append("]\ncommand=");
      text.append(String.join(" ", site.payload(service)).replace("%", "%%"));
      text.append("\nautorestart=true\nredirect_stderr=true\nstdout_logfile=NONE\n");
      if (service == changed) {
        text.append("environment=BENCH=\"").append(value).append("\"\n");
      }
    }
    Files.writeString(file, text);
  }

  private record Running(Site site, Path file) implements Manager {
    private List<String> control(String... words) {
      return io.vavr.collection.List.of(site.kit().program("supervisorctl"), "-c", file.toString())
          .appendAll(List.of(words))
          .asJava();
    }

    @Override
    public List<String> boot() {
      return List.of(site.kit().program("supervisord"), "-c", file.toString());
    }

    @Override
    public List<String> startAll() {
      return control("start", "all");
    }

    @Override
    public List<String> stopAll() {
      return control("stop", "all");
    }

    @Override
    public List<String> status(int service) {
      return control("status", site.name(service));
    }

    @Override
    public List<String> list() {
      return control("status");
    }

    @Override
    public Change change(int service, int value) throws IOException {
      write(site, file, service, value);
      return new Change(control("update"), true);
    }

    @Override
    public List<String> processes() {
      return List.of("supervisord");
    }
  }
}
