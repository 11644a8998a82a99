package systemk.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;

/// The user's files, read and written as the user on behalf of a command that runs elsewhere. Every
/// answer is one k.configd understands; whatever goes wrong is one of them.
final class UserFiles {
  private static final String STANDARD_STREAM = "-";
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_FILES = 100_000;
  private static final int MAX_DEPTH = 64;

  private @Nullable Json standardInput;

  // The file that is being written, piece by piece.
  private @Nullable Path target;
  private @Nullable Path temporary;
  private @Nullable OutputStream stream;
  private @Nullable String failure;

  static Json failed(String reason) {
    return answer().put("failed", reason).build();
  }

  static Json.Builder answer() {
    return Json.object().put("id", Run.ID).put("op", "answer");
  }

  /// The text of a file, or of standard input. That can be read but once, so it is kept for a
  /// command that has to be run again.
  Json read(String file) {
    if (!file.equals(STANDARD_STREAM)) {
      return readFile(file);
    }
    Json known = standardInput == null ? read(System.in) : standardInput;
    standardInput = known;
    return known;
  }

  private static Json readFile(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return read(in);
    } catch (IOException e) {
      return failed(reason(e));
    }
  }

  private static Json read(InputStream in) {
    try {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        return failed("larger than 16 MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return answer().put("text", text).build();
    } catch (CharacterCodingException e) {
      return failed("not UTF-8 text");
    } catch (IOException e) {
      return failed(reason(e));
    }
  }

  /// The regular files below a directory, sorted. Links to directories are not followed, which
  /// could be for ever, and hidden directories are somebody else's, such as git's.
  Json list(String directory) {
    List<String> names = new ArrayList<>();
    try {
      collect(Path.of(directory), names, 0);
    } catch (IOException e) {
      return failed(reason(e));
    }
    if (names.size() > MAX_FILES) {
      return failed("more than 100000 files");
    }
    Collections.sort(names);
    return answer().putStrings("names", names).build();
  }

  static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static void collect(Path directory, List<String> names, int depth) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (names.size() > MAX_FILES) {
          return;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (depth < MAX_DEPTH && !isHidden(entry)) {
            collect(entry, names, depth + 1);
          }
        } else if (Files.isRegularFile(entry)) {
          names.add(entry.toString());
        }
      }
    }
  }

  /// Takes a piece of a file that is to be written. With the last one the file is there, whole,
  /// under its name; before, nobody sees it.
  Json write(String file, String text, boolean more, Output out) {
    try {
      if (file.equals(STANDARD_STREAM)) {
        out.print(text);
        return answer().put("text", "").build();
      }
      if (failure == null) {
        append(Path.of(file), text);
      }
      if (more) {
        return answer().put("text", "").build();
      }
      String failed = failure;
      failure = null;
      finish();
      return failed == null ? answer().put("text", "").build() : failed(failed);
    } catch (IOException e) {
      abandon();
      failure = more ? reason(e) : null;
      return failed(reason(e));
    }
  }

  /// Takes a piece of a file of a dump, which is written as any other, if it may be.
  Json writeBelow(String directory, String file, String text, boolean more) {
    String path = directory + "/" + file;
    if (stream == null && failure == null) {
      try {
        path = DumpTree.prepare(directory, file).toString();
      } catch (IOException e) {
        failure = reason(e);
      }
    }
    return write(path, text, more, Output.standard());
  }

  private void append(Path file, String text) throws IOException {
    OutputStream open = stream == null ? begin(file) : stream;
    open.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private OutputStream begin(Path file) throws IOException {
    // Through a link, so that the link stays and what it leads to is replaced.
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    OutputStream opened;
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      opened = Files.newOutputStream(real, StandardOpenOption.WRITE);
    } else {
      Path beside =
          real.resolveSibling("." + real.getFileName() + "." + Surroundings.pid() + ".new");
      opened =
          Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      temporary = beside;
      target = real;
    }
    stream = opened;
    return opened;
  }

  private void finish() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
    if (temporary != null && target != null) {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
    }
  }

  /// Leaves nothing behind of a file that was not written to its end.
  void abandon() {
    try {
      if (stream != null) {
        stream.close();
      }
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      System.err.println("cannot remove " + temporary + ": " + reason(e));
    } finally {
      stream = null;
      temporary = null;
    }
  }

  /// What strerror(3) would say, where the JDK only names the file.
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "No such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "File exists";
    }
    if (e instanceof NotDirectoryException) {
      return "Not a directory";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
