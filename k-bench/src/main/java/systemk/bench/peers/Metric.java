package systemk.bench.peers;

import java.util.EnumSet;

/// What is measured of each manager.
public enum Metric {
  BOOT("manager start → all up", "ms", "start.svg"),
  FIRST("manager start → first service up", "ms", ""),
  START("one command starts all → all up", "ms", "startall.svg"),
  STOP("one command stops all → all gone", "ms", ""),
  STATUS("state of one service, cold process", "ms", "status.svg"),
  LIST("states of all services, cold process(es)", "ms", ""),
  PROPERTY("one property of one service, cold process", "ms", ""),
  STATUS_JAVA("state of one service, client in Java", "ms", ""),
  LIST_JAVA("states of all services, client in Java", "ms", ""),
  PROPERTY_JAVA("one property of one service, client in Java", "ms", ""),
  VERSION("its own version, cold process", "ms", ""),
  RESTART("kill -9 of a service → back", "ms", "restart.svg"),
  CHANGE("one property changed and applied", "ms", "change.svg"),
  MEMORY("memory of the manager (PSS)", "MB", "memory.svg"),
  PROCESSES("processes of the manager", "", ""),
  LOST("kill -9 of the manager, restart: services lost", "", ""),
  DUPLICATED("kill -9 of the manager, restart: services twice", "", ""),
  SAME("kill -9 of the manager, restart: same process", "", "");

  private final String title;
  private final String unit;
  private final String chart;

  Metric(String title, String unit, String chart) {
    this.title = title;
    this.unit = unit;
    this.chart = chart;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /// The file of its chart; empty if it has none.
  String chart() {
    return chart;
  }

  /// Whether a ratio of two of it says something.
  boolean isQuantity() {
    return !EnumSet.of(PROCESSES, LOST, DUPLICATED, SAME).contains(this);
  }
}
