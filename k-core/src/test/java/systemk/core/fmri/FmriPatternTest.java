package systemk.core.fmri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FmriPatternTest {
  private static final InstanceFmri SENDMAIL = InstanceFmri.of("svc:/network/smtp:sendmail");

  private static FmriPattern pattern(String text) {
    return FmriPattern.of(
        text, entity -> entity.equals(SENDMAIL) || entity.equals(SENDMAIL.service()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sendmail",
        ":sendmail",
        "smtp",
        "smtp:sendmail",
        "network/smtp",
        "network/smtp:sendmail",
        "/network/smtp",
        "svc:/network/smtp:sendmail",
        "svc://localhost/network/smtp:sendmail",
        "svc:/network/smtp",
        "smtp:",
        "*mail",
        "network/*mail",
        "/network/*",
        "svc:/net*",
        "*",
        "network/smt?:sendmai[a-l]"
      })
  void theseNameSendmail(String text) {
    assertThat(pattern(text).matches(SENDMAIL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail",
        "network",
        "network/smt",
        "end",
        "",
        "svc",
        "svc:",
        "svc:/",
        "smt?",
        "network/[!s]mtp*",
        "NETWORK/smtp"
      })
  void theseDoNot(String text) {
    assertThat(pattern(text).matches(SENDMAIL)).isFalse();
  }

  @Test
  void whatExistsIsExact() {
    assertThat(pattern("network/smtp")).isInstanceOf(FmriPattern.Exact.class);
    assertThat(pattern("network/smtp:sendmail")).isInstanceOf(FmriPattern.Exact.class);
    assertThat(pattern("smtp")).isInstanceOf(FmriPattern.Partial.class);
    assertThat(pattern("smtp*")).isInstanceOf(FmriPattern.Glob.class);
  }

  @Test
  void anAbbreviationMayBeginInsideAnEarlierWord() {
    InstanceFmri rail = InstanceFmri.of("svc:/network/rail:ail");

    assertThat(new FmriPattern.Partial("ail").matches(rail)).isTrue();
  }

  @Test
  void aTextLongerThanAnyFmriMatchesNothing() {
    FmriPattern pattern = pattern("*".repeat(Fmri.MAX_BYTES + 1));

    assertThat(pattern).isInstanceOf(FmriPattern.TooLong.class);
    assertThat(pattern.matches(SENDMAIL)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a*b, a/x/b, true",
    "a?b, a/b, true",
    "[a-c]x, bx, true",
    "[!a-c]x, bx, false",
    "[^a-c]x, dx, true",
    "[]a]x, ]x, true",
    "[a-]x, -x, true",
    "[abc, [abc, true",
    "\\*x, *x, true",
    "\\*x, ax, false",
    "a.c, abc, false",
    "(a|b), a, false",
    "**, anything, true",
    "*a*b*, xxaxxbxx, true",
    "*a*b, xxaxxbxx, false"
  })
  void wildcardsFollowFnmatch(String pattern, String text, boolean matches) {
    assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void aHostilePatternCostsNoMoreThanItsLengthTimesTheTexts() {
    String pattern = "a*".repeat(300) + "b";
    String text = "a".repeat(600);

    assertThat(Wildcard.of(pattern).matches(text)).isFalse();
  }
}
