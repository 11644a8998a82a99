package systemk.startd.logs;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import systemk.core.logs.LogPiece;

/// A log directory in memory, in which a service writes at every moment and the rotator can be
/// killed before every step, and within the long ones.
final class MemoryLogs implements LogDirectory {
  /// The end of the process that rotates.
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  final TreeMap<String, byte[]> files = new TreeMap<>();
  private final Map<String, ByteArrayOutputStream> said = new TreeMap<>();
  private final Map<String, Supplier<String>> writers = new TreeMap<>();
  private final boolean cuts;
  private long clock;
  private int stepsToLive = Integer.MAX_VALUE;

  MemoryLogs(boolean cuts) {
    this.cuts = cuts;
  }

  /// Lets somebody write lines to a log, one at every step.
  void writer(String log, Supplier<String> lines) {
    writers.put(log, lines);
  }

  void write(String log, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    said.computeIfAbsent(log, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
    files.put(log, joined(files.getOrDefault(log, new byte[0]), bytes));
  }

  /// All that was ever written to a log.
  byte[] said(String log) {
    return said.getOrDefault(log, new ByteArrayOutputStream()).toByteArray();
  }

  /// All that is left of it, in the order a reader would take it.
  byte[] kept(String log) {
    byte[] all = new byte[0];
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (LogPiece.ofName(file.getKey()).exists(piece -> piece.log().equals(log))) {
        all = joined(all, file.getValue());
      }
    }
    return joined(all, files.getOrDefault(log, new byte[0]));
  }

  /// The process ends before its step of this number, counted from now.
  void killBefore(int step) {
    stepsToLive = step;
  }

  private void step() {
    writers.forEach((log, lines) -> write(log, lines.get()));
    clock++;
    if (stepsToLive-- == 0) {
      throw new Killed();
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private byte[] file(String name) throws IOException {
    byte[] content = files.get(name);
    if (content == null) {
      throw new FileNotFoundException(name);
    }
    return content;
  }

  @Override
  public List<Kept> pieces() throws IOException {
    return files.keySet().stream()
        .flatMap(name -> LogPiece.ofName(name).toJavaStream())
        .map(this::kept)
        .toList();
  }

  private Kept kept(LogPiece piece) {
    return new Kept(piece, size(piece.name()), Instant.ofEpochSecond(clock));
  }

  @Override
  public Kept look(LogPiece piece) throws IOException {
    file(piece.name());
    return kept(piece);
  }

  @Override
  public long size(String name) {
    return files.getOrDefault(name, new byte[0]).length;
  }

  @Override
  public String beginning(String log) throws IOException {
    byte[] content = files.getOrDefault(log, new byte[0]);
    return new String(content, 0, Math.min(256, content.length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void copy(String name, long bytes, LogPiece part) throws IOException {
    step();
    byte[] copy = Arrays.copyOf(file(name), (int) bytes);
    files.put(part.name(), Arrays.copyOf(copy, copy.length / 2));
    step();
    files.put(part.name(), copy);
  }

  @Override
  public void overwrite(String log, String text) throws IOException {
    step();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] content = file(log).clone();
    System.arraycopy(bytes, 0, content, 0, bytes.length);
    files.put(log, content);
  }

  @Override
  public void restore(String log, LogPiece copy, int bytes) throws IOException {
    step();
    byte[] content = file(log).clone();
    System.arraycopy(file(copy.name()), 0, content, 0, bytes);
    files.put(log, content);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    step();
    if (files.containsKey(to)) {
      throw new FileAlreadyExistsException(to);
    }
    files.put(to, file(from));
    files.remove(from);
  }

  @Override
  public void sync() {
    step();
  }

  @Override
  public boolean canCut() {
    step();
    return cuts;
  }

  @Override
  public boolean cut(String log, long bytes) throws IOException {
    step();
    if (!cuts || bytes >= file(log).length) {
      return false;
    }
    files.put(log, Arrays.copyOfRange(file(log), (int) bytes, file(log).length));
    return true;
  }

  @Override
  public void delete(LogPiece piece) {
    step();
    files.remove(piece.name());
  }
}
