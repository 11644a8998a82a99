package systemk.shell.manual;

import io.vavr.collection.Vector;
import java.util.Locale;

/// A page in the language of man(7), as man(1) wants to have it.
public final class ManPage {
  /// When the pages were last gone through as a whole. It is not that of the build, which is to
  /// make the same files of the same sources.
  private static final String DATE = "2026-11-27";

  private static final String SOURCE = "SystemK";
  private static final String INDENT = "4n";

  private final Manual manual;
  private final StringBuilder roff = new StringBuilder();

  private ManPage(Manual manual) {
    this.manual = manual;
  }

  /// Where the page belongs below a directory of manual pages.
  public static String path(Manual manual) {
    return "man" + manual.chapter() + "/" + manual.name() + "." + manual.chapter();
  }

  public static String of(Manual manual) {
    return new ManPage(manual).text();
  }

  private String text() {
    macro("TH", manual.name().toUpperCase(Locale.ROOT), String.valueOf(manual.chapter()))
        .append(" \"" + DATE + "\" \"" + SOURCE + "\"\n");
    macro("SH", "NAME").append('\n');
    roff.append(RoffText.escaped(manual.name() + " ")).append("\\- ");
    roff.append(RoffText.escaped(manual.summary())).append('\n');
    if (!manual.synopsis().isEmpty()) {
      macro("SH", "SYNOPSIS").append('\n');
      ways().forEach(this::way);
    }
    manual.sections().forEach(section -> section("SH", section));
    return roff.toString();
  }

  /// The ways to call the command; lines that begin with a blank go on with the one before.
  private Vector<String> ways() {
    Vector<String> ways = Vector.empty();
    for (String line : manual.synopsis()) {
      ways =
          line.startsWith(" ") || line.startsWith("\t")
              ? ways.init().append(ways.last() + " " + line.strip())
              : ways.append(line);
    }
    return ways;
  }

  private void way(String way) {
    int blank = way.indexOf(' ');
    String command = blank < 0 ? way : way.substring(0, blank);
    macro("SY", command).append('\n');
    if (blank >= 0) {
      roff.append(RoffText.guarded(RoffText.synopsis(way.substring(blank + 1)))).append('\n');
    }
    macro("YS").append('\n');
  }

  private void section(String macro, Section section) {
    boolean called = section.heading().indexOf(' ') > 0 && macro.equals("SS");
    if (macro.equals("SH")) {
      macro(macro, section.heading().toUpperCase(Locale.ROOT)).append('\n');
    } else if (called && manual.subcommands().exists(s -> s.usage().equals(section.heading()))) {
      int blank = section.heading().indexOf(' ');
      roff.append(".SS ").append(RoffText.bold(section.heading().substring(0, blank)));
      roff.append(' ').append(RoffText.synopsis(section.heading().substring(blank + 1)));
      roff.append('\n');
    } else {
      macro(macro, section.heading()).append('\n');
    }
    blocks(section.blocks());
    section.parts().forEach(part -> section("SS", part));
  }

  private void blocks(Vector<Block> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      block(blocks.get(i), i == 0);
    }
  }

  private void block(Block block, boolean first) {
    switch (block) {
      case Block.Paragraph(Vector<Span> spans) -> {
        if (!first) {
          macro("PP").append('\n');
        }
        roff.append(RoffText.line(spans));
      }
      case Block.Code code -> {
        if (!first) {
          macro("PP").append('\n');
        }
        roff.append(".RS ").append(INDENT).append("\n.EX\n");
        code.lines()
            .forEach(line -> roff.append(RoffText.guarded(RoffText.escaped(line))).append('\n'));
        roff.append(".EE\n.RE\n");
      }
      case Block.Items(Vector<Block.Item> items) -> items.forEach(this::item);
    }
  }

  private void item(Block.Item item) {
    if (item.term().isEmpty()) {
      roff.append(".IP \\(bu 2n\n");
    } else {
      roff.append(".TP\n").append(term(item.term())).append('\n');
    }
    blocks(item.body().take(1));
    if (item.body().size() > 1) {
      roff.append(".RS\n");
      item.body().tail().forEach(block -> block(block, false));
      roff.append(".RE\n");
    }
  }

  private static String term(Vector<Span> term) {
    String plain = Block.Paragraph.plain(term);
    return plain.startsWith("-") ? RoffText.synopsis(plain) : RoffText.line(term).stripTrailing();
  }

  private StringBuilder macro(String name, String... arguments) {
    roff.append('.').append(name);
    for (String argument : arguments) {
      roff.append(" \"").append(RoffText.escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    return roff;
  }
}
