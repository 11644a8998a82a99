package systemk.bench.peers;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/// The results as pictures: bars over a scale of powers of ten, the peers in groups by size.
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final List<Color> COLOURS =
      List.of(
          new Color(0xd9, 0x48, 0x01),
          new Color(0x21, 0x66, 0xac),
          new Color(0x1b, 0x9e, 0x77),
          new Color(0x75, 0x70, 0xb3),
          new Color(0xe7, 0x29, 0x8a),
          new Color(0x66, 0xa6, 0x1e),
          new Color(0xa6, 0x76, 0x1d),
          new Color(0x88, 0x88, 0x88));

  private Charts() {}

  /// Draws each metric that has a chart into a directory.
  static void draw(Results results, Path directory) throws IOException {
    for (Metric metric : Metric.values()) {
      if (!metric.chart().isEmpty()) {
        Files.writeString(directory.resolve(metric.chart()), chart(results, metric));
      }
    }
  }

  static String chart(Results results, Metric metric) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    for (String peer : results.versions().keySet()) {
      for (int size : results.sizes(false)) {
        results
            .spread(new Results.Subject(peer, size, false, metric))
            .forEach(
                spread -> data.addValue(spread.median(), peer, "%,d services".formatted(size)));
      }
    }
    LogAxis values = new LogAxis(metric.unit());
    values.setStandardTickUnits(new NumberTickUnitSource());
    values.setAutoRangeMinimumSize(1);
    BarRenderer bars = new BarRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0.02);
    bars.setBase(1e-3);
    for (int i = 0; i < COLOURS.size(); i++) {
      bars.setSeriesPaint(i, COLOURS.get(i));
    }
    CategoryPlot plot = new CategoryPlot(data, new CategoryAxis(), values, bars);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setOutlineVisible(false);
    JFreeChart chart =
        new JFreeChart(metric.title(), new Font(Font.SANS_SERIF, Font.BOLD, 15), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    SVGGraphics2D canvas = new SVGGraphics2D(WIDTH, HEIGHT);
    chart.draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    return canvas.getSVGDocument();
  }
}
