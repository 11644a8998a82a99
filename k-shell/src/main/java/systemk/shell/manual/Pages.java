package systemk.shell.manual;

import io.vavr.Lazy;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// All pages there are. Their sources lie beside the classes, as Markdown.
public final class Pages {
  private static final Map<String, Lazy<Manual>> PAGES =
      Vector.of(
              "svcs.1 svcprop.1 svcadm.8 svccfg.8 svcbundle.8 lsvcrun.8 k.8 k.init.8 k.configd.8"
                  + " k.startd.8"
                  + " reboot.8 poweroff.8 halt.8 shutdown.8 telinit.8 runlevel.8 systemk_machine.7"
                  + " smf_manifest.5 smf_authorizations.5"
                  + " smf.7 smf_repository.7 smf_restarter.7 smf_health.7"
                  + " smf_notify.7 systemk_container.7")
          .flatMap(names -> Vector.of(names.split(" ")))
          .toLinkedMap(page -> page, page -> Lazy.of(() -> read(page + ".md")));

  private Pages() {}

  public static Vector<Manual> all() {
    return PAGES.values().map(Lazy::get).toVector();
  }

  static Manual ofCommand(String command) {
    return PAGES
        .get(command + ".1")
        .orElse(() -> PAGES.get(command + ".8"))
        .getOrElseThrow(() -> new IllegalArgumentException("no page of " + command))
        .get();
  }

  private static Manual read(String file) {
    return PageReader.read(file, text(file));
  }

  /// The text of a file that lies beside the classes.
  static String text(String file) {
    try (InputStream source = Pages.class.getResourceAsStream(file)) {
      if (source == null) {
        throw new IllegalStateException(file + " is not there");
      }
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
