package systemk.shell.manual;

import io.vavr.collection.Vector;

/// A part of a page that begins on a line of its own.
sealed interface Block {

  record Paragraph(Vector<Span> spans) implements Block {
    /// The words without any markup.
    String plain() {
      return Paragraph.plain(spans);
    }

    static String plain(Vector<Span> spans) {
      return spans.map(Span::text).mkString();
    }
  }

  /// Lines that are shown as they are.
  record Code(String text) implements Block {
    Vector<String> lines() {
      return Vector.of(text.stripTrailing().split("\n", -1));
    }
  }

  record Items(Vector<Item> items) implements Block {}

  /// An item of a list: what stands before the first colon, and what is said of it.
  ///
  /// @param term what is explained; empty in a list that explains nothing
  record Item(Vector<Span> term, Vector<Block> body) {
    /// What is said of it first, without any markup.
    String summary() {
      return body.headOption()
          .map(block -> block instanceof Paragraph paragraph ? paragraph.plain() : "")
          .getOrElse("");
    }
  }
}
