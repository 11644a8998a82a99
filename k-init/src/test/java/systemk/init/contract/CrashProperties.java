package systemk.init.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import systemk.json.Json;
import systemk.linux.ProcessId;

final class CrashProperties {
  /// One thing that happens in the world. Numbers choose among what there is.
  sealed interface Act {
    record Spawn(int token) implements Act {}

    record Fork(int who, boolean session) implements Act {}

    record Exit(int who, int code) implements Act {}

    record Kill(int token) implements Act {}

    record Say(int token, String name, int value) implements Act {}

    record Acknowledge() implements Act {}

    record Settle() implements Act {}

    record CrashAfter(int calls, int again, boolean daemonize) implements Act {}

    record Crash() implements Act {}
  }

  @Provide
  Arbitrary<List<Act>> stories() {
    Arbitrary<Integer> who = Arbitraries.integers().between(0, 30);
    Arbitrary<Integer> calls = Arbitraries.integers().between(0, 15);
    Arbitrary<Act> act =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.integers().between(0, 7).map(Act.Spawn::new)),
            Tuple.of(5, Combinators.combine(who, Arbitraries.of(true, false)).as(Act.Fork::new)),
            Tuple.of(
                8,
                Combinators.combine(who, Arbitraries.integers().between(0, 3)).as(Act.Exit::new)),
            Tuple.of(1, Arbitraries.integers().between(0, 7).map(Act.Kill::new)),
            Tuple.of(
                2,
                Combinators.combine(
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.of("READY", "STATUS"),
                        Arbitraries.integers().between(1, 3))
                    .as(Act.Say::new)),
            Tuple.of(2, Arbitraries.create(Act.Acknowledge::new)),
            Tuple.of(6, Arbitraries.create(Act.Settle::new)),
            Tuple.of(
                3,
                Combinators.combine(calls, calls, Arbitraries.of(true, false))
                    .as(Act.CrashAfter::new)),
            Tuple.of(1, Arbitraries.create(Act.Crash::new)));
    return act.list().ofMinSize(1).ofMaxSize(60);
  }

  private static void play(CrashSimulation world, Act act) {
    switch (act) {
      case Act.Spawn(int token) -> world.spawn("t" + token);
      case Act.Fork(int who, boolean session) -> {
        List<ProcessId> running = world.running();
        if (!running.isEmpty()) {
          world.fork(running.get(who % running.size()), session);
        }
      }
      case Act.Exit(int who, int code) -> {
        List<ProcessId> running = world.running();
        if (!running.isEmpty()) {
          world.exit(running.get(who % running.size()), code);
        }
      }
      case Act.Kill(int token) -> world.kill("t" + token);
      case Act.Say(int token, String name, int value) ->
          world.say("t" + token, name, Integer.toString(value));
      case Act.Acknowledge() -> world.acknowledge();
      case Act.Settle() -> world.settle();
      case Act.CrashAfter(int calls, int again, boolean daemonize) ->
          world.crashAfter(calls, again, daemonize);
      case Act.Crash() -> world.crash();
    }
  }

  @Property(tries = 300)
  void nothingIsLostOrToldWrongWhereverKInitDies(@ForAll("stories") List<Act> story)
      throws IOException {
    Path directory = Files.createTempDirectory("k-init-sim");
    CrashSimulation world = new CrashSimulation(directory);
    try {
      for (Act act : story) {
        if (world.kernel.room() > 4) {
          play(world, act);
        } else {
          world.settle();
        }
      }
      world.crashAfter(Integer.MAX_VALUE, Integer.MAX_VALUE, false);
      world.settle();
      checkLiving(world);
      while (!world.running().isEmpty()) {
        world.exit(world.running().getFirst(), 0);
        world.settle();
      }
      world.tick();
      world.answers.keySet().forEach(token -> checkStory(world, token));
      world.acknowledge();
      assertThat(world.table()).as("everything is told and acknowledged").isEmpty();
      assertThat(directory.toFile().list()).isSubsetOf("counters", "records");
      assertThat(new ContractStore(directory).load(line -> {})).isEmpty();
    } finally {
      world.clear();
      Files.delete(directory);
    }
  }

  private static void checkLiving(CrashSimulation world) {
    world.made.forEach(
        (token, processes) -> {
          assertThat(token).as("no process is without an owner").startsWith("t");
          if (processes.stream().anyMatch(world.kernel::runs)) {
            Contract contract = requireNonNull(world.contract(token), token);
            assertThat(contract.isAlive()).as("%s", contract).isTrue();
            assertThat(contract.life() instanceof Life.Running)
                .as("%s is led by the process it was made for", contract)
                .isEqualTo(world.kernel.runs(world.first(contract.id())));
          }
        });
  }

  /// For each contract of a token: the first main process's end, told once, and at last one
  /// emptied.
  private static void checkStory(CrashSimulation world, String token) {
    List<Json.Obj> story = world.story(token);
    assertThat(story).as("%s ended", token).isNotEmpty();
    List<Long> contracts = story.stream().map(e -> e.integer("contract")).distinct().toList();
    for (long id : contracts) {
      List<Json.Obj> own = story.stream().filter(e -> e.integer("contract") == id).toList();
      List<Json.Obj> ends = own.stream().filter(e -> !e.string("type").equals("notified")).toList();
      assertThat(ends.getFirst().string("type")).as("%s", own).isEqualTo("exited");
      assertThat(own.getLast().string("type")).as("%s", own).isEqualTo("emptied");
      assertThat(own.stream().filter(e -> e.string("type").equals("emptied"))).hasSize(1);
      checkCode(world, token, ends.getFirst());
      if (!world.hasCrashed()) {
        assertThat(own.stream().filter(e -> e.string("type").equals("exited")))
            .allMatch(e -> e.at("code") instanceof Json.Num);
      }
    }
  }

  /// What has been reaped has been written down before, whatever happened then.
  private static void checkCode(CrashSimulation world, String token, Json.Obj exited) {
    world.made.getOrDefault(token, List.of()).stream()
        .filter(process -> process.pid() == exited.integer("pid"))
        .flatMap(process -> world.kernel.reaped(process).stream())
        .findFirst()
        .ifPresent(
            exit -> {
              assertThat(exited.at("code")).as("%s", exited).isEqualTo(Json.of(exit.code()));
              assertThat(exited.integer("signal")).isEqualTo(exit.signal());
            });
  }
}
