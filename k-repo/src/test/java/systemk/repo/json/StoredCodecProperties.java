package systemk.repo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Committed;
import systemk.core.repository.Guard;
import systemk.core.repository.Repositories;
import systemk.core.repository.Repositories.Pick;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

final class StoredCodecProperties {
  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<List<Pick>> picks() {
    return Repositories.picks().list().ofMinSize(1).ofMaxSize(6);
  }

  private static StoredTransaction stored(RepositoryState state, List<Pick> picks, Instant time) {
    Transaction transaction =
        Repositories.transaction(state, picks)
            .withComment("\"\\\n\u2028é")
            .withGuards(
                List.of(
                    new Guard.Unchanged(3),
                    new Guard.GroupUnchanged(new ServiceFmri("a"), "general", 4)));
    Option<String> request = picks.size() % 2 == 0 ? Option.none() : Option.some("r-1");
    transaction = request.map(transaction::withRequest).getOrElse(transaction);
    return new StoredTransaction(
        new Committed(new Revision(7, 8), time, transaction), Vector.of(0, 2));
  }

  @Property
  void transactionsComeBackAsTheyWere(
      @ForAll("states") RepositoryState state,
      @ForAll("picks") List<Pick> picks,
      @ForAll Instant time) {
    StoredTransaction stored = stored(state, picks, time);
    String text = JsonText.write(StoredCodec.transaction(stored));
    assertThat(text).doesNotContain("\n");
    assertThat(StoredCodec.transaction(JsonText.parse(text))).isEqualTo(stored);
  }

  @Property(tries = 300)
  void groupsAndSnapshotsComeBackAsTheyWere(@ForAll("states") RepositoryState state) {
    for (var fmri : state.instances()) {
      for (var group : state.ownGroups(fmri).values()) {
        String text = JsonText.write(StoredCodec.group(group));
        assertThat(StoredCodec.group(JsonText.parse(text))).isEqualTo(group);
      }
      for (var snapshot : state.instance(fmri).get().snapshots().values()) {
        Json json = StoredCodec.snapshot(snapshot, StoredCodec::group);
        assertThat(StoredCodec.snapshot(json, StoredCodec::group)).isEqualTo(snapshot);
      }
    }
  }

  @Property(tries = 300)
  void servicesComeBackAsTheyWere(@ForAll("states") RepositoryState state) {
    var codec = new ServiceCodec();
    for (var service : state.services().values()) {
      byte[] document = ServiceWriter.document(service);
      assertThat(codec.service(service.fmri(), document)).isEqualTo(service);
    }
  }

  @Property(tries = 100)
  void anotherDocumentIsRefusedByOneKindOfException(
      @ForAll("states") RepositoryState state, @ForAll int where, @ForAll byte what) {
    for (var service : state.services().values()) {
      byte[] document = ServiceWriter.document(service);
      document[Math.floorMod(where, document.length)] = what;
      try {
        new ServiceCodec().service(service.fmri(), document);
      } catch (JsonException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Property
  void anythingElseIsRefusedByOneKindOfException(
      @ForAll("states") RepositoryState state,
      @ForAll("picks") List<Pick> picks,
      @ForAll int where,
      @ForAll char what) {
    String text = JsonText.write(StoredCodec.transaction(stored(state, picks, Instant.EPOCH)));
    int at = Math.floorMod(where, text.length());
    String changed = text.substring(0, at) + what + text.substring(at + 1);
    try {
      StoredCodec.transaction(JsonText.parse(changed));
    } catch (JsonException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Property(tries = 50)
  void unknownAndMissingMembersAreRefused(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Json.Obj json = StoredCodec.transaction(stored(state, picks, Instant.EPOCH)).asObj("tx");
    Json more = Json.object().putAll(json.members()).put("more", 1).build();
    assertThatThrownBy(() -> StoredCodec.transaction(more))
        .isInstanceOf(JsonException.class)
        .hasMessage("member \"more\" is unknown");
    for (String name : List.of("generation", "tick", "time", "author", "comment", "changes")) {
      var members = new java.util.LinkedHashMap<>(json.members());
      members.remove(name);
      assertThatThrownBy(() -> StoredCodec.transaction(new Json.Obj(members)))
          .isInstanceOf(JsonException.class)
          .hasMessage("member \"" + name + "\" is missing");
    }
  }
}
