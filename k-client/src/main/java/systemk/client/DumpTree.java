package systemk.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;

/// The files of a dump below a directory of the user's.
/* Which files these are k.configd says, but what it may touch is decided here, on the user's side: names
 * that lead down from the directory and through no link and no hidden directory, and of the files there
 * only those that begin as a dump does. So no mistake of k.configd can harm any other file.
 */
final class DumpTree {
  private static final String SUFFIX = ".json";
  private static final String MARKER = "\"systemk-dump\"";
  private static final int HEAD_BYTES = 512;
  private static final int MAX_DEPTH = 64;

  private DumpTree() {}

  /// The path of a file, which must be new or of a former dump, with the directories to it made.
  static Path prepare(String directory, String file) throws IOException {
    String trouble = trouble(file);
    if (trouble != null) {
      throw new IOException(trouble);
    }
    Path path = Path.of(directory);
    Files.createDirectories(path);
    String[] steps = file.split("/", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      path = path.resolve(steps[i]);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(path);
      } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(path + " is not a directory");
      }
    }
    Path target = path.resolve(steps[steps.length - 1]);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isDump(target)) {
      throw new IOException("there is a file that is no dump; move it away");
    }
    return target;
  }

  /// What is wrong with the name of a file of a dump, if anything.
  private static @Nullable String trouble(String file) {
    boolean legal = file.endsWith(SUFFIX) && file.indexOf('\0') < 0;
    for (String step : file.split("/", -1)) {
      legal &= !step.isEmpty() && step.charAt(0) != '.';
    }
    return legal ? null : "not a name of a file of a dump";
  }

  /// Removes the files that former dumps wrote but these, and directories that become empty by it.
  static Json prune(String directory, List<String> keep) {
    List<String> removed = new ArrayList<>();
    try {
      prune(Path.of(directory), "", new HashSet<>(keep), removed, 0);
    } catch (IOException e) {
      return UserFiles.failed(UserFiles.reason(e));
    }
    Collections.sort(removed);
    return UserFiles.answer().putStrings("names", removed).build();
  }

  private static void prune(
      Path directory, String prefix, Set<String> keep, List<String> removed, int depth)
      throws IOException {
    if (depth > MAX_DEPTH || !Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = prefix + entry.getFileName();
        int before = removed.size();
        if (UserFiles.isHidden(entry)) {
          continue;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          prune(entry, name + "/", keep, removed, depth + 1);
          if (removed.size() > before && isEmpty(entry)) {
            Files.delete(entry);
          }
        } else if (name.endsWith(SUFFIX) && !keep.contains(name) && isDump(entry)) {
          Files.delete(entry);
          removed.add(name);
        }
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }

  /// Whether this is a regular file that begins as a dump does: an object with the mark of a dump
  /// as its first member, whatever the blanks between.
  private static boolean isDump(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8).strip();
      return head.startsWith("{") && head.substring(1).strip().startsWith(MARKER);
    }
  }
}
