package systemk.init.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// The records of contracts, and the two counters. They outlive k.init but not the boot, so nothing
/// is ever forced to disk.
public final class ContractStore {
  /*
   * A line for each change, at the end of one file: the record as it is now, or that it is gone. A file for each
   * contract, replaced by rename, cost a millisecond of the kernel for each process on a file system with a journal,
   * most of it for making files.
   *
   * A write that a kill cuts short leaves a line without an end, which counts as not written; the effect it was to
   * precede has not happened. The file is written anew, beside and then in its place, by the first change after it was
   * opened, after a write that failed, and when most of it is of the past.
   */

  // Numbers are set aside in blocks, so that most of them cost no write.
  private static final long BLOCK = 256;

  private static final long LEAST_PAST_BYTES = 256 << 10;
  private static final String GONE = "gone";

  private final Path directory;
  private final Path counters;
  private final Path file;
  private final SortedMap<Long, Contract> records = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable FileChannel log;
  private long writtenAnew;
  private long appended;
  private long nextContract;
  private long nextEvent;
  private long contractLimit;
  private long eventLimit;

  public ContractStore(Path directory) {
    this.directory = directory;
    this.counters = directory.resolve("counters");
    this.file = directory.resolve("records");
    if (Files.exists(counters)) {
      // Whatever was used of the block that was set aside, its end is free.
      Json.Obj json = JsonText.parse(read(counters)).asObj("counters");
      nextContract = json.integer("contract");
      nextEvent = json.integer("event");
    } else {
      nextContract = 1;
      nextEvent = 1;
    }
    contractLimit = nextContract;
    eventLimit = nextEvent;
    if (Files.exists(file)) {
      String text = read(file);
      text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::take);
    }
  }

  long takeContract() {
    reserve(nextContract, nextEvent);
    return nextContract++;
  }

  long takeEvent() {
    reserve(nextContract, nextEvent);
    return nextEvent++;
  }

  private void reserve(long contract, long event) {
    if (contract < contractLimit && event < eventLimit) {
      return;
    }
    contractLimit = contract + BLOCK;
    eventLimit = event + BLOCK;
    replace(
        counters, Json.object().put("contract", contractLimit).put("event", eventLimit).build());
  }

  /// Numbers of records that were found are never given again, whatever the counters say.
  void skip(Contract contract) {
    nextContract = Math.max(nextContract, contract.id() + 1);
    for (Event event : contract.unacknowledged()) {
      nextEvent = Math.max(nextEvent, event.number() + 1);
    }
  }

  void save(Contract contract) {
    Contract before = records.put(contract.id(), contract);
    try {
      append(ContractCodec.toJson(contract));
    } catch (UncheckedIOException e) {
      // What is written anew later must not say what was refused now.
      if (before == null) {
        records.remove(contract.id());
      } else {
        records.put(contract.id(), before);
      }
      throw e;
    }
  }

  void delete(long id) {
    if (records.remove(id) != null) {
      append(Json.object().put(GONE, id).build());
    }
    try {
      Files.deleteIfExists(statusFile(id));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the status of contract " + id, e);
    }
  }

  /// All records, by rising number. A line that cannot be read is reported, and stays in the file.
  List<Contract> load(Consumer<String> report) {
    problems.forEach(report);
    return List.copyOf(records.values());
  }

  private void take(String line) {
    try {
      Json.Obj json = JsonText.parse(line).asObj("contract record");
      if (json.has(GONE)) {
        records.remove(json.integer(GONE));
      } else {
        Contract contract = ContractCodec.parse(json);
        records.put(contract.id(), contract);
      }
    } catch (JsonException | IllegalArgumentException e) {
      unreadable.add(line);
      problems.add("cannot read a contract record in " + file + ": " + e.getMessage());
    }
  }

  /// Lets go of the file. The next change opens it again.
  void close() {
    FileChannel open = log;
    log = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }

  private void append(Json change) {
    FileChannel open = log;
    try {
      if (open == null || appended > Math.max(LEAST_PAST_BYTES, writtenAnew)) {
        writeAnew();
        return;
      }
      byte[] line = line(JsonText.write(change));
      write(open, line);
      appended += line.length;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void writeAnew() throws IOException {
    close();
    StringBuilder text = new StringBuilder();
    unreadable.forEach(line -> text.append(line).append('\n'));
    for (Contract contract : records.values()) {
      text.append(JsonText.write(ContractCodec.toJson(contract))).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path temporary = temporary(file);
    FileChannel open =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(open, bytes);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      open.close();
      throw e;
    }
    log = open;
    writtenAnew = bytes.length;
    appended = 0;
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(FileChannel to, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      to.write(left);
    }
  }

  /// Where the process of a contract leaves its exit code.
  Path statusFile(long id) {
    return directory.resolve(id + ".status");
  }

  /// The exit code that was left for a contract, if there is one.
  OptionalInt status(long id) {
    Path file = statusFile(id);
    if (!Files.exists(file)) {
      return OptionalInt.empty();
    }
    return Optional.of(read(file).strip())
        .filter(text -> text.matches("[0-9]{1,3}"))
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElse(OptionalInt.empty());
  }

  private static String read(Path file) {
    try {
      // A line that was cut short may end within a letter.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  private static void replace(Path file, Json json) {
    Path temporary = temporary(file);
    try {
      Files.write(temporary, JsonText.bytes(json));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
