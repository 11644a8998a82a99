package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// A service of a real tree goes to maintenance, and mail is sent; also when the program that sends
/// it, or k.configd, was killed just before.
class NotifyIT {
  private static final String NOTIFY = "svc:/system/fm/notify:default";
  private static final String BROKEN = "svc:/test/broken:default";

  @Test
  void maintenanceIsMailed() throws Exception {
    try (Scratch scratch = Scratch.make()) {
      scratch.install("milestone");
      scratch.install("fm");
      scratch.manifest(
          "test.json",
          "{\"service\": \"test/broken\", \"enabled\": true, \"start\": \":true\","
              + " \"duration\": \"transient\"}");
      scratch.up();
      Path box = Files.createDirectory(scratch.root().resolve("box"));
      sendmailTo(scratch, box);
      scratch.awaitState(NOTIFY, "online");
      scratch.ok("svccfg", "setnotify", "-g", "to-maintenance", "mailto:root@localhost");
      scratch.ok("svccfg", "-s", BROKEN, "setnotify", "from-maintenance", "mailto:ops@localhost");

      scratch.ok("svcadm", "mark", "-I", "maintenance", BROKEN);
      assertThat(mail(box, 1))
          .contains("To: root@localhost\n")
          .contains(BROKEN + " is maintenance\n")
          .contains("FROM-STATE: online\nTO-STATE: maintenance\nREASON: administrative_request\n");
      scratch.ok("svcadm", "clear", BROKEN);
      assertThat(mail(box, 2))
          .contains("To: ops@localhost\n")
          .contains("FROM-STATE: maintenance\n");

      whatHappensMeanwhileIsTold(scratch, box);
      assertThat(Files.readString(log(scratch))).doesNotContain("is lost");
    }
  }

  private static void whatHappensMeanwhileIsTold(Scratch scratch, Path box) throws Exception {
    scratch.awaitState(BROKEN, "online");
    // It has written down what was told, and is away from now on.
    Scratch.await("what was told to be on file", () -> told(scratch).contains("\"online\""));
    Tree.kill(scratch.tree().manager("k.configd").orElseThrow());
    scratch.ok("svcadm", "disable", "-s", NOTIFY);
    scratch.ok("svcadm", "mark", "-I", "maintenance", BROKEN);
    scratch.awaitState(BROKEN, "maintenance");
    scratch.ok("svcadm", "enable", "-s", NOTIFY);
    assertThat(mail(box, 3)).contains("FROM-STATE: online\nTO-STATE: maintenance\n");
  }

  private static String told(Scratch scratch) {
    try {
      Path file = scratch.tree().layout().run().resolve("notify.json");
      String all = Files.exists(file) ? Files.readString(file) : "";
      int at = all.indexOf(BROKEN);
      return at < 0 ? "" : all.substring(at, Math.min(all.length(), at + BROKEN.length() + 20));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Mail goes to files, a whole one at a time.
  private static void sendmailTo(Scratch scratch, Path box) throws Exception {
    Path program = scratch.root().resolve("sendmail");
    Files.writeString(
        program,
        "#!/bin/sh\ncat >" + box + "/.$$ && mv " + box + "/.$$ " + box + "/$(date +%s%N)\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    scratch.ok("svcprop", "-e", "config/sendmail=" + program, NOTIFY);
  }

  private static Path log(Scratch scratch) {
    return scratch.tree().layout().logs().resolve("system-fm-notify:default.log");
  }

  /// The last of so many mails.
  private static String mail(Path box, int number) throws IOException {
    Scratch.await(number + " mails", () -> count(box) >= number);
    assertThat(count(box)).isEqualTo(number);
    try (var files = Files.list(box)) {
      return Files.readString(
          files
              .filter(f -> !f.getFileName().toString().startsWith("."))
              .sorted()
              .toList()
              .getLast());
    }
  }

  private static long count(Path box) {
    try (var files = Files.list(box)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
