package systemk.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import systemk.bench.Bars;
import systemk.json.Json;
import systemk.json.JsonText;

/// The micro-benchmarks run and are reported; how long they take is not looked at.
final class MicroBenchTest {
  @TempDir Path directory;

  @Test
  void everyBenchmarkIsAskedForAndThereIs() {
    Set<String> there =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    VerboseMode.SILENT),
                List.of())
            .stream()
            .map(BenchmarkListEntry::getUsername)
            .collect(Collectors.toSet());

    assertThat(Stream.of(Question.values()).map(Question::benchmark))
        .containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void aGlanceAtAllOfThemMakesAReport() throws Exception {
    var text = new ByteArrayOutputStream();
    Bars bars = new Bars();
    new MicroBench("", List.of(10, 20), Duration.ofMinutes(1), true)
        .run(
            new PrintStream(text, true, StandardCharsets.UTF_8),
            bars,
            MicroReport.begin(Option.some(directory), "a test"));

    assertThat(bars.isEmpty()).isTrue();
    for (Question question : Question.values()) {
      assertThat(text.toString(StandardCharsets.UTF_8)).contains("| " + question.title() + " | ");
    }
    assertThat(directory.resolve("micro.md")).content().contains("growth.svg");
    assertThat(directory.resolve("growth.svg")).content().contains("<svg");
    Json.Obj report =
        JsonText.parse(Files.readAllBytes(directory.resolve("micro.json"))).asObj("report");
    assertThat(report.items("figures")).hasSize(2 * Question.values().length);
  }

  @Test
  void whatGrowsMoreThanItMayIsMissed() {
    Answers answers = new Answers();
    for (int services : new int[] {10, 1_000}) {
      answers.put(Question.EDIT, services, List.of(1.0 * services));
      answers.put(Question.BOOT, services, List.of(2.0 * services));
    }
    Bars bars = new Bars();
    answers.judge(bars);

    assertThat(bars.markdown())
        .contains("| growth: engine: step of one edit | 1.00  | ≤ 0.50  | **missed** |")
        .contains("| growth: engine: first step of a boot | 1.00  | ≤ 1.25  | met |");
    assertThat(answers.markdown())
        .contains("| engine: step of one edit | touches one | × 100.00 | 1.00 | ≤ 0.50 |");
  }
}
