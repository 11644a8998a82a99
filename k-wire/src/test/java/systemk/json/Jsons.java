package systemk.json;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/// Generators of JSON values.
public final class Jsons {
  private Jsons() {}

  /// Any text that is text: every character, none of them half of one.
  public static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aZ\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080ü€\u2028\uffff")
        .withCharRange(' ', '~')
        .ofMaxLength(20)
        .flatMap(text -> Arbitraries.of(text, text + "🙂", "𝄞" + text));
  }

  public static Arbitrary<Json> values() {
    return values(4);
  }

  private static Arbitrary<Json> values(int depth) {
    Arbitrary<Json> leaves =
        Arbitraries.oneOf(
            texts().map(Json::of),
            Arbitraries.longs().map(Json::of),
            Arbitraries.bigDecimals()
                .between(BigDecimal.valueOf(-1e15), BigDecimal.valueOf(1e15))
                .ofScale(3)
                .map(Json.Num::new),
            Arbitraries.of(new BigDecimal("1E+40"), new BigDecimal("-0.000")).map(Json.Num::new),
            Arbitraries.of(true, false).map(Json::of),
            Arbitraries.just(new Json.Null()));
    if (depth == 0) {
      return leaves;
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, leaves),
        Tuple.of(
            1, Arbitraries.lazy(() -> values(depth - 1)).list().ofMaxSize(4).map(Json.Arr::new)),
        Tuple.of(
            1,
            Arbitraries.maps(texts(), Arbitraries.lazy(() -> values(depth - 1)))
                .ofMaxSize(4)
                .map(members -> new Json.Obj(new LinkedHashMap<>(members)))));
  }
}
