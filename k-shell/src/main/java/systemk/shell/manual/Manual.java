package systemk.shell.manual;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Locale;

/// A manual page, read from its source. Of a command it is all there is to read about it: its usage
/// and its help are parts of it.
///
/// @param name what it is about
/// @param chapter the section of the manual it belongs to
/// @param summary what that is, as a phrase
/// @param synopsis how it is called, a line for each way
public record Manual(
    String name, int chapter, String summary, Vector<String> synopsis, Vector<Section> sections) {

  /// The sections that explain a command to somebody who asks for help rather than for the manual.
  private static final Vector<String> OF_HELP = Vector.of("Options", "Operands", "Columns");

  private static final String OPTIONS = "Options";
  private static final String COLUMNS = "Columns";
  private static final String SUBCOMMANDS = "Subcommands";

  /// The page of a command.
  public static Manual of(String command) {
    return Pages.ofCommand(command);
  }

  /// How the page is called in the text of another: `svcs(1)`.
  public String title() {
    return name + "(" + chapter + ")";
  }

  /// Whether it is of something that people type; daemons are started by each other.
  public boolean isOfCommand() {
    return !synopsis.isEmpty() && !name.startsWith("k.");
  }

  public Vector<Flag> flags() {
    return section(OPTIONS).map(section -> flags(section.blocks())).getOrElse(Vector.empty());
  }

  public Vector<Subcommand> subcommands() {
    return section(SUBCOMMANDS)
        .map(section -> section.parts().map(Subcommand::of))
        .getOrElse(Vector.empty());
  }

  public Option<Subcommand> subcommand(String called) {
    return subcommands().find(subcommand -> subcommand.name().equals(called));
  }

  /// How the command is called.
  ///
  /// @param word what stands before it; lines that follow are indented as far
  public String usage(String word) {
    String indent = word.endsWith("\t") ? "\t" : " ".repeat(word.length());
    return word + synopsis.map(line -> line + "\n").mkString(indent);
  }

  /// What a list of subcommands says of each, as SMF writes it.
  public String subcommandUsage() {
    return subcommands()
        .map(one -> "\t" + name + " " + one.usage() + "\t- " + one.summary() + "\n")
        .mkString();
  }

  /// What is to be known to use the command: its options, operands and columns.
  public String help() {
    return sections
        .filter(section -> OF_HELP.contains(section.heading()))
        .map(section -> HelpText.of(section.blocks(), "\t"))
        .mkString("\n");
  }

  /// What one section says.
  public String help(String heading) {
    return section(heading).map(section -> HelpText.of(section.blocks(), "\t")).getOrElse("");
  }

  /// The columns it can be told to show, as they are typed.
  Vector<String> columns() {
    return section(COLUMNS)
        .toVector()
        .flatMap(Section::blocks)
        .flatMap(block -> block instanceof Block.Items list ? list.items() : Vector.empty())
        .map(item -> Block.Paragraph.plain(item.term()).toLowerCase(Locale.ROOT));
  }

  Option<Section> section(String heading) {
    return sections.find(section -> section.heading().equals(heading));
  }

  static Vector<Flag> flags(Vector<Block> blocks) {
    return blocks
        .flatMap(block -> block instanceof Block.Items list ? list.items() : Vector.empty())
        .filter(item -> Block.Paragraph.plain(item.term()).startsWith("-"))
        .map(item -> Flag.of(Block.Paragraph.plain(item.term()), firstSentence(item.summary())));
  }

  /// The first sentence of a text, without its full stop.
  static String firstSentence(String text) {
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
