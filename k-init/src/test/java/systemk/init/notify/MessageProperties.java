package systemk.init.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class MessageProperties {
  private static final Arbitrary<String> NAMES =
      Arbitraries.of(
          "READY",
          "RELOADING",
          "STOPPING",
          "STATUS",
          "MAINPID",
          "EXTEND_TIMEOUT_USEC",
          "WATCHDOG",
          "LIMIT",
          "FDSTORE",
          "FDNAME",
          "");

  @Provide
  Arbitrary<String> datagrams() {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of("1", "0", "", "=", "trigger"), Arbitraries.strings().all());
    Arbitrary<String> lines =
        Arbitraries.oneOf(
            Combinators.combine(NAMES, values).as((name, value) -> name + "=" + value),
            Arbitraries.strings().all().ofMaxLength(600));
    return lines.list().ofMaxSize(8).map(list -> String.join("\n", list));
  }

  @Provide
  Arbitrary<SortedMap<String, String>> words() {
    return Arbitraries.maps(
            Arbitraries.of("READY", "RELOADING", "STOPPING", "STATUS"), Arbitraries.of("1", "2"))
        .map(TreeMap::new);
  }

  @Property
  void whateverIsSentWhatIsToldIsSmallAndPlain(@ForAll("datagrams") String text) {
    Message message = Message.parse(text);
    assertThat(message.name()).isNotEmpty().hasSizeLessThanOrEqualTo(255).doesNotContain(":");
    message
        .said()
        .forEach(
            (name, value) -> {
              switch (name) {
                case Message.READY, Message.RELOADING, Message.STOPPING ->
                    assertThat(value).isEqualTo("1");
                case Message.STATUS -> {
                  assertThat(value).hasSizeLessThanOrEqualTo(Message.MAX_STATUS);
                  assertThat(value.codePoints()).noneMatch(Character::isISOControl);
                  assertThat(Message.printable(value)).isEqualTo(value);
                }
                case Message.MAINPID -> assertThat(Integer.parseInt(value)).isPositive();
                case Message.EXTEND -> assertThat(Long.parseLong(value)).isPositive();
                default -> throw new AssertionError("nobody may say " + name);
              }
            });
  }

  /// So it does not matter which events were taken up by which.
  @Property
  void mergingIsAssociative(
      @ForAll("words") SortedMap<String, String> one,
      @ForAll("words") SortedMap<String, String> two,
      @ForAll("words") SortedMap<String, String> three) {
    assertThat(Message.merge(Message.merge(one, two), three))
        .isEqualTo(Message.merge(one, Message.merge(two, three)));
  }

  @Example
  void theLaterLineWins() {
    assertThat(Message.parse("RELOADING=1\nREADY=1\nSTATUS=a\nSTATUS=b").said())
        .isEqualTo(Map.of("READY", "1", "STATUS", "b"));
    assertThat(Message.parse("READY=1\nRELOADING=1").said())
        .isEqualTo(Map.of("READY", "1", "RELOADING", "1"));
  }

  @Example
  void aNameThatWouldSpoilTheListIsNotUsed() {
    assertThat(Message.parse("FDSTORE=1\nFDNAME=a:b").name()).isEqualTo("stored");
    assertThat(Message.parse("FDSTORE=1\nFDNAME=").name()).isEqualTo("stored");
    assertThat(Message.parse("FDSTORE=1\nFDNAME=a b").name()).isEqualTo("a b");
    assertThat(Message.parse("FDSTORE=1\nFDNAME=" + "x".repeat(256)).name()).isEqualTo("stored");
  }

  @Example
  void ownersHaveFilesOfTheirOwn() {
    assertThat(Names.file("svc:/site/web:default")).isEqualTo("site+web:default");
    assertThat(Names.file("svc:/" + "a/".repeat(60) + "b:c")).matches("=[0-9a-f]{16}");
    assertThat(Names.file("svc:/site+web:default")).matches("=[0-9a-f]{16}");
    assertThat(Names.file("../x")).matches("=[0-9a-f]{16}");
    assertThat(Names.file("svc:/../x")).matches("=[0-9a-f]{16}");
  }
}
