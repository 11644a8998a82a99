package systemk.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import systemk.json.Json;

/// The results as tables of Markdown, and as JSON.
final class Tables {
  private Tables() {}

  static String markdown(Results results) {
    StringBuilder text = new StringBuilder();
    for (boolean chained : new boolean[] {false, true}) {
      List<Integer> sizes = results.sizes(chained);
      for (Metric metric : Metric.values()) {
        if (results.values().keySet().stream()
            .anyMatch(it -> it.chained() == chained && it.metric() == metric)) {
          text.append(table(results, metric, sizes, chained));
        }
      }
    }
    return text.toString();
  }

  private static String table(
      Results results, Metric metric, List<Integer> sizes, boolean chained) {
    StringBuilder text = new StringBuilder();
    text.append("\n### ").append(metric.title()).append(chained ? ", in chains of ten" : "");
    text.append(metric.unit().isEmpty() ? "" : ", " + metric.unit()).append("\n\n| |");
    sizes.forEach(size -> text.append(" %,d services |".formatted(size)));
    text.append("\n|---|").append("---|".repeat(sizes.size())).append('\n');
    for (String peer : results.versions().keySet()) {
      String row =
          sizes.stream()
              .map(size -> cell(results, new Results.Subject(peer, size, chained, metric)))
              .collect(Collectors.joining(" | "));
      if (row.chars().anyMatch(Character::isDigit)) {
        text.append("| ").append(peer).append(" | ").append(row).append(" |\n");
      }
    }
    return text.toString();
  }

  /// What SystemK takes beside it, and what it takes.
  private static String cell(Results results, Results.Subject subject) {
    String ratio =
        results
            .ratio(
                new Results.Subject(
                    SystemK.NAME, subject.services(), subject.chained(), subject.metric()),
                subject.peer())
            .filter(_ -> subject.metric().isQuantity() && !subject.peer().equals(SystemK.NAME))
            .map(value -> String.format(Locale.ROOT, "**%.2f** · ", value))
            .getOrElse("");
    return results.spread(subject).map(spread -> ratio + spread).getOrElse("–");
  }

  static Json json(Results results) {
    return Json.object()
        .putArray(
            "figures",
            results.values().entrySet().stream()
                .<Json>map(entry -> figure(entry.getKey(), entry.getValue()))
                .toList())
        .put("versions", texts(results.versions()))
        .put("absent", texts(results.absent()))
        .put("failures", Json.strings(results.failures()))
        .build();
  }

  private static Json figure(Results.Subject subject, List<Double> values) {
    Spread spread = Spread.of(values);
    return spread
        .put(
            Json.object()
                .put("peer", subject.peer())
                .put("services", subject.services())
                .put("chained", subject.chained())
                .put("metric", subject.metric().name().toLowerCase(Locale.ROOT))
                .put("unit", subject.metric().unit()))
        .build();
  }

  private static Json texts(java.util.Map<String, String> texts) {
    Json.Builder json = Json.object();
    texts.forEach(json::put);
    return json.build();
  }
}
