package systemk.bench.micro;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import systemk.bench.Bars;
import systemk.bench.micro.Question.Growth;
import systemk.bench.peers.Spread;
import systemk.json.Json;

/// What was measured: for each question and number of services how long one operation takes, in
/// microseconds.
final class Answers {
  private final Map<Question, Map<Integer, Spread>> micros = new LinkedHashMap<>();
  private final List<String> missed = new ArrayList<>();

  void put(Question question, int services, List<Double> measured) {
    micros.computeIfAbsent(question, _ -> new LinkedHashMap<>()).put(services, Spread.of(measured));
  }

  /// Notes what there was no time for.
  void miss(Question question, int services) {
    missed.add("%s, %,d services".formatted(question.title(), services));
  }

  Map<Question, Map<Integer, Spread>> micros() {
    return micros;
  }

  List<Integer> sizes() {
    return micros.values().stream()
        .flatMap(it -> it.keySet().stream())
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private Option<Spread> spread(Question question, int services) {
    return Option.of(micros.get(question)).flatMap(it -> Option.of(it.get(services)));
  }

  private Option<Double> ratio(Question question, int from, int to) {
    return spread(question, from)
        .flatMap(small -> spread(question, to).map(large -> large.median() / small.median()));
  }

  /// The power of the number of services that the time grows with, between two sizes.
  Option<Double> exponent(Question question, int from, int to) {
    return ratio(question, from, to).map(ratio -> Math.log(ratio) / Math.log((double) to / from));
  }

  /// Notes what grows as it may, and what does not.
  void judge(Bars bars) {
    missed.forEach(bars::failed);
    List<Integer> sizes = sizes();
    for (Question question : micros.keySet()) {
      exponent(question, sizes.getFirst(), sizes.getLast())
          .filter(Double::isFinite)
          .forEach(
              exponent ->
                  bars.atMost(
                      "growth: " + question.title(), exponent, question.growth().most(), ""));
    }
  }

  /// Two tables.
  String markdown() {
    List<Integer> sizes = sizes();
    StringBuilder text = new StringBuilder();
    text.append("### Time of one operation, µs\n\n| |");
    sizes.forEach(size -> text.append(" %,d services |".formatted(size)));
    text.append("\n|---|").append("---|".repeat(sizes.size())).append('\n');
    for (Question question : micros.keySet()) {
      row(
          text,
          question.title(),
          sizes.stream().map(it -> spread(question, it).map(Spread::toString).getOrElse("–")));
    }
    if (!missed.isEmpty()) {
      text.append("\nThere was no time left for:\n\n");
      missed.forEach(it -> text.append("- ").append(it).append('\n'));
    }
    if (sizes.size() < 2) {
      return text.toString();
    }
    text.append("\n### Growth\n\n| | |");
    for (int i = 1; i < sizes.size(); i++) {
      text.append(" %,d → %,d |".formatted(sizes.get(i - 1), sizes.get(i)));
    }
    text.append(" exponent | may be |\n|---|---|").append("---|".repeat(sizes.size() + 1));
    text.append('\n');
    for (Question question : micros.keySet()) {
      text.append("| ").append(question.title()).append(" | ");
      text.append(question.growth() == Growth.ONE ? "touches one" : "touches all").append(" |");
      for (int i = 1; i < sizes.size(); i++) {
        text.append(
            ratio(question, sizes.get(i - 1), sizes.get(i))
                .map(" × %.2f |"::formatted)
                .getOrElse(" – |"));
      }
      String exponent =
          exponent(question, sizes.getFirst(), sizes.getLast())
              .map("%.2f"::formatted)
              .getOrElse("–");
      text.append(" %s | %s |%n".formatted(exponent, "≤ %.2f".formatted(question.growth().most())));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String title, java.util.stream.Stream<String> cells) {
    text.append(cells.collect(Collectors.joining(" | ", "| " + title + " | ", " |\n")));
  }

  Json json() {
    return Json.array(
        micros.entrySet().stream()
            .flatMap(
                of ->
                    of.getValue().entrySet().stream()
                        .<Json>map(it -> figure(of.getKey(), it.getKey(), it.getValue())))
            .toList());
  }

  private static Json figure(Question question, int services, Spread spread) {
    return spread
        .put(
            Json.object()
                .put("benchmark", question.name().toLowerCase(Locale.ROOT))
                .put("what", question.title())
                .put("services", services)
                .put("unit", "us"))
        .build();
  }
}
