package systemk.shell.manual;

import io.vavr.collection.Vector;

/// A command within a command, such as `svcadm enable`.
///
/// @param usage how it is called, beginning with its name
/// @param about what it does, then its options and examples
public record Subcommand(String usage, Vector<Block> about) {

  static Subcommand of(Section section) {
    return new Subcommand(section.heading(), section.blocks());
  }

  public String name() {
    int blank = usage.indexOf(' ');
    return blank < 0 ? usage : usage.substring(0, blank);
  }

  /// The first sentence of what it does, as a phrase without a full stop.
  public String summary() {
    String first =
        about
            .headOption()
            .map(block -> block instanceof Block.Paragraph paragraph ? paragraph.plain() : "")
            .getOrElse("");
    return Manual.firstSentence(first);
  }

  public Vector<Flag> flags() {
    return Manual.flags(about);
  }

  /// What `help` says of it.
  public String help() {
    return HelpText.of(about, "");
  }
}
