package systemk.startd.logs;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import systemk.core.logs.LogLimits;
import systemk.core.logs.LogPiece;
import systemk.linux.FileHead;
import systemk.linux.KernelException;

/// The log directory on disk.
final class DiskLogs implements LogDirectory {
  private static final int BUFFER = 64 << 10;
  private static final int MARKER_BYTES = 256;

  private final Path directory;

  DiskLogs(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<Kept> pieces() throws IOException {
    List<Kept> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        for (LogPiece piece : LogPiece.ofName(file.getFileName().toString())) {
          found.add(look(piece));
        }
      }
    }
    return found;
  }

  @Override
  public Kept look(LogPiece piece) throws IOException {
    Path file = path(piece.name());
    return new Kept(piece, Files.size(file), Files.getLastModifiedTime(file).toInstant());
  }

  @Override
  public long size(String name) {
    // Unlike Files.size this makes no exception for each of the many services that are silent.
    return path(name).toFile().length();
  }

  @Override
  public String beginning(String log) throws IOException {
    try (InputStream in = Files.newInputStream(path(log))) {
      return new String(in.readNBytes(MARKER_BYTES), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException _) {
      return "";
    }
  }

  @Override
  public void copy(String name, long bytes, LogPiece part) throws IOException {
    Path from = path(name);
    Path to = path(part.name());
    try (FileChannel in = FileChannel.open(from, READ);
        FileChannel out = FileChannel.open(to, WRITE, CREATE_NEW)) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
      GZIPOutputStream packed = new GZIPOutputStream(Channels.newOutputStream(out), BUFFER);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      for (long at = 0; at < bytes; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER, bytes - at));
        while (buffer.hasRemaining()) {
          if (in.read(buffer, at + buffer.position()) < 0) {
            throw new EOFException(from + " has become shorter");
          }
        }
        packed.write(buffer.array(), 0, buffer.limit());
      }
      packed.finish();
      out.force(true);
    }
  }

  @Override
  public void overwrite(String log, String text) throws IOException {
    overwrite(log, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void overwrite(String log, byte[] bytes) throws IOException {
    // In one write, so that a kill leaves all of it or nothing.
    try (FileChannel out = FileChannel.open(path(log), WRITE)) {
      int written = out.write(ByteBuffer.wrap(bytes), 0);
      if (written != bytes.length) {
        throw new IOException("wrote only " + written + " bytes to " + path(log));
      }
      out.force(false);
    }
  }

  @Override
  public void restore(String log, LogPiece copy, int bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path(copy.name())))) {
      overwrite(log, in.readNBytes(bytes));
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path(from), path(to));
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public boolean canCut() throws IOException {
    Path trial = path(".trial");
    try {
      Files.write(trial, new byte[(int) LogLimits.SMALLEST]);
      return cut(trial, LogLimits.BLOCK);
    } finally {
      Files.delete(trial);
    }
  }

  @Override
  public boolean cut(String log, long bytes) throws IOException {
    return cut(path(log), bytes);
  }

  private static boolean cut(Path file, long bytes) throws IOException {
    try {
      return FileHead.cut(file, bytes);
    } catch (KernelException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void delete(LogPiece piece) throws IOException {
    Files.deleteIfExists(path(piece.name()));
  }

  private Path path(String name) {
    return directory.resolve(name);
  }
}
