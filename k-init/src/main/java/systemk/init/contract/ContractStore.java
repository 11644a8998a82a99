package systemk.init.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// The records of contracts, one file each, and the two counters. They outlive k.init but not the
/// boot, so a file is replaced whole, by rename, and never forced to disk.
public final class ContractStore {
  // Numbers are set aside in blocks, so that most of them cost no write.
  private static final long BLOCK = 256;

  private final Path directory;
  private final Path counters;
  private long nextContract;
  private long nextEvent;
  private long contractLimit;
  private long eventLimit;

  public ContractStore(Path directory) {
    this.directory = directory;
    this.counters = directory.resolve("counters");
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
    replace(file(contract.id()), ContractCodec.toJson(contract));
  }

  void delete(long id) {
    try {
      Files.deleteIfExists(file(id));
      Files.deleteIfExists(statusFile(id));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the record of contract " + id, e);
    }
  }

  /// All records, by rising number. One that cannot be read is reported and left where it is.
  List<Contract> load(Consumer<String> report) {
    List<Contract> contracts = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
      for (Path file : files) {
        try {
          contracts.add(ContractCodec.parse(JsonText.parse(read(file))));
        } catch (JsonException | IllegalArgumentException e) {
          report.accept("cannot read contract record " + file + ": " + e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
    contracts.sort(Comparator.comparingLong(Contract::id));
    return contracts;
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

  private Path file(long id) {
    return directory.resolve(id + ".json");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void replace(Path file, Json json) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.write(temporary, JsonText.bytes(json));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
