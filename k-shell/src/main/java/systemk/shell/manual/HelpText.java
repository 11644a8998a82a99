package systemk.shell.manual;

import io.vavr.collection.Vector;

/// Parts of a page as plain text for a terminal: what `-?` and `help` show.
final class HelpText {
  private static final int WIDTH = 79;
  private static final int TAB = 8;
  private static final int WIDEST_LABEL = 18;

  private HelpText() {}

  /// Blocks with an empty line between them.
  ///
  /// @param indent what every line begins with
  static String of(Vector<Block> blocks, String indent) {
    return blocks.map(block -> text(block, indent)).mkString("\n");
  }

  private static String text(Block block, String indent) {
    return switch (block) {
      case Block.Paragraph paragraph ->
          indented(wrapped(paragraph.plain(), room(indent)), indent, indent);
      case Block.Code code -> indented(code.lines(), indent, indent);
      case Block.Items list -> items(list.items(), indent);
    };
  }

  private static String items(Vector<Block.Item> items, String indent) {
    int widest = items.map(item -> label(item).length()).max().getOrElse(0);
    int column = Math.min(widest, WIDEST_LABEL) + 2;
    return items.map(item -> item(label(item), item.summary(), column, indent)).mkString();
  }

  private static String item(String label, String summary, int column, String indent) {
    Vector<String> lines = wrapped(summary, room(indent) - column);
    String hanging = indent + " ".repeat(column);
    return label.length() > column - 2
        ? indent + label + "\n" + indented(lines, hanging, hanging)
        : indented(lines, indent + label + " ".repeat(column - label.length()), hanging);
  }

  private static String label(Block.Item item) {
    return item.term().isEmpty() ? "-" : Block.Paragraph.plain(item.term());
  }

  private static int room(String indent) {
    return WIDTH - (indent.equals("\t") ? TAB : indent.length());
  }

  private static String indented(Vector<String> lines, String first, String others) {
    return lines
        .zipWithIndex()
        .map(line -> (line._2() == 0 ? first : others) + line._1())
        .map(line -> line.stripTrailing() + "\n")
        .mkString();
  }

  /// The words of a text in lines no longer than that, unless a word is.
  static Vector<String> wrapped(String text, int width) {
    Vector<String> lines = Vector.empty();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines = lines.append(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return lines.append(line.toString());
  }
}
