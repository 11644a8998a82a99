package systemk.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

final class WireCodecProperties {

  @Provide
  Arbitrary<Request> requests() {
    return Messages.requests();
  }

  @Provide
  Arbitrary<FromServer> answers() {
    return Messages.fromServer();
  }

  @Provide
  Arbitrary<List<Service>> services() {
    return Messages.wholeServices().list().ofMaxSize(5);
  }

  private static Json overTheWire(Json json) {
    return JsonText.parse(JsonText.bytes(json));
  }

  @Property(tries = 2000)
  void requestsSurviveTheWire(@ForAll("requests") Request request) {
    assertThat(WireCodec.request(overTheWire(WireCodec.encode(request)))).isEqualTo(request);
  }

  @Property(tries = 2000)
  void answersSurviveTheWire(@ForAll("answers") FromServer answer) {
    assertThat(WireCodec.fromServer(overTheWire(WireCodec.encode(answer)))).isEqualTo(answer);
  }

  @Property
  void aMissingOrRenamedMemberIsRefusedOrHarmless(
      @ForAll("requests") Request request, @ForAll int place) {
    Json.Obj json = WireCodec.encode(request).asObj("request");
    var members = new LinkedHashMap<>(json.members());
    String name = new ArrayList<>(members.keySet()).get(Math.floorMod(place, members.size()));
    members.put(name + "x", Optional.ofNullable(members.remove(name)).orElseThrow());
    assertThatThrownBy(() -> WireCodec.request(new Json.Obj(members)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("\"");
  }

  @Property
  void aReplicaOfAStateIsThatState(@ForAll("services") List<Service> services) {
    TreeMap<String, Service> byName = TreeMap.empty();
    for (Service service : services) {
      byName = byName.put(service.fmri().name(), service);
    }
    RepositoryState state = new RepositoryState(new Revision(7, 2), byName);
    Replica replica = Replica.EMPTY;
    for (Response part : WireCodec.snapshot(1, state)) {
      replica = replica.after(WireCodec.fromServer(overTheWire(WireCodec.encode(part))));
    }
    assertThat(replica.known()).isEqualTo(Option.some(state));
  }

  @Example
  void aServiceOfManyInstancesComesInPieces() {
    ServiceFmri fmri = new ServiceFmri("fleet");
    TreeMap<String, Instance> instances = TreeMap.empty();
    for (int i = 0; i < 1001; i++) {
      String name = "i" + i;
      instances =
          instances.put(name, new Instance(fmri.instance(name), TreeMap.empty(), TreeMap.empty()));
    }
    TreeMap<String, PropertyGroup> none = TreeMap.empty();
    RepositoryState state =
        new RepositoryState(
            new Revision(1, 0), TreeMap.of("fleet", new Service(fmri, none, instances)));
    var parts = WireCodec.snapshot(1, state);
    assertThat(parts).hasSize(7);
    assertThat(parts.foldLeft(Replica.EMPTY, Replica::after).known()).isEqualTo(Option.some(state));
  }

  @Example
  void aMessageLongerThanAFrameComesInPieces() {
    Response.Out answer = new Response.Out(1, "ü🙂\"".repeat(6_000_000));
    List<byte[]> contents = Pieces.cut(WireCodec.encode(answer));
    assertThat(contents.size()).isGreaterThan(1);
    Pieces pieces = new Pieces();
    List<FromServer> joined = new ArrayList<>();
    for (byte[] content : contents) {
      assertThat(content.length).isLessThanOrEqualTo(16 << 20);
      pieces
          .join(JsonText.parse(new String(content, StandardCharsets.UTF_8)))
          .map(WireCodec::fromServer)
          .ifPresent(joined::add);
    }
    assertThat(joined).containsExactly(answer);
  }
}
