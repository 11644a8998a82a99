package systemk.configd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.rights.Grants;

/// The file that says who was granted which authorizations, read again whenever it changed.
/* A file that cannot be trusted or read grants nothing, and the log says why, once for each version of
 * the file. Its directory belongs to who owns the repository, so nobody else puts a file there.
 */
final class GrantsFile {
  private static final Logger LOG = LoggerFactory.getLogger(GrantsFile.class);
  private static final String LOOK = "unix:uid,mode,size,ino,ctime,isRegularFile";
  private static final int WRITABLE_BY_OTHERS = 0022;

  private final Path file;
  private final long owner;
  private Map<String, Object> seen = Map.of();
  private Grants grants = Grants.NONE;

  GrantsFile(Path file, long owner) {
    this.file = file;
    this.owner = owner;
  }

  synchronized Grants grants() {
    Map<String, Object> now;
    try {
      now = Files.readAttributes(file, LOOK, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      seen = Map.of();
      grants = Grants.NONE;
      return grants;
    } catch (IOException e) {
      now = Map.of("failed", e.toString());
    }
    if (!now.equals(seen)) {
      seen = now;
      grants = read(now);
    }
    return grants;
  }

  private Grants read(Map<String, Object> attributes) {
    Optional<String> objection = objection(attributes);
    if (objection.isPresent()) {
      return nothing(objection.get());
    }
    try {
      Grants read = Grants.parse(Files.readString(file, StandardCharsets.UTF_8));
      read.problems()
          .forEach(
              problem ->
                  LOG.atError()
                      .addKeyValue("file", file)
                      .addKeyValue("reason", problem)
                      .log("a line grants nothing"));
      return read;
    } catch (IOException e) {
      return nothing(e.toString());
    }
  }

  /// Why the file is not to be trusted.
  private Optional<String> objection(Map<String, Object> attributes) {
    if (attributes.get("failed") instanceof String failed) {
      return Optional.of(failed);
    }
    if (!(attributes.get("uid") instanceof Integer number
        && attributes.get("mode") instanceof Integer mode
        && attributes.get("size") instanceof Long size)) {
      return Optional.of("its file system does not say whose it is");
    }
    if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
      return Optional.of("it is not a file");
    }
    long uid = Integer.toUnsignedLong(number);
    if (uid != 0 && uid != owner) {
      return Optional.of("it belongs to uid " + uid + ", not to root or uid " + owner);
    }
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      return Optional.of("others than its owner may write it");
    }
    if (size > Grants.MAX_BYTES) {
      return Optional.of("it is larger than " + Grants.MAX_BYTES + " bytes");
    }
    return Optional.empty();
  }

  private Grants nothing(String reason) {
    LOG.atError()
        .addKeyValue("file", file)
        .addKeyValue("reason", reason)
        .log("the authorizations are ignored");
    return Grants.NONE;
  }
}
