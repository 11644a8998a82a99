package systemk.core.fmri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "apache22",
        "general_ovr",
        "tm_common_name",
        "tm_pgpatt_nt_dependency_name",
        "svc-startd-private",
        "ipv4-forwarding",
        "net-snmp",
        "x100BaseT",
        "SUNW,foo",
        "com.sun,foo",
        "from-online",
        "to-maintenance",
        "C",
        "ja_JP_UTF-8",
        "network_rpc_bind",
        "in_rdisc_multi-user",
        "X11-server",
        "x,a-1_b"
      })
  void namesOfTheFieldAreNames(String name) {
    assertThat(Names.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "9p", "-a", "_a", "a.b", "a b", "a:b", "a/b", ",a", "a,", "a,b,c", ".a,b", "a\0", "é",
        "a,9", "a@b"
      })
  void othersAreNot(String name) {
    assertThat(Names.isName(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network/smtp",
        "system/filesystem/root",
        "a/b",
        "x",
        "network/ipsec/ipsecalgs",
        "application/management/net-snmp",
        "site,x/com.sun,y",
        "milestone/multi-user-server"
      })
  void serviceNamesArePathsOfNames(String name) {
    assertThat(Names.isServiceName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "foo!/bar", "a/9"})
  void otherPathsAreNot(String name) {
    assertThat(Names.isServiceName(name)).isFalse();
  }

  @Test
  void aNameHasUpTo119Bytes() {
    assertThat(Names.isName("a".repeat(119))).isTrue();
    assertThat(Names.isName("a".repeat(120))).isFalse();
    assertThat(Names.isServiceName("a/".repeat(59) + "b")).isTrue();
    assertThat(Names.isServiceName("a/".repeat(60) + "b")).isFalse();
  }

  @Test
  void theLongestFmriCanBeReadBack() {
    String name = "a".repeat(119);
    var longest = new ServiceFmri(name).instance(name).group(name).property(name).toString();
    assertThat(longest.length()).isLessThan(Fmri.MAX_BYTES);
    assertThat(Fmri.parse(longest).isRight()).isTrue();
    assertThat(Fmri.parse("a".repeat(Fmri.MAX_BYTES + 1)).getLeft().message())
        .isEqualTo("FMRI of 631 characters is longer than 630");
  }

  @Test
  void aFileHasTheLengthOfAPathAndNoControlCharacters() {
    String longest = "/" + "é".repeat((FileFmri.MAX_BYTES - 1) / 2);
    assertThat(Fmri.parse("file://localhost" + longest).get()).isEqualTo(new FileFmri(longest));
    assertThat(Fmri.parse("file:///etc/x").get().toString()).isEqualTo("file://localhost/etc/x");
    assertThat(Fmri.parse("file:/etc/x").get().toString()).isEqualTo("file://localhost/etc/x");
    for (String bad : new String[] {"//x", "x", "/a\nb", "/a\0", "/\ud800", longest + "éé"}) {
      assertThat(Fmri.parse("file://localhost" + bad).isLeft()).as(bad).isTrue();
      assertThatThrownBy(() -> new FileFmri(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noNamesOutsideTheGrammarGetIntoAnFmri() {
    var service = new ServiceFmri("a");
    assertThatThrownBy(() -> new ServiceFmri("a b")).hasMessage("not a service name: a b");
    assertThatThrownBy(() -> service.instance("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> service.group("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> service.group("a").property(":"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsNameThePart() {
    assertThat(Fmri.parse("svc:/a:b:c").getLeft().message())
        .isEqualTo("cannot read FMRI \"svc:/a:b:c\": \"b:c\" is not an instance name");
    assertThat(Fmri.parse("svc://elsewhere/a").getLeft().message())
        .isEqualTo("cannot read FMRI \"svc://elsewhere/a\": it begins neither svc: nor file:");
    assertThat(Fmri.parseInstance("svc:/a").getLeft().message())
        .isEqualTo("\"svc:/a\" does not name an instance");
    assertThat(Fmri.parse("lrc:/etc/rc2_d/S10foo").isLeft()).isTrue();
  }
}
