package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Satisfaction;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;

/// The first two tables of smf.md §3.5, cell by cell: what one target says, and what a group makes
/// of what its targets say. Values are those of the table: 1 yes, 0 not yet, -1 never without an
/// administrator. The third table is in [SatisfactionTableTest].
/* SMF asks two questions, whether it is satisfied now and whether it ever can be; here one answer
 * serves both, which is the second one where they differ.
 *
 * There is no "deathrow" of packages that are being removed: manifests come and go in transactions,
 * so that a target is there or is missing.
 */
class SatisfactionValuesTest {
  private static final InstanceFmri DEPENDENT = InstanceFmri.of("svc:/dependent:default");
  private static final InstanceFmri SLOW = InstanceFmri.of("svc:/slow:default");
  private static final Behaviour.Ending HANGS = new Behaviour.Ending.Hangs();

  private final World world = new World(new Invariants());
  private Vector<Lifecycle> inBetween = Vector.empty();

  /// Configures a target, in words: a state and how it came to be, a file, or a service and what
  /// its instances are. Answers what the dependency names.
  private String configure(int number, String words) {
    if (words.startsWith("file")) {
      String path = "/etc/f" + number;
      if (words.equals("file, exists")) {
        world.createFile(path);
      }
      return "file://localhost" + path;
    }
    String service = "svc:/t" + number;
    if (words.startsWith("service of")) {
      String[] instances = words.substring("service of ".length()).split(" \\+ ");
      for (int i = 0; i < instances.length; i++) {
        configure(InstanceFmri.of(service + ":i" + i), instances[i]);
      }
      return service;
    }
    configure(InstanceFmri.of(service + ":default"), words);
    return service + ":default";
  }

  private void configure(InstanceFmri fmri, String words) {
    Spec spec = Spec.of(fmri.toString());
    switch (words) {
      case "missing", "no instance" -> {}
      case "offline, own dependencies satisfiable", "disabled, enabled meanwhile" ->
          world.add(spec.requiring(SLOW.toString()));
      case "offline, own dependencies unsatisfiable", "disabled, enabled meanwhile in vain" ->
          world.add(spec.requiring("svc:/nobody:default"));
      case "disabled" -> world.add(spec.disabled());
      default -> world.add(spec);
    }
    if (words.equals("offline, being disabled")) {
      world.kernel().behave(fmri, Behaviour.GOOD.starting(HANGS));
    }
  }

  /// Brings a target to where it is to be, once all has been started that can be.
  private void bring(int number, String words) {
    if (words.startsWith("service of")) {
      String[] instances = words.substring("service of ".length()).split(" \\+ ");
      for (int i = 0; i < instances.length; i++) {
        bring(InstanceFmri.of("svc:/t" + number + ":i" + i), instances[i]);
      }
    } else {
      bring(InstanceFmri.of("svc:/t" + number + ":default"), words);
    }
    world.settleNow();
  }

  private void bring(InstanceFmri fmri, String words) {
    if (words.startsWith("degraded")) {
      world.ask(fmri, "degraded");
      world.settleNow();
    }
    if (words.contains("being")) {
      world.kernel().behave(fmri, world.kernel().behaviour(fmri).stopping(HANGS));
    }
    if (words.endsWith("being offlined")) {
      world.ask(fmri, "restart");
    } else if (words.endsWith("being disabled")) {
      world.enable(fmri, false);
    } else if (words.equals("maintenance")) {
      world.ask(fmri, "maint_on");
    } else if (words.startsWith("disabled, enabled")) {
      inBetween = inBetween.append(in(fmri, InstanceState.DISABLED));
    } else if (words.equals("uninitialized")) {
      inBetween = inBetween.append(in(fmri, InstanceState.UNINITIALIZED));
    }
  }

  /// The instance as it is for a moment only, in the midst of a step.
  private Lifecycle in(InstanceFmri fmri, InstanceState state) {
    Lifecycle now = world.lifecycle(fmri);
    return new Lifecycle(
        fmri,
        new Lifecycle.Status(
            state, Option.none(), now.reason(), Option.none(), now.status().since()),
        now.phase(),
        now.watch(),
        now.tally(),
        now.enabled(),
        now.waitStatus());
  }

  private static void isThere(Model model, int number, String words) {
    if (!words.startsWith("file") && !words.startsWith("service of")) {
      Option<InstanceState> state = model.state(InstanceFmri.of("svc:/t" + number + ":default"));
      assertThat(state.map(InstanceState::token).getOrElse("missing"))
          .isEqualTo(words.split(",")[0]);
    }
  }

  private int ask(Grouping grouping, String targets) {
    Vector<String> words =
        targets.equals("nothing") ? Vector.empty() : Vector.of(targets.split("; "));
    world.kernel().behave(SLOW, Behaviour.GOOD.starting(HANGS));
    world.add(Spec.of(SLOW.toString()));
    Vector<String> names = words.zipWithIndex().map(target -> configure(target._2, target._1));
    world.add(
        Spec.of(DEPENDENT.toString())
            .needing(grouping, RestartOn.NONE, names.toJavaArray(String[]::new))
            .disabled());
    world.boot();
    world.settleNow();
    words.zipWithIndex().forEach(target -> bring(target._2, target._1));
    Model model = inBetween.foldLeft(world.model(), Model::with);
    words.zipWithIndex().forEach(target -> isThere(model, target._2, target._1));
    Dependencies.Facts facts =
        file ->
            Option.some(words.get(Integer.parseInt(file.path().substring(6))).endsWith("exists"));
    Satisfaction answer = new Dependencies(model).of(DEPENDENT, facts);
    assertThat(new Dependencies(model).areSatisfied(DEPENDENT, facts))
        .isEqualTo(answer == Satisfaction.SATISFIED);
    return switch (answer) {
      case SATISFIED -> 1;
      case UNSATISFIED -> 0;
      case UNSATISFIABLE -> -1;
    };
  }

  @ParameterizedTest(name = "§3.5 single target {0}: now {1}, satisfiability {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing | -1 | -1
          online | 1 | 1
          degraded | 1 | 1
          online, being offlined | 0 | 0
          degraded, being offlined | 0 | 0
          online, being disabled | -1 | -1
          degraded, being disabled | -1 | -1
          offline, own dependencies satisfiable | 0 | 0
          offline, own dependencies unsatisfiable | 0 | -1
          offline, being disabled | 0 | -1
          disabled | 0 | -1
          disabled, enabled meanwhile | 0 | 0
          disabled, enabled meanwhile in vain | 0 | -1
          maintenance | -1 | -1
          uninitialized | 0 | 0
          service of no instance | -1 | -1
          service of disabled + online | 1 | 1
          service of maintenance + offline, own dependencies satisfiable | 0 | 0
          service of maintenance + disabled | 0 | -1
          file, exists | 1 | 1
          file, absent | -1 | -1
          """)
  void singleTarget(String target, int now, int satisfiability) {
    assertThat(ask(Grouping.REQUIRE_ALL, target)).isEqualTo(now == 1 ? now : satisfiability);
  }

  @ParameterizedTest(name = "§3.5 {0} of {1}: {2} ({3})")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REQUIRE_ALL | nothing | 1 | empty list
          REQUIRE_ALL | online; degraded | 1 | all 1
          REQUIRE_ALL | online; uninitialized | 0 | not all 1
          REQUIRE_ALL | online; disabled | -1 | not all 1, and never
          REQUIRE_ALL | offline, own dependencies satisfiable; missing | -1 | not all 1, and never
          REQUIRE_ALL | online; file, absent | -1 | entities may mix files and services
          REQUIRE_ANY | nothing | 1 | empty list
          REQUIRE_ANY | maintenance; online | 1 | some 1
          REQUIRE_ANY | degraded; missing | 1 | some 1
          REQUIRE_ANY | disabled; file, exists | 1 | some 1
          REQUIRE_ANY | maintenance; uninitialized | 0 | else 0 if some satisfiable
          REQUIRE_ANY | missing; offline, own dependencies satisfiable | 0 | else 0 if some satisfiable
          REQUIRE_ANY | missing; maintenance; disabled; file, absent | -1 | else -1
          OPTIONAL_ALL | nothing | 1 | empty list
          OPTIONAL_ALL | missing | 1 | missing is skipped; all skipped: 1
          OPTIONAL_ALL | maintenance | 1 | maintenance is skipped; all skipped: 1
          OPTIONAL_ALL | missing; online | 1 | missing is skipped
          OPTIONAL_ALL | maintenance; uninitialized | 0 | maintenance is skipped
          OPTIONAL_ALL | offline, own dependencies satisfiable | 0 | offline: satisfiability
          OPTIONAL_ALL | offline, own dependencies unsatisfiable | 1 | offline: satisfiability, -1 counts as 1
          OPTIONAL_ALL | offline, being disabled | 1 | offline: satisfiability, -1 counts as 1
          OPTIONAL_ALL | disabled | 1 | disabled: satisfiability, -1 counts as 1
          OPTIONAL_ALL | disabled, enabled meanwhile | 0 | disabled: satisfiability
          OPTIONAL_ALL | disabled, enabled meanwhile in vain | 1 | disabled: satisfiability, -1 counts as 1
          OPTIONAL_ALL | uninitialized | 0 | uninitialized: 0
          OPTIONAL_ALL | online | 1 | online: as a single target
          OPTIONAL_ALL | degraded | 1 | degraded: as a single target
          OPTIONAL_ALL | online, being offlined | 0 | online: as a single target
          OPTIONAL_ALL | online, being disabled | 0 | departure: not -1, for it will be down, and skipped, soon
          OPTIONAL_ALL | file, exists | 1 | files must exist
          OPTIONAL_ALL | file, absent | -1 | files must exist
          OPTIONAL_ALL | service of no instance | 1 | optional_all over its instances
          OPTIONAL_ALL | service of disabled + online | 1 | optional_all over its instances
          OPTIONAL_ALL | service of online + uninitialized | 0 | optional_all over its instances
          EXCLUDE_ALL | nothing | 1 | empty list
          EXCLUDE_ALL | missing | 1 | missing: ok
          EXCLUDE_ALL | disabled | 1 | disabled: ok
          EXCLUDE_ALL | maintenance | 1 | maintenance: ok
          EXCLUDE_ALL | missing; disabled; maintenance | 1 | all ok
          EXCLUDE_ALL | online | -1 | online, enabled: -1
          EXCLUDE_ALL | degraded | -1 | degraded, enabled: -1
          EXCLUDE_ALL | disabled; online | -1 | one is enough
          EXCLUDE_ALL | online, being disabled | 0 | online, not enabled: 0
          EXCLUDE_ALL | degraded, being disabled | 0 | degraded, not enabled: 0
          EXCLUDE_ALL | offline, own dependencies satisfiable | 0 | offline: 0
          EXCLUDE_ALL | offline, own dependencies unsatisfiable | 0 | offline: 0
          EXCLUDE_ALL | uninitialized | 0 | uninitialized: 0
          EXCLUDE_ALL | file, exists | -1 | file existing: -1
          EXCLUDE_ALL | file, absent | 1 | file absent: ok
          EXCLUDE_ALL | service of no instance | 1 | every instance
          EXCLUDE_ALL | service of disabled + maintenance | 1 | every instance
          EXCLUDE_ALL | service of disabled + online | -1 | every instance
          """)
  void group(Grouping grouping, String targets, int value, String rule) {
    assertThat(ask(grouping, targets)).isEqualTo(value);
  }
}
