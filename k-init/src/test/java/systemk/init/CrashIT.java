package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.linux.ProcessId;
import systemk.linux.Signals;

/// What is left of k.init's work when it is killed and started again.
final class CrashIT {
  @Nested
  final class WithCgroups extends Cases {
    @Override
    Instance configure(Instance fresh) {
      return fresh;
    }

    @Test
    void tellsWhoWasMadeAndEndedBeforeThatWasNoted() throws IOException {
      Json.Obj spawned = client.must("spawn", script("a", "sleep 1000; :"));
      instance.crash();
      takeNoteBack(spawned.integer("contract"));
      Instance.KERNEL.signal(process(spawned), Signals.KILL);
      Await.until("it to end", () -> !Instance.lives(spawned.integer("pid")));

      instance.start();
      TestClient next = instance.subscriber();
      Json.Obj exited = next.event();
      assertThat(exited.string("token")).isEqualTo("a");
      assertThat(exited.at("code")).isEqualTo(Json.of("unknown"));
      next.must("kill", contract(spawned.integer("contract")));
      Json.Obj last = next.event();
      while (last.string("type").equals("exited")) {
        last = next.event();
      }
      assertThat(last.string("type")).isEqualTo("emptied");
      assertThat(next.must("spawn", script("a", "exit 0")).flag("existing")).isTrue();
    }
  }

  @Nested
  final class WithoutCgroups extends Cases {
    @Override
    Instance configure(Instance fresh) {
      return fresh.withoutCgroups();
    }
  }

  abstract static class Cases {
    @TempDir Path directory;
    Instance instance;
    TestClient client;

    abstract Instance configure(Instance fresh);

    @BeforeEach
    void start() {
      instance = configure(new Instance(directory)).start();
      client = instance.subscriber();
    }

    @AfterEach
    void stop() {
      instance.close();
    }

    /// Who reaps the orphans of a dead k.init, and how soon, is not ours to choose; so the code may
    /// be unknown, but never wrong.
    private static void assertEndedBy(int signal, Json.Obj exited) {
      if (exited.at("code").equals(Json.of("unknown"))) {
        assertThat(exited.integer("signal")).isZero();
      } else {
        assertThat(exited.integer("signal")).isEqualTo(signal);
      }
    }

    static ProcessId process(Json.Obj spawned) {
      return new ProcessId((int) spawned.integer("pid"), spawned.integer("start_time"));
    }

    /// Makes the record of a contract that of a k.init that was killed before it knew whether the
    /// process was made.
    void takeNoteBack(long id) throws IOException {
      Path records = instance.root.resolve("run/svc/contracts/records");
      String noted =
          Files.readAllLines(records).stream()
              .filter(line -> line.contains("\"contract\":" + id + ","))
              .reduce((_, last) -> last)
              .orElseThrow();
      String intended =
          noted.replaceFirst("\"life\":\"running\",\"first\":\\{[^}]*}", "\"life\":\"intended\"");
      assertThat(intended).isNotEqualTo(noted);
      Files.writeString(records, intended + "\n", StandardOpenOption.APPEND);
    }

    private static Json.Obj entry(Json.Obj hello, long id) {
      return hello.items("contracts").stream()
          .map(c -> c.asObj("contract"))
          .filter(c -> c.integer("contract") == id)
          .findFirst()
          .orElseThrow(() -> new AssertionError("contract " + id + " is lost: " + hello));
    }

    @Test
    void findsItsServicesAgainAndSeesThemEnd() {
      Json.Obj spawned = client.must("spawn", script("a", "sleep 1000; :"));
      long id = spawned.integer("contract");
      instance.crash();
      assertThat(Instance.lives(spawned.integer("pid"))).isTrue();

      instance.start();
      TestClient next = instance.client();
      Json.Obj entry = entry(next.hello(), id);
      assertThat(entry.flag("alive")).isTrue();
      assertThat(entry.integer("pid")).isEqualTo(spawned.integer("pid"));
      assertThat(entry.integer("start_time")).isEqualTo(spawned.integer("start_time"));
      assertThat(entry.at("exited")).isEqualTo(new Json.Null());
      assertThat(next.must("spawn", script("a", "exit 0")).flag("existing")).isTrue();

      next.must("signal", contract(id).put("signal", "TERM"));
      Json.Obj exited = next.event();
      assertThat(exited.string("type")).isEqualTo("exited");
      assertThat(exited.flag("main")).isTrue();
      assertThat(exited.integer("pid")).isEqualTo(spawned.integer("pid"));
      assertEndedBy(15, exited);
      Json.Obj last = next.event();
      while (last.string("type").equals("exited")) {
        last = next.event();
      }
      assertThat(last.string("type")).isEqualTo("emptied");
    }

    @Test
    void tellsWhatEndedMeanwhile() {
      Path go = directory.resolve("go");
      Json.Obj gone =
          client.must("spawn", script("a", "until [ -e " + go + " ]; do sleep 0.01; done; exit 3"));
      Json.Obj recorded =
          client.must(
              "spawn",
              script("b", "until [ -e " + go + " ]; do sleep 0.01; done; exit 4")
                  .put("record", true));
      instance.crash();
      touch(go);
      Await.until(
          "both to end",
          () -> !Instance.lives(gone.integer("pid")) && !Instance.lives(recorded.integer("pid")));

      instance.start();
      TestClient next = instance.subscriber();
      Map<String, Json> codes = new HashMap<>();
      for (int i = 0; i < 4; i++) {
        Json.Obj event = next.event();
        if (event.string("type").equals("exited")) {
          codes.put(event.string("token"), event.at("code"));
        } else {
          assertThat(codes).containsKey(event.string("token"));
        }
      }
      assertThat(codes).containsEntry("a", Json.of("unknown")).containsEntry("b", Json.of(4));
    }

    @Test
    void keepsEventsAndNumbersOverACrash() {
      long id = client.spawn(script("a", "exit 3"));
      long first = client.event().integer("event");
      long second = client.event().integer("event");
      instance.crash();
      instance.start();
      TestClient next = instance.subscriber();
      Json.Obj exited = next.event();
      assertThat(exited.integer("event")).isEqualTo(first);
      assertThat(exited.integer("code")).isEqualTo(3);
      assertThat(next.event().integer("event")).isEqualTo(second);
      assertThat(next.spawn(script("b", "exit 0"))).isGreaterThan(id);
      assertThat(next.event().integer("event")).isGreaterThan(second);
    }

    @Test
    void findsTheDaemonOfADoubleForkAgain() {
      Path file = directory.resolve("pid");
      long id =
          client.spawn(
              script(
                  "a",
                  "(setsid sh -c 'echo $$ >"
                      + file
                      + "; exec sleep 1000' & ) ; while ! [ -s "
                      + file
                      + " ]; do :; done; exit 0"));
      long leader = client.event().integer("leader");
      assertThat(leader).isNotZero();
      instance.crash();
      instance.start();
      TestClient next = instance.client();
      Json.Obj entry = entry(next.hello(), id);
      assertThat(entry.items("members")).containsExactly(Json.of(leader));
      assertThat(next.event().integer("leader")).isEqualTo(leader);
      next.must("kill", contract(id));
      Json.Obj exited = next.event();
      assertThat(exited.integer("pid")).isEqualTo(leader);
      assertEndedBy(9, exited);
      assertThat(next.event().string("type")).isEqualTo("emptied");
    }

    @Test
    void doesNotTakeADaemonForTheProcessThatLeftIt() throws IOException {
      Json.Obj lives = leavesADaemon("lives");
      Json.Obj ends = leavesADaemon("ends");
      instance.crash();
      takeNoteBack(lives.integer("contract"));
      takeNoteBack(ends.integer("contract"));
      Instance.KERNEL.signal(process(ends), Signals.KILL);
      Await.until("it to end", () -> !Instance.lives(ends.integer("pid")));

      instance.start();
      TestClient next = instance.client();
      Json.Obj hello = next.hello();
      Json.Obj exited = next.event();
      assertThat(exited.string("token")).isEqualTo("ends");
      assertThat(exited.integer("leader")).isEqualTo(daemonOf("ends"));
      assertThat(entry(hello, lives.integer("contract")).integer("pid"))
          .isEqualTo(lives.integer("pid"));
      Instance.KERNEL.signal(process(lives), Signals.KILL);
      exited = next.event();
      assertThat(exited.integer("pid")).isEqualTo(lives.integer("pid"));
      assertThat(exited.integer("leader")).isEqualTo(daemonOf("lives"));
    }

    private Json.Obj leavesADaemon(String token) {
      String daemon = "echo $$ >" + directory.resolve(token) + "; exec sleep 1000";
      Json.Obj spawned =
          client.must("spawn", script(token, "(setsid sh -c '" + daemon + "' &); exec sleep 1000"));
      Await.until("the daemon", () -> !Instance.text(directory.resolve(token)).isBlank());
      return spawned;
    }

    private long daemonOf(String token) {
      return Long.parseLong(Instance.text(directory.resolve(token)).strip());
    }

    @Test
    void killsContractsItFoundAgain() {
      long id = client.spawn(script("a", "for i in 1 2 3; do setsid sleep 1000 & done; wait"));
      Await.until(
          "four members", () -> client.must("members", contract(id)).items("members").size() == 4);
      instance.crash();
      instance.start();
      TestClient next = instance.subscriber();
      assertThat(next.must("members", contract(id)).items("members")).hasSize(4);
      next.must("kill", contract(id));
      Json.Obj event = next.event();
      while (event.string("type").equals("exited")) {
        event = next.event();
      }
      assertThat(event.string("type")).isEqualTo("emptied");
    }

    @Test
    void takesItsDaemonsOver() {
      Json before = client.must("status", Json.object()).at("daemons");
      instance.crash();
      instance.start();
      Json.Obj status = instance.client().must("status", Json.object());
      for (int i = 0; i < 2; i++) {
        Json.Obj was = before.asArr("daemons").items().get(i).asObj("daemon");
        Json.Obj is = status.items("daemons").get(i).asObj("daemon");
        assertThat(is.integer("pid")).isEqualTo(was.integer("pid"));
        assertThat(Instance.lives(is.integer("pid"))).isTrue();
      }
    }

    @Test
    void survivesManyCrashesWhileServicesComeAndGo() {
      for (int round = 0; round < 4; round++) {
        TestClient now = round == 0 ? client : instance.subscriber();
        for (int i = 0; i < 10; i++) {
          now.send(
              Json.object()
                  .put("id", 1000 + i)
                  .put("op", "spawn")
                  .putAll(
                      script(round + "." + i, i % 2 == 0 ? "exit 0" : "exec sleep 1000")
                          .build()
                          .members())
                  .build());
        }
        // Somewhere in the middle of all that.
        instance.crash();
        instance.start();
      }
      TestClient last = instance.client();
      Json.Obj hello = last.hello();
      for (Json value : hello.items("contracts")) {
        Json.Obj entry = value.asObj("contract");
        boolean sleeps = Integer.parseInt(entry.string("token").substring(2)) % 2 == 1;
        if (sleeps) {
          assertThat(entry.flag("alive")).as(entry.toString()).isTrue();
          assertThat(entry.items("members")).as(entry.toString()).hasSize(1);
        }
      }
      // Whatever lives with a cookie of this root is in the table.
      String cookie = "SYSTEMK_CONTRACT=" + Init.rootHash(instance.root) + ":";
      long living =
          Instance.KERNEL.processes().stream()
              .filter(p -> p.isAlive() && p.comm().equals("sleep"))
              .filter(
                  p ->
                      Instance.KERNEL.environment(p.pid()).stream()
                          .anyMatch(v -> v.startsWith(cookie)))
              .count();
      long known =
          hello.items("contracts").stream().filter(c -> c.asObj("c").flag("alive")).count();
      assertThat(living).as("services and two daemons").isEqualTo(known + 2);
    }

    private static void touch(Path file) {
      try {
        Files.createFile(file);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
