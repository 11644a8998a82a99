package systemk.init.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// The names of what belongs to an owner in the file system.
final class Names {
  private static final String SCHEME = "svc:/";

  private Names() {}

  /// A file name that no other owner has, the same whenever it is asked for; readable if it can be.
  static String file(String owner) {
    String name =
        (owner.startsWith(SCHEME) ? owner.substring(SCHEME.length()) : owner).replace('/', '+');
    return owner.startsWith(SCHEME)
            && owner.indexOf('+') < 0
            && name.matches("[A-Za-z0-9][A-Za-z0-9,._:@+-]{0,47}")
        ? name
        : "=" + hash(owner);
  }

  /// Makes the directory of sockets and pipes: everybody may pass, nobody else may look.
  static void prepare(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /// FNV-1a of 64 bits.
  static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }
}
