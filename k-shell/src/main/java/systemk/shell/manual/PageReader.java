package systemk.shell.manual;

import io.vavr.collection.Vector;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/// From the Markdown of a page to the page. What pages have no use for is refused, so that nothing
/// of a source is lost on the way.
final class PageReader {
  private static final Pattern TITLE = Pattern.compile("(\\S+)\\((\\d)\\): (.*)");

  private final String file;

  private PageReader(String file) {
    this.file = file;
  }

  /// Reads a page.
  ///
  /// @param file the name of its source, for messages
  static Manual read(String file, String markdown) {
    Node document =
        Parser.builder().extensions(List.of(TablesExtension.create())).build().parse(markdown);
    return new PageReader(file).manual((Document) document);
  }

  private Manual manual(Document document) {
    Section page = section(1, children(document));
    Matcher title = TITLE.matcher(page.heading());
    if (!title.matches()) {
      throw wrong("does not begin with \"# name(section): summary\"");
    }
    Vector<String> synopsis =
        page.blocks()
            .flatMap(block -> block instanceof Block.Code code ? code.lines() : Vector.empty());
    return new Manual(
        title.group(1), Integer.parseInt(title.group(2)), title.group(3), synopsis, page.parts());
  }

  /// A heading and what follows it.
  private Section section(int level, Vector<Node> nodes) {
    if (nodes.isEmpty() || !(nodes.head() instanceof Heading heading)) {
      throw wrong("has no heading of level " + level + " where one is wanted");
    }
    Vector<Node> rest = nodes.tail();
    Vector<Node> own = rest.takeUntil(node -> node instanceof Heading);
    return new Section(
        Block.Paragraph.plain(spans(heading)),
        own.map(this::block),
        sections(level + 1, rest.drop(own.size())));
  }

  private Vector<Section> sections(int level, Vector<Node> nodes) {
    Vector<Section> sections = Vector.empty();
    Vector<Node> rest = nodes;
    while (!rest.isEmpty()) {
      Vector<Node> following = rest.tail().takeUntil(node -> isHeading(node, level));
      sections = sections.append(section(level, following.prepend(rest.head())));
      rest = rest.tail().drop(following.size());
    }
    return sections;
  }

  private static boolean isHeading(Node node, int level) {
    return node instanceof Heading heading && heading.getLevel() <= level;
  }

  private Block block(Node node) {
    return switch (node) {
      case Paragraph paragraph -> new Block.Paragraph(spans(paragraph));
      case FencedCodeBlock code -> new Block.Code(code.getLiteral());
      case IndentedCodeBlock code -> new Block.Code(code.getLiteral());
      case BulletList list -> new Block.Items(children(list).map(item -> item((ListItem) item)));
      case TableBlock table -> table(table);
      default -> throw wrong("has a " + node.getClass().getSimpleName());
    };
  }

  /// A table is a list of what stands in its first column: manual pages have no room for more.
  private Block table(TableBlock table) {
    Vector<Vector<Vector<Span>>> rows =
        children(table).flatMap(PageReader::children).map(row -> children(row).map(this::spans));
    return new Block.Items(rows.tail().map(row -> row(rows.head(), row)));
  }

  /// What is in the second column, and what is in those after it behind their headings.
  private static Block.Item row(Vector<Vector<Span>> headings, Vector<Vector<Span>> cells) {
    Vector<Span> about = cells.get(1);
    for (int i = 2; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        String heading = Block.Paragraph.plain(headings.get(i));
        about =
            about
                .append(new Span.Plain((about.isEmpty() ? "" : "; ") + heading + ": "))
                .appendAll(cells.get(i));
      }
    }
    return new Block.Item(cells.head(), Vector.of(new Block.Paragraph(about)));
  }

  /// An item that begins with code or emphasis explains that, up to the first colon.
  private Block.Item item(ListItem item) {
    Vector<Block> blocks = children(item).map(this::block);
    if (!(blocks.headOption().getOrNull() instanceof Block.Paragraph(Vector<Span> spans))
        || spans.head() instanceof Span.Plain) {
      return new Block.Item(Vector.empty(), blocks);
    }
    int colon = spans.indexWhere(span -> span instanceof Span.Plain && span.text().contains(":"));
    if (colon < 0) {
      throw wrong("has an item without a colon: " + Block.Paragraph.plain(spans));
    }
    String around = spans.get(colon).text();
    int at = around.indexOf(':');
    Vector<Span> before = spans.take(colon).append(new Span.Plain(around.substring(0, at)));
    Vector<Span> after =
        spans.drop(colon + 1).prepend(new Span.Plain(around.substring(at + 1).stripLeading()));
    return new Block.Item(
        before.reject(span -> span.text().isEmpty()),
        blocks.tail().prepend(new Block.Paragraph(after.reject(span -> span.text().isEmpty()))));
  }

  private Vector<Span> spans(Node parent) {
    return children(parent).map(this::span);
  }

  private Span span(Node node) {
    return switch (node) {
      case Text text -> new Span.Plain(text.getLiteral());
      case SoftLineBreak _ -> new Span.Plain(" ");
      case Code code -> new Span.Code(code.getLiteral());
      case Emphasis emphasis -> new Span.Emphasis(words(emphasis));
      case StrongEmphasis emphasis -> new Span.Emphasis(words(emphasis));
      case Link link -> new Span.Reference(words(link), link.getDestination());
      default -> throw wrong("has a " + node.getClass().getSimpleName());
    };
  }

  private String words(Node parent) {
    return Block.Paragraph.plain(spans(parent));
  }

  private static Vector<Node> children(Node parent) {
    Vector<Node> children = Vector.empty();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      children = children.append(child);
    }
    return children;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(file + " " + what);
  }
}
