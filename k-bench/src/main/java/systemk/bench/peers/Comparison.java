package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// Two runs side by side: which ratios of SystemK to a peer are the same in both, and which are not
/// to be relied on.
/* Ratios and not times, because they are what is promised, and what a machine that is quicker or busier changes least.
 * A ratio of figures that are themselves small numbers of things (services lost) says nothing and is left out.
 */
public record Comparison(List<Pair> pairs, List<String> differences) {
  /// How far two ratios may be apart, the larger by the smaller.
  public static final double APART = 1.25;

  /// One ratio in both runs.
  record Pair(String what, double first, double second) {
    double apart() {
      return Math.max(first, second) / Math.min(first, second);
    }

    boolean agrees() {
      return apart() <= APART;
    }
  }

  /// What makes a figure the same figure in another run.
  private record Key(String metric, long services, boolean chained) {
    @Override
    public String toString() {
      return "%s, %,d services%s"
          .formatted(
              Metric.valueOf(metric.toUpperCase(Locale.ROOT)).title(),
              services,
              chained ? " in chains" : "");
    }
  }

  /// Reads a report.
  ///
  /// @param path the JSON of `k bench peers`, or the directory it is in
  public static Json.Obj read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(PeersReport.JSON) : path;
    if (!Files.isReadable(file)) {
      throw new IOException(file + " cannot be read");
    }
    try {
      Json.Obj report = JsonText.parse(Files.readAllBytes(file)).asObj("report");
      var _ = ratios(report);
      return report;
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(file + " is no report of k bench peers: " + e.getMessage(), e);
    }
  }

  /// Compares two reports, each of which [#read] has accepted or [PeersReport] has made.
  public static Comparison of(Json.Obj first, Json.Obj second) {
    Map<String, Double> before = ratios(first);
    Map<String, Double> after = ratios(second);
    List<Pair> pairs =
        before.entrySet().stream()
            .filter(entry -> after.containsKey(entry.getKey()))
            .map(
                entry ->
                    new Pair(
                        entry.getKey(),
                        entry.getValue(),
                        after.getOrDefault(entry.getKey(), Double.NaN)))
            .toList();
    return new Comparison(pairs, differences(facts(first), facts(second)));
  }

  private static Map<String, Double> ratios(Json.Obj report) {
    Map<Key, Map<String, Double>> medians = new LinkedHashMap<>();
    for (Json item : report.object("peers").items("figures")) {
      Json.Obj figure = item.asObj("figure");
      String metric = figure.string("metric");
      if (Metric.valueOf(metric.toUpperCase(Locale.ROOT)).isQuantity()) {
        medians
            .computeIfAbsent(
                new Key(metric, figure.integer("services"), figure.flag("chained")),
                _ -> new LinkedHashMap<>())
            .put(figure.string("peer"), Double.parseDouble(figure.string("median")));
      }
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    medians.forEach(
        (key, byPeer) ->
            byPeer.forEach(
                (peer, its) -> {
                  double mine = byPeer.getOrDefault(SystemK.NAME, 0.0);
                  if (!peer.equals(SystemK.NAME) && mine > 0 && its > 0) {
                    ratios.put(key + ", beside " + peer, mine / its);
                  }
                }));
    return ratios;
  }

  private static Map<String, String> facts(Json.Obj report) {
    Map<String, String> facts = new TreeMap<>();
    report.object("machine").members().forEach((what, is) -> facts.put(what, is.asString(what)));
    report
        .object("peers")
        .object("versions")
        .members()
        .forEach((peer, version) -> facts.put(peer, version.asString(peer)));
    return facts;
  }

  private static List<String> differences(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new TreeMap<>(first);
    second.forEach(all::putIfAbsent);
    return all.keySet().stream()
        .filter(what -> !first.getOrDefault(what, "").equals(second.getOrDefault(what, "")))
        .map(
            what ->
                "%s: %s, then %s"
                    .formatted(
                        what,
                        first.getOrDefault(what, "nothing"),
                        second.getOrDefault(what, "nothing")))
        .toList();
  }

  /// Whether there is something in both, and all of it agrees.
  public boolean agrees() {
    return !pairs.isEmpty() && pairs.stream().allMatch(Pair::agrees);
  }

  /// What to say of it on a page.
  public String markdown() {
    List<Pair> apart = pairs.stream().filter(pair -> !pair.agrees()).toList();
    StringBuilder text = new StringBuilder();
    text.append(
        "Of %,d ratios of SystemK to a peer that both runs have, %,d agree within 25 %%%s%n"
            .formatted(
                pairs.size(),
                pairs.size() - apart.size(),
                apart.isEmpty() ? "." : "; these do not, and are not to be relied on:\n"));
    if (!apart.isEmpty()) {
      text.append("| ratio | first run | second run | apart |\n|---|---|---|---|\n");
      apart.stream()
          .sorted((one, other) -> Double.compare(other.apart(), one.apart()))
          .forEach(
              pair ->
                  text.append(
                      "| %s | %s | %s | × %.2f |%n"
                          .formatted(
                              pair.what(),
                              Spread.text(pair.first()),
                              Spread.text(pair.second()),
                              pair.apart())));
    }
    if (!differences.isEmpty()) {
      text.append("\nThe runs differ in more than time:\n\n");
      differences.forEach(it -> text.append("- ").append(it).append('\n'));
    }
    return text.toString();
  }
}
