package systemk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import systemk.json.Json;
import systemk.json.JsonText;

/// Files are read and written by the client, as the user.
final class ClientFilesTest extends ClientProgram {
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
}
