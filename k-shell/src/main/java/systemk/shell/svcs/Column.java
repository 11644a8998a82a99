package systemk.shell.svcs;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import systemk.core.fmri.InstanceFmri;
import systemk.core.plan.Convergence;
import systemk.shell.text.Times;

/// A column of a listing, with the width of its heading (smf.md §1.2).
enum Column {
  CTID(6) {
    @Override
    String cell(Row row, boolean marked) {
      Vector<Long> contracts = row.status().contracts();
      if (contracts.isEmpty()) {
        return String.format(Locale.ROOT, "%6s", "-");
      }
      return contracts.size() == 1
          ? String.format(Locale.ROOT, "%6s", Long.toUnsignedString(contracts.head()))
          : String.format(Locale.ROOT, "%5s*", Long.toUnsignedString(contracts.head()));
    }

    @Override
    int compare(Row one, Row other) {
      return Long.compareUnsigned(first(one), first(other));
    }

    private static long first(Row row) {
      return row.status().contracts().headOption().getOrElse(0L);
    }
  },
  DESC(100) {
    @Override
    String cell(Row row, boolean marked) {
      return row.commonName().getOrElse("-");
    }
  },
  FMRI(50) {
    @Override
    String cell(Row row, boolean marked) {
      return row.fmri();
    }
  },
  /// The generation of the configuration it runs with: our own, as is the next.
  GEN(8) {
    @Override
    String cell(Row row, boolean marked) {
      return row.instance()
          .filter(_ -> row.status().running())
          .flatMap(instance -> Convergence.generation(row.state(), instance))
          .map(String::valueOf)
          .getOrElse("-");
    }
  },
  INST(20) {
    @Override
    String cell(Row row, boolean marked) {
      return row.instance().map(InstanceFmri::name).getOrElse("-");
    }
  },
  N(1) {
    @Override
    String cell(Row row, boolean marked) {
      return next(row, letter(row.status().next()));
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.nextRank(), other.nextRank());
    }
  },
  NSTA(4) {
    @Override
    String cell(Row row, boolean marked) {
      return next(row, abbreviation(row.status().next()));
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.nextRank(), other.nextRank());
    }
  },
  NSTATE(13) {
    @Override
    String cell(Row row, boolean marked) {
      return next(row, row.status().next());
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.nextRank(), other.nextRank());
    }
  },
  S(2) {
    @Override
    String cell(Row row, boolean marked) {
      return letter(row.status().state()) + mark(row, marked);
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.stateRank(), other.stateRank());
    }
  },
  SCOPE(20) {
    @Override
    String cell(Row row, boolean marked) {
      return "localhost";
    }
  },
  SN(2) {
    @Override
    String cell(Row row, boolean marked) {
      return letter(row.status().state()) + next(row, letter(row.status().next()));
    }

    @Override
    int compare(Row one, Row other) {
      int byState = Integer.compare(one.stateRank(), other.stateRank());
      return byState != 0 ? byState : Integer.compare(one.nextRank(), other.nextRank());
    }
  },
  STA(4) {
    @Override
    String cell(Row row, boolean marked) {
      return abbreviation(row.status().state()) + mark(row, marked);
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.stateRank(), other.stateRank());
    }
  },
  /// What it needs to run with what is configured: a refresh, a restart, or nothing.
  STALE(7) {
    @Override
    String cell(Row row, boolean marked) {
      return row.instance()
          .map(instance -> Convergence.need(row.state(), instance))
          .map(
              need ->
                  switch (need) {
                    case NOTHING -> "-";
                    case REFRESH -> "refresh";
                    case RESTART -> "restart";
                  })
          .getOrElse("-");
    }
  },
  STATE(14) {
    @Override
    String cell(Row row, boolean marked) {
      return (row.status().known() ? row.status().state() : "-") + mark(row, marked);
    }

    @Override
    int compare(Row one, Row other) {
      return Integer.compare(one.stateRank(), other.stateRank());
    }
  },
  STIME(8) {
    @Override
    String cell(Row row, boolean marked) {
      return row.since().map(time -> Times.brief(time, row.now(), row.zone())).getOrElse("-");
    }

    @Override
    int compare(Row one, Row other) {
      return since(one).compareTo(since(other));
    }

    private static Instant since(Row row) {
      return row.since().getOrElse(Instant.EPOCH);
    }
  },
  SVC(20) {
    @Override
    String cell(Row row, boolean marked) {
      return row.service();
    }
  },
  /// The same, as Solaris 11.4 shows it.
  TIME(19) {
    @Override
    String cell(Row row, boolean marked) {
      return row.since().map(time -> Times.iso(time, row.zone())).getOrElse("-");
    }

    @Override
    int compare(Row one, Row other) {
      return STIME.compare(one, other);
    }
  },
  ZONE(16) {
    @Override
    String cell(Row row, boolean marked) {
      return "global";
    }
  };

  /// The columns that show the next state, beside which the state needs no mark.
  private static final Vector<Column> OF_NEXT_STATE = Vector.of(N, SN, NSTA, NSTATE);

  /// The columns that show the state, and in its colour.
  private static final Set<Column> OF_STATE = Set.of(S, STA, STATE, SN);

  private final int width;

  Column(int width) {
    this.width = width;
  }

  static Option<Column> named(String name) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(c -> c.name().equalsIgnoreCase(name)).findFirst());
  }

  int width() {
    return width;
  }

  boolean showsState() {
    return OF_STATE.contains(this);
  }

  static boolean showNextState(Vector<Column> columns) {
    return columns.exists(OF_NEXT_STATE::contains);
  }

  /// What stands in this column.
  ///
  /// @param marked whether a state in transition is marked by an asterisk
  abstract String cell(Row row, boolean marked);

  /// How rows order by this column.
  int compare(Row one, Row other) {
    return cell(one, false).compareTo(cell(other, false));
  }

  Comparator<Row> order() {
    return this::compare;
  }

  private static String mark(Row row, boolean marked) {
    return marked && row.status().inTransition() ? "*" : "";
  }

  private static String next(Row row, String shown) {
    return row.status().inTransition() ? shown : "-";
  }

  private static String letter(String state) {
    return switch (state) {
      case "uninitialized" -> "u";
      case "offline" -> "0";
      case "online" -> "1";
      case "maintenance" -> "m";
      case "disabled" -> "d";
      case "degraded" -> "D";
      case "legacy_run" -> "L";
      default -> "?";
    };
  }

  private static String abbreviation(String state) {
    return switch (state) {
      case "uninitialized" -> "UN";
      case "offline" -> "OFF";
      case "online" -> "ON";
      case "maintenance" -> "MNT";
      case "disabled" -> "DIS";
      case "degraded" -> "DGD";
      case "legacy_run" -> "LRC";
      default -> "?";
    };
  }
}
