package systemk.init;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import systemk.linux.Power;

/// What is to come after an orderly shutdown.
enum Finish {
  /// Nothing: k.init exits, and its guard with it.
  EXIT(null),
  REBOOT(Power.RESTART),
  POWEROFF(Power.OFF),
  HALT(Power.HALT);

  private final @Nullable Power power;

  Finish(@Nullable Power power) {
    this.power = power;
  }

  /// What the kernel is to be asked for.
  Optional<Power> power() {
    return Optional.ofNullable(power);
  }

  /// Its word in requests and records.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Finish> of(String word) {
    for (Finish finish : values()) {
      if (finish.word().equals(word)) {
        return Optional.of(finish);
      }
    }
    return Optional.empty();
  }

  /// What a signal to process 1 asks for. A machine cannot live without its process 1, so what ends
  /// a container powers a machine off.
  static Finish of(String signal, Options.Mode mode, boolean wholeMachine) {
    if (mode != Options.Mode.SYSTEM) {
      return EXIT;
    }
    return switch (signal) {
      case "SIGINT" -> REBOOT;
      case "SIGPWR" -> POWEROFF;
      default -> wholeMachine ? POWEROFF : EXIT;
    };
  }
}
