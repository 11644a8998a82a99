package systemk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.wire.Layout;

/// A dialogue, before a server that says what each test wants it to hear.
@Timeout(60)
final class DialogueTest {
  private static final List<String> LIST = List.of("svccfg", "list");

  @TempDir Path root;

  private Layout layout;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void layOut() throws IOException {
    layout = new Layout(root);
    Files.createDirectories(layout.run());
    Files.writeString(layout.initLock(), ProcessHandle.current().pid() + "\n");
  }

  private static CompletableFuture<Integer> say(Dialogue dialogue, List<String> words) {
    return CompletableFuture.supplyAsync(() -> dialogue.say(words, 99));
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatIsKeptGoesWithTheNextLine() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Dialogue dialogue = new Dialogue(layout, errors);
      CompletableFuture<Integer> first = say(dialogue, List.of("svccfg", "-s", "a"));
      try (FakeConfigd.Client peer = configd.accept()) {
        Json.Obj run = peer.receive();
        assertThat(JsonText.write(run.object("dialogue"))).isEqualTo("{}");
        assertThat(run.integer("width")).isEqualTo(99);
        peer.say("{\"id\":1,\"dialogue\":{\"selection\":\"svc:/a\"},\"prompt\":\"svc:/a> \"}");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(done(first)).isZero();
      }
      assertThat(dialogue.prompt()).isEqualTo("svc:/a> ");

      CompletableFuture<Integer> failing = say(dialogue, LIST);
      try (FakeConfigd.Client peer = configd.accept()) {
        assertThat(JsonText.write(peer.receive().object("dialogue")))
            .isEqualTo("{\"selection\":\"svc:/a\"}");
        peer.say("{\"id\":1,\"err\":\"svccfg: no\\n\"}");
        peer.say("{\"id\":1,\"exit\":1}");
        assertThat(done(failing)).isEqualTo(1);
      }
      assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("svccfg: no\n");
      assertThat(dialogue.prompt()).isEqualTo("svc:/a> ");

      CompletableFuture<Integer> last = say(dialogue, LIST);
      try (FakeConfigd.Client peer = configd.accept()) {
        assertThat(JsonText.write(peer.receive().object("dialogue")))
            .isEqualTo("{\"selection\":\"svc:/a\"}");
        peer.say("{\"id\":1,\"dialogue\":{}}");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(done(last)).isZero();
      }
      assertThat(dialogue.prompt()).isNull();
    }
  }

  @Test
  void aQuestionPrintsNothingAndChangesNothing() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Dialogue dialogue = new Dialogue(layout, errors);
      CompletableFuture<List<String>> asked =
          CompletableFuture.supplyAsync(() -> dialogue.ask(LIST, 80));
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        peer.say("{\"id\":1,\"out\":\"one\\ntwo\\n\"}");
        peer.say("{\"id\":1,\"dialogue\":{\"selection\":\"svc:/a\"},\"prompt\":\"svc:/a> \"}");
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(done(asked)).containsExactly("one", "two");
      }
      assertThat(dialogue.prompt()).isNull();
    }
  }

  @Test
  void aLineThatIsInterruptedEnds() throws Exception {
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      Dialogue dialogue = new Dialogue(layout, errors);
      CompletableFuture<Integer> waiting = say(dialogue, LIST);
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
        dialogue.interrupt();
        assertThat(done(waiting)).isEqualTo(Client.INTERRUPTED);
      }
    }
  }

  @Test
  void aLineWaitsForAConfigdThatIsRestarted() throws Exception {
    Dialogue dialogue = new Dialogue(layout, errors);
    CompletableFuture<Integer> waiting = say(dialogue, LIST);
    try (FakeConfigd configd = new FakeConfigd(layout)) {
      try (FakeConfigd.Client peer = configd.accept()) {
        peer.receive();
      }
      try (FakeConfigd.Client peer = configd.accept()) {
        assertThat(peer.receive().flag("again")).isTrue();
        peer.say("{\"id\":1,\"exit\":0}");
        assertThat(done(waiting)).isZero();
      }
    }
  }
}
