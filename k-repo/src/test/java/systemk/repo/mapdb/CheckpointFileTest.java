package systemk.repo.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.json.StoredRequest;

final class CheckpointFileTest {
  private static final String HEAD = "ab".repeat(32);

  @TempDir private Path directory;

  private static RepositoryState services(int count) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var service = new ServiceFmri("site/s" + i);
      var instance = service.instance("default");
      changes.add(new Change.AddService(service));
      changes.add(new Change.AddInstance(instance));
      changes.add(new Change.AddGroup(instance, "config", "application", true, Layer.ADMIN, true));
      changes.add(
          new Change.SetProperty(
              instance, "config", Property.integer("n", i), Layer.ADMIN, Option.none()));
      changes.add(new Change.TakeSnapshot(instance, "running"));
      changes.add(new Change.TakeSnapshot(instance, "start"));
    }
    return applied(RepositoryState.EMPTY, changes);
  }

  private static RepositoryState applied(RepositoryState state, List<Change> changes) {
    return Transactions.apply(state, Transaction.of(new Author(0, 0, 1, "test"), changes)).get();
  }

  private Checkpoint written(RepositoryState state, Path file) throws IOException {
    var checkpoint =
        Checkpoint.of(
            state,
            HEAD,
            Vector.of(
                new StoredRequest("r-1", new Revision(1, 2)),
                new StoredRequest("ü", new Revision(2, 0))));
    CheckpointFile.write(file, checkpoint);
    return checkpoint;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = directory.resolve("c.db");
    for (int count : new int[] {0, 1, 33, 500}) {
      Files.deleteIfExists(file);
      Checkpoint checkpoint = written(services(count).withoutVolatile(), file);
      assertThat(CheckpointFile.read(file)).isEqualTo(checkpoint);
    }
  }

  @Test
  void snapshotsShareTheirGroupsWhenRead() throws IOException {
    Path file = directory.resolve("c.db");
    written(services(1), file);
    RepositoryState state = CheckpointFile.read(file).state();
    var instance = state.instances().head();
    var now = state.ownGroup(instance, "config").get();
    for (String name : List.of("running", "start")) {
      var frozen = state.snapshot(instance, name).get().instance().get("config").get();
      assertThat(frozen).isSameAs(now);
    }
  }

  @Test
  void aGroupOfManyMegabytesFits() throws IOException {
    RepositoryState state = services(3);
    var instance = state.instances().head();
    Vector<String> values = Vector.fill(5000, "x".repeat(4000));
    var large = new Property("large", ValueType.ASTRING, values);
    state =
        applied(
            state,
            List.of(new Change.SetProperty(instance, "config", large, Layer.ADMIN, Option.none())));
    Path file = directory.resolve("c.db");
    Checkpoint checkpoint = written(state, file);
    assertThat(CheckpointFile.read(file)).isEqualTo(checkpoint);
  }

  @Test
  void aMissingFileIsNotAnEmptyOne() {
    Path file = directory.resolve("none.db");
    assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(IOException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void aDamagedFileIsRefusedOrReadsTheSame() throws IOException {
    Path file = directory.resolve("c.db");
    Checkpoint checkpoint = written(services(40), file);
    byte[] whole = Files.readAllBytes(file);
    var random = new Random(4711);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      Files.write(file, damaged(whole, random, i));
      try {
        assertThat(CheckpointFile.read(file)).isEqualTo(checkpoint);
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("c.db");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] damaged(byte[] whole, Random random, int kind) {
    byte[] bytes = whole.clone();
    // The larger part of the file is unused space behind the content.
    int at = random.nextInt(kind % 2 == 0 ? bytes.length : Math.min(bytes.length, 100_000));
    return switch (kind % 4) {
      case 0, 1 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 2 -> java.util.Arrays.copyOf(bytes, at);
      default -> {
        java.util.Arrays.fill(bytes, at, Math.min(bytes.length, at + 4096), (byte) 0);
        yield bytes;
      }
    };
  }

  @Test
  void noiseIsRefused() throws IOException {
    Path file = directory.resolve("c.db");
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, noise, new byte[2 << 20]}) {
      Files.write(file, bytes);
      assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(IOException.class);
    }
  }
}
