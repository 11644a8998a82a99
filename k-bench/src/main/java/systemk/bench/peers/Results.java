package systemk.bench.peers;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that was measured, and what could not be.
public final class Results {
  /// What was measured.
  public record Subject(String peer, int services, boolean chained, Metric metric) {}

  private final Map<Subject, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  void add(Subject subject, double value) {
    values.computeIfAbsent(subject, _ -> new ArrayList<>()).add(value);
  }

  void present(String peer, String version) {
    versions.put(peer, version);
  }

  void absent(String peer, String why) {
    absent.put(peer, why);
  }

  void failed(String what) {
    failures.add(what);
  }

  public Map<Subject, List<Double>> values() {
    return values;
  }

  /// The peers that were measured, with their versions, in the order of the report.
  Map<String, String> versions() {
    return versions;
  }

  /// Who is not there, and why.
  Map<String, String> absent() {
    return absent;
  }

  /// What went wrong while it was measured; those figures are missing.
  public List<String> failures() {
    return failures;
  }

  Option<Spread> spread(Subject subject) {
    return Option.of(values.get(subject)).map(Spread::of);
  }

  /// The median by that of another peer.
  Option<Double> ratio(Subject subject, String other) {
    return spread(subject)
        .flatMap(
            mine ->
                spread(new Subject(other, subject.services(), subject.chained(), subject.metric()))
                    .map(its -> mine.median() / its.median()));
  }

  /// The sizes that were measured, of flat fleets or of chains.
  List<Integer> sizes(boolean chained) {
    return values.keySet().stream()
        .filter(subject -> subject.chained() == chained)
        .map(Subject::services)
        .distinct()
        .sorted()
        .toList();
  }
}
