package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import systemk.json.Json;

/// The machine a figure is of.
public record Machine(Map<String, String> facts) {
  /// This one.
  ///
  /// @param disk whose file system is told
  public static Machine here(Path disk) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put(
        "processor",
        field("/proc/cpuinfo", "model name", "unknown")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " of them");
    facts.put("memory", field("/proc/meminfo", "MemTotal", "unknown"));
    facts.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    facts.put("system", field("/etc/os-release", "PRETTY_NAME", "unknown").replace("\"", ""));
    facts.put("java", System.getProperty("java.runtime.version", "unknown"));
    facts.put("file system", Files.getFileStore(disk).type());
    return new Machine(facts);
  }

  /// What others do: the load average, of one minute and of fifteen.
  public static String load() throws IOException {
    String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return words[0] + " " + words[2];
  }

  private static String field(String file, String name, String otherwise) throws IOException {
    if (!Files.isReadable(Path.of(file))) {
      return otherwise;
    }
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(line.contains(":") ? ':' : '=') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  /// What is known of it, as an object.
  public Json json() {
    Json.Builder json = Json.object();
    facts.forEach(json::put);
    return json.build();
  }
}
