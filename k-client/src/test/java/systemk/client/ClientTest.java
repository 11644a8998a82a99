package systemk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.wire.Layout;

/// The client as a program, before a server that says what each test wants it to hear.
@Timeout(60)
final class ClientTest {
  @TempDir Path root;

  private Layout layout;

  @BeforeEach
  void layOut() {
    layout = new Layout(root);
  }

  /// Lets the client believe that a k.init holds the root.
  private void hold() throws IOException {
    Files.createDirectories(layout.run());
    Files.writeString(layout.initLock(), ProcessHandle.current().pid() + "\n");
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Client.class.getName()));
  }

  private Started start(String... argv) throws IOException {
    return start(Map.of(), argv);
  }

  private Started start(Map<String, String> environment, String... argv) throws IOException {
    List<String> command = java();
    command.addAll(List.of("--root", root.toString(), "--"));
    command.addAll(List.of(argv));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().put("TZ", ":Europe/Berlin");
    builder.environment().put("COLUMNS", "132");
    builder.environment().putAll(environment);
    return new Started(builder.start());
  }

  /// A client that runs.
  private record Started(Process process) {
    String out() throws IOException {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    String err() throws IOException {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    int status() throws InterruptedException {
      return process.waitFor();
    }
  }

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
  void filesAreReadAsTheUserSeesThem() throws Exception {
    Files.writeString(root.resolve("text"), "ü\n");
    Files.write(root.resolve("binary"), new byte[] {(byte) 0xff});
    Files.createDirectories(root.resolve("dir/sub"));
    Files.writeString(root.resolve("dir/sub/b"), "");
    Files.writeString(root.resolve("dir/a"), "");
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svccfg");
      try (OutputStream in = client.process().getOutputStream()) {
        in.write("typed\n".getBytes(StandardCharsets.UTF_8));
      }
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        assertThat(ask(peer, "{\"file\":\"text\"}").string("text")).isEqualTo("ü\n");
        assertThat(ask(peer, "{\"file\":\"-\"}").string("text")).isEqualTo("typed\n");
        assertThat(ask(peer, "{\"file\":\"-\"}").string("text")).isEqualTo("typed\n");
        assertThat(ask(peer, "{\"file\":\"none\"}").string("failed"))
            .isEqualTo("No such file or directory");
        assertThat(ask(peer, "{\"file\":\"dir\"}").string("failed")).isEqualTo("Is a directory");
        assertThat(ask(peer, "{\"file\":\"binary\"}").string("failed")).isEqualTo("not UTF-8 text");
        assertThat(ask(peer, "{\"list\":\"dir\"}").strings("names"))
            .containsExactly("dir/a", "dir/sub/b");
        assertThat(ask(peer, "{\"list\":\"text\"}").string("failed")).isEqualTo("Not a directory");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
  }

  @Test
  void theUsersEditorEditsTexts() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start(Map.of("EDITOR", "sed -i 's/a b/c/'"), "svccfg", "editprop");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        assertThat(ask(peer, "{\"edit\":\"# ü a b\\n\"}").string("text")).isEqualTo("# ü c\n");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
      Started failing = start(Map.of("EDITOR", "false"), "svccfg", "editprop");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        assertThat(ask(peer, "{\"edit\":\"x\"}").string("failed"))
            .isEqualTo("false: exit status 1");
        peer.say("{\"id\":1,\"exit\":1}");
        assertThat(failing.status()).isEqualTo(1);
      }
    }
  }

  private static Json.Obj ask(FakeConfigd.Client peer, String need) throws IOException {
    peer.say("{\"id\":1,\"need\":" + need + "}");
    Json.Obj answer = peer.receive();
    assertThat(answer.string("op")).isEqualTo("answer");
    assertThat(answer.integer("id")).isEqualTo(1);
    return answer;
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws Exception {
    Files.write(root.resolve("huge"), new byte[(16 << 20) + 1]);
    Files.write(root.resolve("zeros"), new byte[16 << 20]);
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svccfg");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        assertThat(ask(peer, "{\"file\":\"huge\"}").string("failed"))
            .isEqualTo("larger than 16 MiB");
        assertThat(ask(peer, "{\"file\":\"zeros\"}").string("failed"))
            .isEqualTo("larger than a message may be (16 MiB)");
      }
      client.process().destroyForcibly();
    }
  }

  @Test
  void aFileIsThereWholeOrNotAtAll() throws Exception {
    Path target = Files.writeString(root.resolve("out"), "old");
    Path link = Files.createSymbolicLink(root.resolve("link"), target);
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svccfg");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.say("{\"id\":1,\"put\":{\"file\":\"link\",\"text\":\"one \",\"more\":true}}");
        peer.say("{\"id\":1,\"put\":{\"file\":\"link\",\"text\":\"two\"}}");
        assertThat(peer.receive().string("text")).isEmpty();
        assertThat(target).hasContent("one two");
        assertThat(link).isSymbolicLink();
        peer.say("{\"id\":1,\"put\":{\"file\":\"no/such/dir\",\"text\":\"x\",\"more\":true}}");
        peer.say("{\"id\":1,\"put\":{\"file\":\"no/such/dir\",\"text\":\"x\"}}");
        assertThat(peer.receive().string("failed")).isEqualTo("No such file or directory");
        peer.say("{\"id\":1,\"put\":{\"file\":\"half\",\"text\":\"x\",\"more\":true}}");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
    assertThat(root)
        .isDirectoryNotContaining("glob:**half*")
        .isDirectoryNotContaining("glob:**.new");
  }

  private static final String DUMP = "{\n  \"systemk-dump\": 1\n}\n";

  private static Json.Obj putBelow(FakeConfigd.Client peer, String file) throws IOException {
    peer.say(
        JsonText.write(
            Json.object()
                .put("id", 1)
                .put(
                    "put_below",
                    Json.object()
                        .put("directory", "dump")
                        .put("file", file)
                        .put("text", DUMP)
                        .build())
                .build()));
    return peer.receive();
  }

  @Test
  void aDumpTouchesNothingButDumpsBelowItsDirectory() throws Exception {
    Path dump = root.resolve("dump");
    Files.createDirectories(dump.resolve("old/deep"));
    Files.writeString(dump.resolve("old/deep/gone.json"), " { \"systemk-dump\": 1}");
    Files.writeString(dump.resolve("old/other.json"), "{\"name\": \"systemk-dump\"}");
    Files.createDirectories(dump.resolve("gone"));
    Files.writeString(dump.resolve("gone/gone.json"), DUMP);
    Files.writeString(dump.resolve("notes.txt"), DUMP);
    Files.createDirectories(dump.resolve(".git"));
    Files.writeString(dump.resolve(".git/index.json"), DUMP);
    Files.createDirectories(root.resolve("outside"));
    Files.writeString(root.resolve("outside/dump.json"), DUMP);
    Files.createSymbolicLink(dump.resolve("link"), root.resolve("outside"));
    Files.createSymbolicLink(dump.resolve("link.json"), root.resolve("outside/dump.json"));
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Started client = start("svccfg");
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        assertThat(putBelow(peer, "network/ssh.json").string("text")).isEmpty();
        assertThat(dump.resolve("network/ssh.json")).hasContent(DUMP);
        assertThat(putBelow(peer, "old/other.json").string("failed"))
            .isEqualTo("there is a file that is no dump; move it away");
        assertThat(putBelow(peer, "notes.txt/x.json").string("failed")).contains("directory");
        assertThat(putBelow(peer, "link/x.json").string("failed")).contains("directory");
        assertThat(putBelow(peer, "link.json").string("failed")).contains("no dump");
        for (String name :
            List.of(
                "../x.json",
                "/x.json",
                "a/../../x.json",
                "a//x.json",
                "./x.json",
                ".git/x.json",
                "x",
                "a\0.json",
                "")) {
          assertThat(putBelow(peer, name).string("failed"))
              .as(name)
              .isEqualTo("not a name of a file of a dump");
        }
        peer.say(
            "{\"id\":1,\"put_below\":{\"directory\":\"dump\",\"file\":\"../y.json\",\"text\":\"1\",\"more\":true}}");
        peer.say(
            "{\"id\":1,\"put_below\":{\"directory\":\"dump\",\"file\":\"../y.json\",\"text\":\"2\"}}");
        assertThat(peer.receive().string("failed")).isEqualTo("not a name of a file of a dump");
        assertThat(putBelow(peer, "long.json").string("text")).isEmpty();
        peer.say(
            "{\"id\":1,\"prune\":{\"directory\":\"dump\",\"keep\":[\"network/ssh.json\",\"long.json\"]}}");
        assertThat(peer.receive().strings("names"))
            .containsExactly("gone/gone.json", "old/deep/gone.json");
        assertThat(ask(peer, "{\"list\":\"dump\"}").strings("names"))
            .containsExactly(
                "dump/link.json",
                "dump/long.json",
                "dump/network/ssh.json",
                "dump/notes.txt",
                "dump/old/other.json");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(client.status()).isZero();
      }
    }
    assertThat(root.resolve("outside/dump.json")).hasContent(DUMP);
    assertThat(dump.resolve(".git/index.json")).hasContent(DUMP);
    assertThat(dump.resolve("gone")).doesNotExist();
    assertThat(dump.resolve("old/deep")).doesNotExist();
    assertThat(root)
        .isDirectoryNotContaining("glob:**x.json")
        .isDirectoryNotContaining("glob:**y.json");
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
