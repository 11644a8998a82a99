package systemk.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;

/// The cells of smf.md §4.1, §4.4 and §4.5.
class MethodTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:main");
  private static final Configuration EMPTY = Configuration.of(WEB);

  private static Method method(Configuration configuration, MethodKind kind) {
    return Method.of(configuration.composition(), WEB, kind);
  }

  private static Method start(String exec) {
    return method(EMPTY.with("start", "exec", exec), MethodKind.START);
  }

  @ParameterizedTest
  @EnumSource(
      value = MethodKind.class,
      names = {"START", "STOP"})
  void groupAbsent(MethodKind kind) {
    assertThat(method(EMPTY, kind))
        .isEqualTo(
            new Method.Absent("Method property group '" + kind.token() + "' is not present."));
  }

  @Test
  void refreshGroupAbsent() {
    assertThat(method(EMPTY, MethodKind.REFRESH))
        .isEqualTo(new Method.Absent("No 'refresh' method defined.  Treating as :true."));
  }

  @ParameterizedTest
  @EnumSource(MethodKind.class)
  void groupPresentExecAbsent(MethodKind kind) {
    assertThat(method(EMPTY.group(kind.token(), "method"), kind))
        .isEqualTo(new Method.Absent("Method property '" + kind.token() + "/exec is not present."));
  }

  @Test
  void execTrue() {
    assertThat(start(":true")).isEqualTo(new Method.Nothing());
  }

  @ParameterizedTest
  @CsvSource({":kill,15", ":kill -HUP,1", "':kill  -9',9"})
  void execKill(String exec, String signal) {
    assertThat(start(exec)).isEqualTo(new Method.Kill(signal));
  }

  @ParameterizedTest
  @ValueSource(strings = {":kill -NOPE", ":kill -SIG", ":kill 9", ":kill_process", ":killall", ":"})
  void execThatIsNoneOfThese(String exec) {
    assertThat(start(exec)).isInstanceOf(Method.Broken.class);
  }

  @ParameterizedTest
  @CsvSource({
    "%r,svc.startd",
    "%m,start",
    "%s,site/web",
    "%i,main",
    "%f,svc:/site/web:main",
    "%%,%",
    "%{size},7",
    "%{application/size},7",
    "%{svc:/site/web:main/:properties/application/size},7",
    "%{svc:/site/web/:properties/application/size},7"
  })
  void execToken(String token, String value) {
    Configuration configuration =
        EMPTY.with("application", "size", "7").with("start", "exec", "/bin/x " + token);
    assertThat(((Method.Run) method(configuration, MethodKind.START)).command())
        .isEqualTo("/bin/x " + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%x", "%{", "%{none}", "%{none/at-all}", "%{svc:/other:x/:properties/a/b}"})
  void execTokenThatCannotBeExpanded(String token) {
    assertThat(start("/bin/x " + token)).isInstanceOf(Method.Broken.class);
  }

  @ParameterizedTest
  @CsvSource({"60,60", "1,1"})
  void timeout(long configured, long seconds) {
    assertThat(
            Method.timeout(
                EMPTY.with("start", Property.count("timeout_seconds", configured)).composition(),
                MethodKind.START))
        .containsExactly(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void timeoutThatIsNone(long configured) {
    assertThat(
            Method.timeout(
                EMPTY.with("start", Property.count("timeout_seconds", configured)).composition(),
                MethodKind.START))
        .isEmpty();
    assertThat(
            Method.timeout(
                EMPTY.with("start", Property.integer("timeout_seconds", configured)).composition(),
                MethodKind.START))
        .isEmpty();
    assertThat(
            Method.timeout(
                EMPTY.with("start", "timeout_seconds", "soon").composition(), MethodKind.START))
        .isEmpty();
  }

  @ParameterizedTest(name = "exit {0}: start {1}, stop and refresh {2}")
  @CsvSource({
    "0,SUCCESS,SUCCESS",
    "1,FAILURE,FAILURE",
    "94,NO_DAEMON,SUCCESS",
    "95,FATAL,FATAL",
    "96,FATAL,FATAL",
    "97,DEGRADED,SUCCESS",
    "98,FAILURE,FAILURE",
    "99,FATAL,FATAL",
    "100,FATAL,FATAL",
    "101,FAILURE,FAILURE",
    "255,FAILURE,FAILURE"
  })
  void exitCode(int code, ExitStatus.Verdict start, ExitStatus.Verdict others) {
    ExitStatus status = new ExitStatus.Code(code);
    assertThat(status.verdict(MethodKind.START)).isEqualTo(start);
    assertThat(status.verdict(MethodKind.STOP)).isEqualTo(others);
    assertThat(status.verdict(MethodKind.REFRESH)).isEqualTo(others);
    assertThat(status.waitStatus()).isEqualTo(code << 8);
  }

  @ParameterizedTest
  @EnumSource(MethodKind.class)
  void killedBySignal(MethodKind kind) {
    ExitStatus status = new ExitStatus.Signalled(11, true);
    assertThat(status.verdict(kind)).isEqualTo(ExitStatus.Verdict.FAILURE);
    assertThat(status.waitStatus()).isEqualTo(11 | 0x80);
  }
}
