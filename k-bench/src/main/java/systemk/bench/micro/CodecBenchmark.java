package systemk.bench.micro;

import io.vavr.collection.Vector;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import systemk.api.json.Pieces;
import systemk.api.json.WireCodec;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.bench.figures.Subject;
import systemk.core.repository.RepositoryState;
import systemk.json.JsonText;

/// Messages as JSON, there and back.
@State(Scope.Benchmark)
public class CodecBenchmark {
  @Param({"10", "1000", "10000"})
  public int services;

  private RepositoryState state = RepositoryState.EMPTY;
  private Request commit = new Request.Ping(0);

  @Setup
  public void prepare() {
    state = Subject.state(services);
    commit = new Request.Commit(1, Subject.change(services, 7));
    if (!commit().equals(commit)) {
      throw new IllegalStateException("a request comes back as another one");
    }
    if (state() < services) {
      throw new IllegalStateException("of the state only some services come back");
    }
  }

  /// A commit of one property, as one client sends it.
  @Benchmark
  public Request commit() {
    return WireCodec.request(JsonText.parse(JsonText.bytes(WireCodec.encode(commit))));
  }

  /// The whole state, as a subscriber is sent it.
  ///
  /// @return how many services came back
  @Benchmark
  public long state() {
    Vector<Response> parts = WireCodec.snapshot(1, state);
    Pieces pieces = new Pieces();
    long count = 0;
    for (Response part : parts) {
      for (byte[] frame : Pieces.cut(WireCodec.encode(part))) {
        FromServer message =
            pieces.join(JsonText.parse(frame)).map(WireCodec::fromServer).orElse(part);
        count += message instanceof Response.Services(_, List<?> some) ? some.size() : 0;
      }
    }
    return count;
  }
}
