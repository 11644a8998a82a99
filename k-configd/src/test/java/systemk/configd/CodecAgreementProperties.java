package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.api.client.Replica;
import systemk.api.json.WireCodec;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Committed;
import systemk.core.repository.Repositories;
import systemk.core.repository.Repositories.Pick;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.core.repository.Transaction;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.repo.json.ServiceCodec;
import systemk.repo.json.ServiceWriter;
import systemk.repo.json.StoredCodec;
import systemk.repo.json.StoredTransaction;

/// What a client proposes is what is stored, and what is stored is what a client reads: the codec
/// of the wire and that of the disk stand for the same values.
final class CodecAgreementProperties {
  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<List<Pick>> picks() {
    return Repositories.picks().list().ofMinSize(1).ofMaxSize(6);
  }

  private static Json again(Json json) {
    return JsonText.parse(JsonText.bytes(json));
  }

  private static Request commit(Transaction transaction) {
    return new Request.Commit(1, transaction);
  }

  @Property(tries = 500)
  void aTransactionFromTheWireIsStoredAsItWasMeant(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Transaction meant = Repositories.transaction(state, picks).withRequest("r-1");
    var request = (Request.Commit) WireCodec.request(again(WireCodec.encode(commit(meant))));
    Transaction stored = afterTheDisk(request.transaction());
    assertThat(stored).isEqualTo(meant);
    assertThat(WireCodec.encode(commit(stored))).isEqualTo(WireCodec.encode(commit(meant)));
  }

  @Property(tries = 300)
  void aServiceFromTheDiskIsReadAsItWasStored(@ForAll("states") RepositoryState state) {
    RepositoryState found =
        new RepositoryState(
            state.revision(), state.services().mapValues(CodecAgreementProperties::afterTheDisk));
    Replica replica = Replica.EMPTY;
    for (Response part : WireCodec.snapshot(1, found)) {
      replica = replica.after(WireCodec.fromServer(again(WireCodec.encode(part))));
    }
    assertThat(replica.known()).containsExactly(state);
  }

  private static Service afterTheDisk(Service service) {
    ServiceFmri fmri = service.fmri();
    return new ServiceCodec().service(fmri, ServiceWriter.document(service));
  }

  private static Transaction afterTheDisk(Transaction transaction) {
    var committed = new Committed(new Revision(7, 8), Instant.EPOCH, transaction);
    Json json = StoredCodec.transaction(new StoredTransaction(committed, Vector.empty()));
    return StoredCodec.transaction(again(json)).committed().transaction();
  }
}
