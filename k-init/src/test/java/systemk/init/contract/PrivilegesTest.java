package systemk.init.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.linux.Capabilities;

/// What becomes of a request for capabilities, by what k.init has itself.
final class PrivilegesTest {
  private static final int ROOT = 0;
  private static final int USER = 1000;
  private static final long KILL = 1L << 5;
  private static final long SETPCAP = 1L << 8;
  private static final long RAW = 1L << 13;
  private static final Map<String, Integer> NUMBERS =
      Map.of("kill", 5, "setpcap", 8, "net_raw", 13);

  /// A container's root: it has these three.
  private static final Capabilities THREE = new Capabilities(KILL | SETPCAP | RAW, 0);

  private static final Capabilities ORDINARY = new Capabilities(KILL | SETPCAP | RAW, 0);
  private static final Capabilities TRUSTED = new Capabilities(KILL | SETPCAP | RAW, KILL | RAW);

  private static Json.Obj set(String kind, String... names) {
    Json.Builder members = Json.object();
    for (String name : names) {
      members.put(name, NUMBERS.getOrDefault(name, 40));
    }
    return Json.object().put(kind, members.build()).build();
  }

  private static ContextRequest request(String member, Json.Obj set) {
    return ContextRequest.parse(Json.object().put(member, set).build());
  }

  private static Privileges root(ContextRequest request, int user) {
    return Privileges.resolve(request, THREE, ROOT, user);
  }

  @Test
  void nothingIsChangedForWhoAsksForNothing() {
    assertThat(root(ContextRequest.NONE, USER)).isEqualTo(Privileges.UNCHANGED);
    assertThat(root(ContextRequest.NONE, ROOT).options()).isEmpty();
  }

  @Test
  void anOrdinaryUserGetsWhatIsNamed() {
    Privileges kill = root(request("privileges", set("only", "kill")), USER);
    assertThat(kill).isEqualTo(new Privileges(KILL, null, false));
    assertThat(kill.options())
        .containsExactly("--inh-caps=-all,+cap_5", "--ambient-caps=-all,+cap_5");
    assertThat(root(request("privileges", set("only")), USER))
        .isEqualTo(new Privileges(0L, null, false));
  }

  @Test
  void allIsAllThatThereAreHere() {
    assertThat(root(request("privileges", set("all_but")), USER).granted())
        .isEqualTo(KILL | SETPCAP | RAW);
    assertThat(root(request("privileges", set("all_but", "kill", "bpf")), USER).granted())
        .isEqualTo(SETPCAP | RAW);
  }

  @Test
  void rootWithAllIsRootAsEver() {
    assertThat(root(request("privileges", set("all_but")), ROOT)).isEqualTo(Privileges.UNCHANGED);
  }

  @Test
  void rootWithLessIsNobodySpecial() {
    Privileges kill = root(request("privileges", set("only", "kill")), ROOT);
    assertThat(kill).isEqualTo(new Privileges(KILL, null, true));
    assertThat(kill.options()).contains("--securebits=+noroot");
  }

  @Test
  void aLimitHoldsForWhatIsGranted() {
    Json both =
        Json.object()
            .put("privileges", set("only", "kill", "net_raw"))
            .put("limit_privileges", set("only", "net_raw", "bpf"))
            .build();
    assertThat(root(ContextRequest.parse(both.asObj("context")), USER))
        .isEqualTo(new Privileges(RAW, RAW, false));
    assertThat(root(ContextRequest.parse(both.asObj("context")), ROOT))
        .as("root has all that there can be")
        .isEqualTo(new Privileges(null, RAW, false));
  }

  @Test
  void aLimitThatTakesNothingIsNone() {
    assertThat(root(request("limit_privileges", set("all_but", "bpf")), USER))
        .isEqualTo(Privileges.UNCHANGED);
    assertThat(
            Privileges.resolve(request("limit_privileges", set("all_but")), ORDINARY, USER, USER))
        .isEqualTo(Privileges.UNCHANGED);
  }

  @Test
  void whatIsNotHereCannotBeGranted() {
    assertThatThrownBy(() -> root(request("privileges", set("only", "bpf", "kill")), USER))
        .isInstanceOf(Refusal.class)
        .hasMessage("cannot grant capabilities bpf: k.init itself does not have them");
  }

  @Test
  void whoIsNotRootCanGrantWhatItWasGiven() {
    assertThat(
            Privileges.resolve(request("privileges", set("all_but", "kill")), TRUSTED, USER, USER))
        .isEqualTo(new Privileges(RAW, null, false));
    assertThatThrownBy(
            () ->
                Privileges.resolve(
                    request("privileges", set("only", "setpcap")), TRUSTED, USER, USER))
        .hasMessage("cannot grant capabilities setpcap: k.init itself does not have them");
    assertThatThrownBy(
            () -> Privileges.resolve(request("privileges", set("all_but")), ORDINARY, USER, USER))
        .hasMessage("cannot grant all capabilities: k.init itself has none");
  }

  @Test
  void takingAwayNeedsACapabilityItself() {
    Capabilities without = new Capabilities(KILL | RAW, 0);
    assertThatThrownBy(
            () -> Privileges.resolve(request("limit_privileges", set("only")), without, ROOT, USER))
        .hasMessage("cannot limit capabilities: k.init itself does not have setpcap");
    assertThatThrownBy(
            () -> Privileges.resolve(request("privileges", set("only")), without, ROOT, ROOT))
        .hasMessage("cannot keep capabilities from root: k.init itself does not have setpcap");
    assertThat(Privileges.resolve(request("privileges", set("only", "kill")), without, ROOT, USER))
        .isEqualTo(new Privileges(KILL, null, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"only\":{},\"all_but\":{}}",
        "{\"all\":{}}",
        "{\"only\":{\"x\":64}}",
        "{\"only\":{\"x\":-1}}"
      })
  void whatIsNoSetIsRefused(String set) {
    assertThatThrownBy(() -> request("privileges", JsonText.parse(set).asObj("set")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void limitsAreSaidAsTheyWereAskedFor() {
    var limits =
        ContextRequest.parse(
                Json.object()
                    .put(
                        "limits",
                        Json.object()
                            .put("nofile", "64:128")
                            .put("core", "unlimited")
                            .put("cpu", 7)
                            .build())
                    .build())
            .limits();
    Map<String, String> said = new TreeMap<>();
    limits.forEach((name, amounts) -> said.put(name, amounts.toString()));
    assertThat(said)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("nofile", "64:128", "core", "unlimited", "cpu", "7"));
  }
}
