package systemk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.json.Json;
import systemk.wire.Layout;

/// What is asked of k.configd, and what becomes of its answers and of there being none.
final class ClientTest extends ClientProgram {
  @Test
  void aCommandIsSentWithAllItDependsOn() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("/usr/bin/svcs", "-a");
      try (FakeConfigd.Client peer = configd.accept()) {
        Json.Obj run = peer.receive();
        assertThat(run.string("op")).isEqualTo("run");
        assertThat(run.strings("argv")).containsExactly("/usr/bin/svcs", "-a");
        assertThat(run.string("cwd")).isEqualTo(root.toRealPath().toString());
        assertThat(run.object("tty").flag("out")).isFalse();
        assertThat(run.integer("width")).isEqualTo(132);
        assertThat(run.string("zone")).isEqualTo("Europe/Berlin");
        assertThat(run.string("request")).isNotEmpty();
        peer.say("{\"id\":1,\"out\":\"grün\\n\"}");
        peer.say("{\"id\":1,\"err\":\"oh\\n\"}");
        peer.say("{\"id\":1,\"exit\":3}");
        assertThat(client.out()).isEqualTo("grün\n");
        assertThat(client.err()).isEqualTo("oh\n");
        assertThat(client.status()).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', ''",
    "'', '', de, de",
    "'', fr, de, fr",
    "C.UTF-8, fr, de, C.UTF-8",
  })
  void theLocaleOfMessagesIsSentAsSetlocaleFindsIt(
      String all, String messages, String language, String found) throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client =
          start(Map.of("LC_ALL", all, "LC_MESSAGES", messages, "LANG", language), "svcs");
      try (FakeConfigd.Client peer = configd.accept()) {
        assertThat(peer.receive().object("env").string("LC_MESSAGES")).isEqualTo(found);
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
  }

  @Test
  void theLocaleIsThatOfTheCallerNotOfTheScriptBetween() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client =
          start(
              Map.of("LC_ALL", "C.UTF-8", "SYSTEMK_LC_ALL", "", "LC_MESSAGES", "", "LANG", "de"),
              "svcs");
      try (FakeConfigd.Client peer = configd.accept()) {
        assertThat(peer.receive().object("env").string("LC_MESSAGES")).isEqualTo("de");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
  }

  @Test
  void plainAnswersArePrinted() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs", "");
      try (FakeConfigd.Client peer = configd.accept()) {
        Json.Obj run = peer.receive();
        assertThat(run.flag("plain")).isTrue();
        assertThat(run.strings("argv")).containsExactly("svcs", "");
        peer.say("ogrün\n");
        peer.say("eoh\n");
        peer.say("x203");
        assertThat(client.out()).isEqualTo("grün\n");
        assertThat(client.err()).isEqualTo("oh\n");
        assertThat(client.status()).isEqualTo(203);
      }
    }
  }

  @Test
  void whoMeetsAServerThatKnowsNoPlainRequestsAsksInJson() throws Exception {
    hold();
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs");
      String identity;
      try (FakeConfigd.Client peer = configd.accept()) {
        identity = peer.receive().string("request");
        peer.say("{\"error\":\"frame is not JSON: line 1, column 1\"}");
      }
      try (FakeConfigd.Client peer = configd.accept()) {
        Json.Obj run = peer.receive();
        assertThat(run.flag("plain")).isFalse();
        assertThat(run.flag("again")).isTrue();
        assertThat(run.string("request")).isEqualTo(identity);
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isEqualTo(0);
      }
    }
  }

  @Test
  void aStatusThatIsNoneIsNotUnderstood() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.say("xy");
        assertThat(client.err())
            .isEqualTo("svcs: cannot understand k.configd: \"y\" is not a status\n");
        assertThat(client.status()).isEqualTo(1);
      }
    }
  }

  @Test
  void aVariableThatACommandDependsOnIsSent() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start(Map.of("SVCCFG_CHECKHASH", "1"), "svccfg", "import", "x");
      try (FakeConfigd.Client peer = configd.accept()) {
        Json.Obj run = peer.receive();
        assertThat(run.object("env").string("SVCCFG_CHECKHASH")).isEqualTo("1");
        assertThat(run.flag("plain")).isFalse();
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isEqualTo(0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "svcs, Could not bind to repository server: repository server unavailable.  Exiting.",
    "svcadm, Couldn't bind to configuration repository: repository server unavailable.",
    "svcprop, Could not connect to configuration repository: repository server unavailable.",
    "svccfg, Could not connect to repository server: repository server unavailable.",
  })
  void whereNothingRunsItSaysHowToStartIt(String command, String words) throws Exception {
    Started client = start(command);
    assertThat(client.err())
        .isEqualTo(
            command
                + ": "
                + words
                + " (nothing runs under "
                + root
                + "; start it with \"k up --root "
                + root
                + "\")\n");
    assertThat(client.status()).isEqualTo(1);
  }

  @Test
  void whoMayNotReachTheSocketIsToldWhichAndWhatToDo() throws Exception {
    hold();
    Files.setPosixFilePermissions(layout.run(), Set.of());
    try {
      Started client = startUnprivileged("svcs");
      assertThat(client.err())
          .isEqualTo(
              "svcs: Could not bind to repository server: insufficient privileges for action."
                  + "  Exiting. (permission denied for "
                  + layout.configdSocket()
                  + "; run it as the user who runs this tree, or have that user open the"
                  + " directories above to you)\n");
      assertThat(client.status()).isEqualTo(1);
    } finally {
      Files.setPosixFilePermissions(layout.run(), PosixFilePermissions.fromString("rwx------"));
    }
  }

  /// As somebody whom permissions of files bind. Root is bound by them without capabilities.
  private Started startUnprivileged(String... argv) throws Exception {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all"));
      List<String> probe = new ArrayList<>(command);
      probe.add("true");
      assumeTrue(new ProcessBuilder(probe).start().waitFor() == 0, "root may not drop its rights");
    }
    command.addAll(java());
    command.addAll(List.of("--root", root.toString(), "--"));
    command.addAll(List.of(argv));
    return new Started(new ProcessBuilder(command).start());
  }

  @Test
  void aStaleLockIsNobody() throws Exception {
    Files.createDirectories(layout.run());
    Files.writeString(layout.initLock(), "99999999\n");
    assertThat(start("svcs").err()).contains("nothing runs under");
  }

  @Test
  void itWaitsNoLongerThanKInitLives() throws Exception {
    Process init = new ProcessBuilder("sleep", "1000").start();
    try {
      Files.createDirectories(layout.run());
      Files.writeString(layout.initLock(), init.pid() + "\n");
      Started client = start("svcs");
      init.destroyForcibly().waitFor();
      assertThat(client.err()).contains("nothing runs under " + root);
      assertThat(client.status()).isEqualTo(1);
    } finally {
      init.destroyForcibly();
    }
  }

  @Test
  void aConfigdThatIsRestartedMakesItWait() throws Exception {
    hold();
    Started client = start("svcs");
    Json.Obj first;
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      try (FakeConfigd.Client peer = configd.accept()) {
        first = peer.receive();
        peer.say("{\"id\":1,\"out\":\"one\\ntwo\\n\"}");
        peer.say("{\"id\":1,\"out\":\"thr\"}");
      }
    }
    try (FakeConfigd configd = new FakeConfigd(layout);
        FakeConfigd.Client peer = configd.accept()) {
      Json.Obj second = peer.receive();
      assertThat(second.string("request")).isEqualTo(first.string("request"));
      assertThat(second.flag("again")).isTrue();
      peer.say("{\"id\":1,\"out\":\"one\\n\"}");
      peer.say("{\"id\":1,\"out\":\"two\\nthree\\n\"}");
      peer.say("{\"id\":1,\"exit\":0}");
      assertThat(client.out()).isEqualTo("one\ntwo\nthree\n");
      assertThat(client.status()).isZero();
    }
  }

  @Test
  void anOutputThatChangedMeanwhileIsNotGluedTogether() throws Exception {
    hold();
    Started client = start("svcs");
    try (FakeConfigd configd = new FakeConfigd(layout);
        FakeConfigd.Client peer = configd.accept()) {
      peer.receive();
      peer.say("{\"id\":1,\"out\":\"online\\n\"}");
    }
    try (FakeConfigd configd = new FakeConfigd(layout);
        FakeConfigd.Client peer = configd.accept()) {
      peer.receive();
      peer.say("{\"id\":1,\"out\":\"offline\\nmore\\n\"}");
      assertThat(client.out()).isEqualTo("online\n");
      assertThat(client.err()).contains("the output has changed meanwhile");
      assertThat(client.status()).isEqualTo(1);
    }
  }

  @Test
  void whoStopsReadingEndsItQuietly() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs");
      client.process().getInputStream().close();
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.say("{\"id\":1,\"out\":\"one\\n\"}");
        assertThat(client.status()).isEqualTo(141);
        assertThat(client.err()).isEmpty();
      }
    }
  }

  @Test
  void aServerThatTalksNonsenseIsToldOf() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.babble(new byte[] {-1, -1, -1, -1});
        assertThat(client.err()).startsWith("svcs: cannot understand k.configd: frame of");
        assertThat(client.status()).isEqualTo(1);
      }
    }
  }

  @Test
  void aLongRootIsNoObstacle() throws Exception {
    root = Files.createDirectories(root.resolve("d".repeat(120)).resolve("e".repeat(120)));
    layout = new Layout(root);
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svcs");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
  }

  @Test
  void itSaysHowItIsUsed() throws Exception {
    List<String> command = java();
    command.add("--root");
    Process process = new ProcessBuilder(command).start();
    assertThat(new Started(process).err()).startsWith("usage: ");
    assertThat(process.waitFor()).isEqualTo(2);
  }
}
