package systemk.init.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.linux.ProcessId;

final class ContractStoreTest {
  @TempDir Path directory;

  private static Contract intended(long id) {
    SpawnRequest request =
        SpawnRequest.parse(
            Json.object()
                .put("token", "tökn " + id)
                .put("owner", "svc:/x:default")
                .putStrings("argv", List.of("/bin/true"))
                .build());
    return Contract.intended(id, request, 0);
  }

  private static Contract running(long id) {
    return intended(id).spawned(new ProcessId((int) id + 1000, id));
  }

  private List<Contract> found() {
    return new ContractStore(directory)
        .load(
            line -> {
              throw new AssertionError(line);
            });
  }

  private Path file() {
    return directory.resolve("records");
  }

  @Test
  void keepsWhatEachContractWasLast() {
    ContractStore store = new ContractStore(directory);
    store.save(intended(1));
    store.save(intended(2));
    store.save(running(1));
    store.save(running(3));
    store.delete(3);
    assertThat(found()).containsExactly(running(1), intended(2));

    ContractStore next = new ContractStore(directory);
    next.delete(2);
    assertThat(found()).containsExactly(running(1));
    store.close();
    next.close();
  }

  /// A kill may cut a write short anywhere; what was written before it stays, and what comes after
  /// is not hurt.
  @Test
  void takesAWriteThatWasCutShortForNone() throws IOException {
    ContractStore store = new ContractStore(directory);
    store.save(intended(1));
    int whole = (int) Files.size(file());
    store.save(running(1));
    store.close();
    byte[] bytes = Files.readAllBytes(file());
    for (int length = whole; length < bytes.length; length++) {
      Files.write(file(), Arrays.copyOf(bytes, length));
      ContractStore next = new ContractStore(directory);
      assertThat(next.load(line -> {})).containsExactly(intended(1));
      next.save(running(2));
      next.close();
      assertThat(found()).containsExactly(intended(1), running(2));
    }
  }

  @Test
  void forgetsThePastNowAndThen() throws IOException {
    ContractStore store = new ContractStore(directory);
    store.save(running(1));
    for (int i = 0; i < 10_000; i++) {
      store.save(intended(2));
      store.delete(2);
    }
    store.close();
    assertThat(found()).containsExactly(running(1));
    assertThat(Files.size(file())).isLessThan(300 << 10);
  }

  @Test
  void reportsAndKeepsWhatItCannotRead() throws IOException {
    Files.writeString(file(), "{\"contract\":7}\nnonsense\n");
    ContractStore store = new ContractStore(directory);
    store.save(running(1));
    store.close();
    List<String> reports = new ArrayList<>();
    assertThat(new ContractStore(directory).load(reports::add)).containsExactly(running(1));
    assertThat(reports)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("cannot read a contract record in "));
  }

  @Test
  void refusesWhatItCannotWriteAndGoesOnWhenItCan() throws IOException {
    Path away = directory.resolveSibling("away");
    ContractStore store = new ContractStore(directory);
    store.save(running(1));
    store.close();
    Files.move(directory, away);
    assertThatThrownBy(() -> store.save(running(2))).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> store.save(intended(1))).isInstanceOf(UncheckedIOException.class);
    Files.move(away, directory);
    assertThat(found()).containsExactly(running(1));
    store.save(running(3));
    store.close();
    assertThat(found()).containsExactly(running(1), running(3));
  }

  @Test
  void readsWithoutWriting() throws IOException {
    ContractStore store = new ContractStore(directory);
    store.save(running(1));
    store.close();
    Files.writeString(file(), "{\"contract\":2", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file());
    assertThat(found()).containsExactly(running(1));
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }
}
