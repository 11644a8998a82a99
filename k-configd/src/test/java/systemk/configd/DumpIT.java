package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.wire.Layout;

/// Configuration from a repository to files and back, through the daemon and the client.
@Timeout(120)
final class DumpIT {
  @TempDir Path directory;

  private Programs programs;
  private Layout layout;
  private Path dump;

  @BeforeEach
  void prepare() {
    programs = new Programs(directory);
    layout = new Layout(directory.resolve("root"));
    dump = directory.resolve("conf");
  }

  @AfterEach
  void killAll() {
    programs.close();
  }

  private String svccfg(String... words) throws Exception {
    String[] argv = new String[words.length + 1];
    argv[0] = "svccfg";
    System.arraycopy(words, 0, argv, 1, words.length);
    Process process = programs.run(layout, argv);
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out + err + programs.log()).isZero();
    return out + err;
  }

  private void manifest(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  @Test
  void whatIsLoadedSurvivesAKillAndIsDumpedAgain() throws Exception {
    Process configd = programs.serve(layout);
    manifest(
        "web.json",
        "{\"service\": \"site/web\", \"properties\": {\"config\": {\"port\": 80, \"root\": \"/\"}}}");
    manifest("db.json", "{\"service\": \"site/db\"}");
    svccfg("import", directory.resolve("web.json").toString());
    svccfg("import", directory.resolve("db.json").toString());
    svccfg("-s", "site/web", "delprop", "config/root");
    svccfg("dump", dump.toString());
    assertThat(dump.resolve("site/db.json")).isRegularFile();

    Path web = dump.resolve("site/web.json");
    String edited = Files.readString(web).replace("\"80\"", "\"81\"");
    Files.writeString(web, edited);
    Files.delete(dump.resolve("site/db.json"));
    assertThat(svccfg("-v", "load", "-d", dump.toString())).contains("Deleted svc:/site/db.");
    configd.destroyForcibly().waitFor();
    programs.serve(layout);

    assertThat(svccfg("-v", "load", "-d", dump.toString()))
        .isEqualTo("No changes were necessary\n");
    Files.writeString(web, "{ \"systemk-dump\": 1 }");
    Files.writeString(dump.resolve("site/gone.json"), "{ \"systemk-dump\": 1 }");
    Files.writeString(dump.resolve("site/mine.json"), "{}");
    svccfg("dump", dump.toString());
    assertThat(web).hasContent(edited);
    assertThat(dump.resolve("site/gone.json")).doesNotExist();
    assertThat(dump.resolve("site/mine.json")).hasContent("{}");
  }
}
