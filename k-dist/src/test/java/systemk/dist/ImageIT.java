package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;
import systemk.json.Json;
import systemk.json.JsonText;

/// The image of `k image` is what the specification of OCI images says, and runs as it says of
/// itself.
class ImageIT {
  private static final String JDK = System.getProperty("java.home");
  private static final int SERVICES = 10;
  private static final String ID = "10001:10002";
  private static final String NAME = "k-it-" + ProcessHandle.current().pid();

  private static Path directory;
  private static Path image;

  @BeforeAll
  static void write() throws Exception {
    assumeTrue(Container.isPossible(), "unshare is refused here, and so is a base of root's");
    Scratch.prepared();
    directory = Files.createTempDirectory("k-image");
    ok("env", "JAVA_HOME=" + JDK, "src/test/sh/base", directory.resolve("base").toString());
    Path manifests = Files.createDirectories(directory.resolve("ten"));
    Files.writeString(manifests.resolve("ten.json"), services());
    image = directory.resolve("image.tar");
    ok(command(image).toArray(String[]::new));
  }

  @AfterAll
  static void remove() throws Exception {
    if (directory != null) {
      ok("rm", "-rf", directory.toString());
    }
  }

  private static List<String> command(Path to) throws IOException {
    return new ArrayList<>(
        List.of(
            Scratch.prepared().resolve("libexec/k.image").toString(),
            "--base",
            directory.resolve("base").toString(),
            "--runtime",
            JDK,
            "--manifests",
            directory.resolve("ten").toString(),
            "--user",
            ID,
            "--env",
            "GREETING=say \"hello\"",
            "--tag",
            "ten:1",
            to.toString()));
  }

  private static String services() {
    StringBuilder services = new StringBuilder("{ \"services\": [");
    for (int i = 0; i < SERVICES; i++) {
      services
          .append(i == 0 ? "" : ",")
          .append("{ \"service\": \"t/s")
          .append(i)
          .append("\", \"enabled\": true, \"duration\": \"child\", \"start\": \"sleep 6000\",")
          .append(" \"dependents\": { \"s" + i + "\": \"svc:/milestone/multi-user\" } }");
    }
    return services.append("] }").toString();
  }

  private static Tree.Answer run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("k", "out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
      return new Tree.Answer(process.exitValue(), Files.readString(out), "");
    } finally {
      Files.delete(out);
    }
  }

  private static void ok(String... command) throws IOException, InterruptedException {
    Tree.Answer answer = run(command);
    assertThat(answer.status()).as(answer.out()).isZero();
  }

  private static Json.Obj read(Path file) throws IOException {
    return JsonText.parse(Files.readString(file)).asObj(file.toString());
  }

  /// The blob a descriptor names, which must be what it says.
  private static Path blob(Path layout, Json.Obj descriptor) throws Exception {
    String digest = descriptor.string("digest");
    assertThat(digest).startsWith("sha256:");
    Path blob = layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    assertThat(digest).isEqualTo("sha256:" + sha256(blob));
    assertThat(descriptor.integer("size")).isEqualTo(Files.size(blob));
    return blob;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /// Unpacks the layers in their order, as an engine does, and answers the configuration.
  private static Json.Obj unpack(Path root) throws Exception {
    Path layout = Files.createDirectories(directory.resolve("layout"));
    ok("tar", "-xf", image.toString(), "-C", layout.toString());
    assertThat(read(layout.resolve("oci-layout")).string("imageLayoutVersion")).isEqualTo("1.0.0");
    Json.Obj entry =
        read(layout.resolve("index.json")).items("manifests").getFirst().asObj("entry");
    assertThat(entry.object("annotations").string("org.opencontainers.image.ref.name"))
        .isEqualTo("1");
    Json.Obj manifest = read(blob(layout, entry));
    Json.Obj config = read(blob(layout, manifest.object("config")));
    List<String> differences = config.object("rootfs").strings("diff_ids");
    List<Json> layers = manifest.items("layers");
    assertThat(differences).hasSameSizeAs(layers);
    Files.createDirectories(root);
    for (int i = 0; i < layers.size(); i++) {
      Path blob = blob(layout, layers.get(i).asObj("layer"));
      Path plain = directory.resolve("layer.tar");
      ok("sh", "-c", "gzip -dc \"$0\" >\"$1\"", blob.toString(), plain.toString());
      assertThat("sha256:" + sha256(plain)).isEqualTo(differences.get(i));
      ok("tar", "-xpf", plain.toString(), "--numeric-owner", "-C", root.toString());
    }
    String old = Files.readString(layout.resolve("manifest.json"));
    assertThat(old)
        .contains("\"RepoTags\":[\"ten:1\"]")
        .contains(manifest.object("config").string("digest").substring("sha256:".length()));
    return config.object("config");
  }

  @Test
  void runsAsItSaysOfItself() throws Exception {
    Path root = directory.resolve("root");
    Json.Obj config = unpack(root);
    assertThat(config.string("User")).isEqualTo(ID);
    List<String> environment = config.strings("Env");
    assertThat(environment).contains("GREETING=say \"hello\"");
    List<String> command =
        new ArrayList<>(List.of("chroot", "--userspec=" + ID, root.toString(), "env", "-i"));
    command.addAll(environment);
    List<String> entry = new ArrayList<>(command);
    entry.addAll(config.strings("Entrypoint"));
    // Nothing can be written to but run and var, which are empty but for what the image has there.
    String before =
        String.join(
            "\n",
            "cd " + root,
            "mount --bind . .",
            "mount -t proc proc proc",
            "mount --rbind /dev dev",
            "for directory in run var; do",
            "  cp -a $directory /tmp/k-image.$$",
            "  mount -t tmpfs tmpfs $directory",
            "  cp -a /tmp/k-image.$$/. $directory",
            "  rm -rf /tmp/k-image.$$",
            "done",
            "mount -o remount,bind,ro " + root);
    Path console = directory.resolve("console");
    try (Container container = Container.run(console, before, new TreeMap<>(Map.of()), entry)) {
      Scratch.await(
          "k.configd to listen",
          () -> container.exec(command, "sh", "-c", "[ -S /run/svc/configd.sock ]").status() == 0);
      Container.Answer up =
          container.exec(
              command,
              "/usr/lib/systemk/libexec/k.await",
              "svc:/milestone/multi-user-server:default");
      assertThat(up.status()).as(up.out() + container.said()).isZero();
      assertThat(container.exec(command, "svcs", "-H", "-o", "state", "t/*").out())
          .isEqualTo("online\n".repeat(SERVICES));
      assertThat(container.exec(command, "svccfg", "verify").status()).isZero();

      container.terminate();

      assertThat(container.exitStatus()).as(container.said()).isZero();
      assertThat(container.said()).doesNotContain("no smf_include.sh").endsWith("k.init: done\n");
    }
  }

  /// skopeo reads it as an engine that knows OCI's layout and as `docker load` of before, umoci
  /// unpacks it, and runc runs what that made of its configuration.
  @Test
  void programsOfOthersReadUnpackAndRunIt() throws Exception {
    for (String program : List.of("skopeo", "umoci", "runc")) {
      assumeTrue(run("sh", "-c", "command -v " + program).status() == 0, "there is no " + program);
    }
    for (String archive : List.of("docker-archive:" + image + ":ten:1", "oci-archive:" + image)) {
      assertThat(run("skopeo", "inspect", "--config", archive).out())
          .contains("\"User\": \"" + ID + "\"", "/usr/lib/systemk/libexec/k.container");
    }
    String layout = directory.resolve("others").toString();
    ok("skopeo", "copy", "-q", "oci-archive:" + image + ":1", "oci:" + layout + ":1");
    Path bundle = directory.resolve("bundle");
    ok("umoci", "unpack", "--image", layout + ":1", bundle.toString());
    Path config = bundle.resolve("config.json");
    String made = Files.readString(config).replace("\"terminal\": true", "\"terminal\": false");
    Files.writeString(
        config,
        made.replace("\"/usr/lib/systemk/libexec/k.container\"", "\"sh\", \"-c\", \"exit 7\""));
    Tree.Answer possible = run(runc("run", "--bundle", bundle.toString(), NAME));
    assumeTrue(possible.status() == 7, "runc runs nothing here: " + possible.out());
    Files.writeString(config, made);

    Path said = directory.resolve("said");
    Process container =
        new ProcessBuilder(runc("run", "--bundle", bundle.toString(), NAME))
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile())
            .start();
    try {
      String[] ask = runc("exec", NAME, "svcs", "-H", "-o", "state", "t/*");
      Scratch.await("all to be online", () -> outOf(ask).equals("online\n".repeat(SERVICES)));
      ok(runc("kill", NAME, "TERM"));
      assertThat(container.waitFor(120, TimeUnit.SECONDS)).as("the container ends").isTrue();
      assertThat(container.exitValue()).as(Files.readString(said)).isZero();
      assertThat(Files.readString(said)).endsWith("k.init: done\n");
    } finally {
      run(runc("delete", "--force", NAME));
      container.destroyForcibly();
    }
  }

  /// Its containers are none of the machine's.
  private static String[] runc(String... words) {
    List<String> command =
        new ArrayList<>(List.of("runc", "--root", directory.resolve("runc").toString()));
    command.addAll(List.of(words));
    return command.toArray(String[]::new);
  }

  private static String outOf(String... command) {
    try {
      return run(command).out();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isTheSameEachTime() throws Exception {
    Path again = directory.resolve("again.tar");
    ok(command(again).toArray(String[]::new));
    // First, because it tells which layer is another.
    assertThat(run("tar", "-xOf", again.toString(), "manifest.json").out())
        .isEqualTo(run("tar", "-xOf", image.toString(), "manifest.json").out());
    assertThat(Files.mismatch(image, again)).isEqualTo(-1);
  }

  @Test
  void aBaseMayBeAnArchive() throws Exception {
    Path base = directory.resolve("base.tar.gz");
    ok("tar", "-czf", base.toString(), "-C", directory.resolve("base").toString(), ".");
    Path made = directory.resolve("of-archive.tar");
    List<String> command = command(made);
    command.set(command.indexOf("--base") + 1, base.toString());
    ok(command.toArray(String[]::new));
    assertThat(Files.size(made)).isGreaterThan(Files.size(base));
  }

  @Test
  void saysWhatIsWrongAndWritesNothing() throws Exception {
    Path none = directory.resolve("none.tar");
    for (List<String> wrong :
        List.of(
            List.of("--base", "/no/such", "k image: /no/such: there is no such file or directory"),
            List.of("--user", "me", "k image: --user wants UID:GID in numbers, not \"me\""),
            List.of("--tag", "A B", "k image: \"A B\" is no tag of an image"),
            List.of("--env", "A", "k image: --env wants NAME=VALUE, not \"A\""),
            List.of("--runtime", "/no", "k image: /no: there is no bin/java in it"),
            List.of("--manifests", "/no", "k image: /no: there is no such directory"))) {
      List<String> command = command(none);
      command.addAll(command.size() - 1, wrong.subList(0, 2));
      Tree.Answer answer = run(command.toArray(String[]::new));
      assertThat(answer.status()).as(wrong.toString()).isNotZero();
      assertThat(answer.out()).startsWith(wrong.get(2)).hasLineCount(1);
      assertThat(none).doesNotExist();
    }
  }
}
