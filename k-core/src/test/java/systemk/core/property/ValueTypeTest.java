package systemk.core.property;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValueTypeTest {
  @ParameterizedTest
  @CsvSource({
    "boolean, t, true",
    "boolean, 0, false",
    "count, 0x10, 16",
    "count, 010, 8",
    "count, 0, 0",
    "count, 00, 0",
    "count, 999999999999999999, 999999999999999999",
    "count, 1000000000000000000, 1000000000000000000",
    "count, 18446744073709551615, 18446744073709551615",
    "integer, -0x10, -16",
    "integer, +5, 5",
    "integer, -9223372036854775808, -9223372036854775808",
    "time, 1.5, 1.500000000",
    "time, 1.000000005, 1.000000005",
    "time, 0.000000005, 0.000000005",
    "time, 007.000000005, 7.000000005",
    "time, 12345678901, 12345678901.000000000",
    "time, -0.5, -0.500000000",
    "time, -0, 0.000000000",
    "time, -3.25, -3.250000000",
    "opaque, 0AfF, 0aff",
    "fmri, network/smtp:sendmail, svc:/network/smtp:sendmail",
    "fmri, file:///etc/x, file://localhost/etc/x",
    "uri, http://example.org/x?y#z, http://example.org/x?y#z",
    "hostname, www.example.org., www.example.org.",
    "host, 10.0.0.1, 10.0.0.1",
    "net_address_v4, 10.0.0.0/8, 10.0.0.0/8",
    "net_address_v6, ::1, ::1",
    "net_address_v6, ::, ::",
    "net_address_v6, fe80::1/64, fe80::1/64",
    "net_address_v6, ::ffff:10.0.0.1, ::ffff:10.0.0.1",
    "net_address, 2001:db8:0:0:0:0:0:1, 2001:db8:0:0:0:0:0:1"
  })
  void texts(String type, String text, String canonical) {
    assertThat(ValueType.ofToken(type).get().canonical(text)).containsExactly(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "boolean, TRUE",
    "count, -1",
    "count, 08",
    "count, 0x",
    "count, 18446744073709551616",
    "count, ٣",
    "integer, 9223372036854775808",
    "integer, --1",
    "integer, -",
    "time, 1.",
    "time, .000000005",
    "time, 1:000000005",
    "time, 1.00000000x",
    "time, 1.0123456789",
    "opaque, abc",
    "opaque, zz",
    "fmri, a b",
    "uri, a b",
    "hostname, a b",
    "net_address_v4, 1.2.3.256",
    "net_address_v4, 1.2.3.4/33",
    "net_address_v6, 1:2:3:4:5:6:7:8:9",
    "net_address_v6, 1::2::3",
    "net_address_v6, :1",
    "net_address_v6, 1.2.3.4",
    "net_address_v6, ::1.2.3.4:5",
    "net_address_v6, ::/129"
  })
  void noTexts(String type, String text) {
    assertThat(ValueType.ofToken(type).get().canonical(text)).isEmpty();
  }

  @Test
  void limitsCountBytes() {
    assertThat(ValueType.ASTRING.canonical("é".repeat(2047) + "e")).isNotEmpty();
    assertThat(ValueType.ASTRING.canonical("é".repeat(2048))).isEmpty();
    assertThat(ValueType.URI.canonical("/" + "é".repeat(2048))).isEmpty();
    assertThat(ValueType.OPAQUE.canonical("00".repeat(4095))).isNotEmpty();
    assertThat(ValueType.OPAQUE.canonical("00".repeat(4096))).isEmpty();
  }

  @Test
  void whatUtf8CannotHoldIsNoText() {
    assertThat(ValueType.ASTRING.canonical("\ud800")).isEmpty();
    assertThat(ValueType.URI.canonical("/\udc00")).isEmpty();
    assertThat(ValueType.USTRING.canonical("\ud83d\ude00")).isNotEmpty();
    assertThat(ValueType.ASTRING.canonical("a\0")).isEmpty();
  }

  @Test
  void subtypesMayStandForTheirAncestors() {
    assertThat(ValueType.NET_ADDRESS_V4.isCompatibleWith(ValueType.HOST)).isTrue();
    assertThat(ValueType.FMRI.isCompatibleWith(ValueType.USTRING)).isTrue();
    assertThat(ValueType.USTRING.isCompatibleWith(ValueType.FMRI)).isFalse();
    assertThat(ValueType.COUNT.isCompatibleWith(ValueType.INTEGER)).isFalse();
  }
}
