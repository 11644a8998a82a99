package systemk.shell.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Looks at every page there is.
class PagesTest {
  private static final int WIDTH = 80;

  @Test
  void everySourceIsAPage() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/man"))) {
      assertThat(Pages.all().map(page -> page.name() + "." + page.chapter() + ".md"))
          .containsExactlyInAnyOrderElementsOf(files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @TestFactory
  Stream<DynamicTest> everyReferenceIsToAPage() {
    Set<String> titles = Pages.all().map(Manual::title).toSet();
    return each(
        page ->
            references(page)
                .forEach(
                    reference -> {
                      assertThat(titles).as("titles").contains(reference.text());
                      assertThat(reference.file())
                          .isEqualTo(reference.text().replaceAll("[()]", ".") + "md");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyPageIsAscii() {
    return each(page -> assertThat(ManPage.of(page)).isASCII());
  }

  @TestFactory
  Stream<DynamicTest> everyPageIsCleanInTheEyesOfMandoc(@TempDir Path directory) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mandoc")), "mandoc is not installed");
    return each(page -> assertThat(mandoc(directory, page, "-Tlint", "-Wwarning")).isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> everyPageFitsATerminal(@TempDir Path directory) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mandoc")), "mandoc is not installed");
    return each(
        page -> {
          String shown = mandoc(directory, page, "-Tascii", "-Owidth=" + (WIDTH - 2));
          String plain = shown.replaceAll(".\b", "");
          assertThat(plain).contains("NAME\n").contains(page.name() + " - " + page.summary());
          assertThat(plain.lines()).allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(WIDTH));
        });
  }

  @TestFactory
  Stream<DynamicTest> everyOptionOfTheSynopsisIsExplained() {
    return each(
        page -> {
          Set<String> explained =
              page.flags()
                  .appendAll(page.subcommands().flatMap(Subcommand::flags))
                  .flatMap(Flag::names)
                  .toSet();
          assertThat(explained).containsAll(Synopsis.options(page.synopsis().mkString(" ")));
        });
  }

  @TestFactory
  Stream<DynamicTest> everySubcommandExplainsItsOptions() {
    return Pages.all()
        .flatMap(page -> page.subcommands().map(s -> new Called(page, s)))
        .map(
            called ->
                DynamicTest.dynamicTest(
                    called.page().name() + " " + called.subcommand().name(),
                    () -> {
                      Vector<String> shown = Synopsis.options(called.subcommand().usage());
                      Vector<Flag> flags = called.subcommand().flags();
                      assertThat(flags.flatMap(Flag::names)).containsAll(shown);
                      assertThat(flags).allMatch(flag -> flag.names().exists(shown::contains));
                    }))
        .toJavaStream();
  }

  /// A failure here means: name the placeholder in `Kind`, with what shells may put in its place.
  @TestFactory
  Stream<DynamicTest> theLinesOfAListOfSubcommandsBeginAlike() {
    return each(
        page ->
            assertThat(
                    page.subcommands()
                        .map(subcommand -> Character.isUpperCase(subcommand.summary().charAt(0)))
                        .distinct()
                        .length())
                .isLessThanOrEqualTo(1));
  }

  @TestFactory
  Stream<DynamicTest> everyPlaceholderIsOfAKind() {
    return each(
        page ->
            assertThat(
                    !page.isOfCommand()
                        ? Vector.empty()
                        : Completable.placeholders(page).filter(p -> Kind.of(p).isEmpty()))
                .isEmpty());
  }

  @Test
  void aSourceThatCannotBeAPageIsRefused() {
    assertThatThrownBy(() -> PageReader.read("x.1.md", "# x: without a section\n"))
        .hasMessage("x.1.md does not begin with \"# name(section): summary\"");
    assertThatThrownBy(() -> PageReader.read("x.1.md", "# x(1): y\n\n> quoted\n"))
        .hasMessage("x.1.md has a BlockQuote");
    assertThatThrownBy(() -> PageReader.read("x.1.md", "# x(1): y\n\n- `-a` no colon\n"))
        .hasMessage("x.1.md has an item without a colon: -a no colon");
  }

  private record Called(Manual page, Subcommand subcommand) {}

  private interface Look {
    void at(Manual page) throws IOException, InterruptedException;
  }

  private static Stream<DynamicTest> each(Look look) {
    return Pages.all()
        .map(page -> DynamicTest.dynamicTest(page.title(), () -> look.at(page)))
        .toJavaStream();
  }

  private static Vector<Span.Reference> references(Manual page) {
    return page.sections().flatMap(PagesTest::references);
  }

  private static Vector<Span.Reference> references(Section section) {
    return section
        .blocks()
        .flatMap(PagesTest::references)
        .appendAll(section.parts().flatMap(PagesTest::references));
  }

  private static Vector<Span.Reference> references(Block block) {
    return switch (block) {
      case Block.Paragraph(Vector<Span> spans) ->
          spans.filter(Span.Reference.class::isInstance).map(Span.Reference.class::cast);
      case Block.Items(Vector<Block.Item> items) ->
          items.flatMap(item -> item.body().flatMap(PagesTest::references));
      case Block.Code _ -> Vector.empty();
    };
  }

  private static String mandoc(Path directory, Manual page, String... options)
      throws IOException, InterruptedException {
    Path source = directory.resolve(page.name() + "." + page.chapter());
    Files.writeString(source, ManPage.of(page));
    Process process =
        new ProcessBuilder(
                Vector.of("mandoc")
                    .appendAll(Vector.of(options))
                    .append(source.toString())
                    .asJava())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
