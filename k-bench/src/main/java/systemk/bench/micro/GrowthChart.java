package systemk.bench.micro;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;
import systemk.bench.micro.Question.Growth;

/// The answers as lines over the number of services, both in powers of ten; what touches all is
/// dashed.
final class GrowthChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 640;
  private static final float[] DASHES = {8, 6};

  private GrowthChart() {}

  static String of(Answers answers) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer();
    answers
        .micros()
        .forEach(
            (question, bySize) -> {
              int series = data.getSeriesCount();
              XYSeries line = new XYSeries(question.title());
              bySize.forEach((services, spread) -> line.add((double) services, spread.median()));
              data.addSeries(line);
              lines.setSeriesPaint(series, colour(series));
              lines.setSeriesStroke(series, stroke(question.growth()));
            });
    XYPlot plot = new XYPlot(data, axis("services"), axis("µs"), lines);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
    plot.setOutlineVisible(false);
    JFreeChart chart =
        new JFreeChart(
            "time of one operation", new Font(Font.SANS_SERIF, Font.BOLD, 15), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    SVGGraphics2D canvas = new SVGGraphics2D(WIDTH, HEIGHT);
    chart.draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    return canvas.getSVGDocument();
  }

  private static LogAxis axis(String label) {
    LogAxis axis = new LogAxis(label);
    axis.setStandardTickUnits(new NumberTickUnitSource());
    return axis;
  }

  private static Color colour(int series) {
    float hue = (float) series / Question.values().length;
    return Color.getHSBColor(hue, 0.9f, 0.7f);
  }

  private static BasicStroke stroke(Growth growth) {
    return switch (growth) {
      case ONE -> new BasicStroke(2);
      case ALL -> new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0);
    };
  }
}
