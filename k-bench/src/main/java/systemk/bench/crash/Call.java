package systemk.bench.crash;

import java.util.List;

/// One system call as strace shows it.
///
/// @param entered how many lines came before the one that shows it entered
/// @param arguments as written, without the parentheses
/// @param result the number it returned; negative if it failed
record Call(long entered, String name, List<String> arguments, long result) {
  Call {
    arguments = List.copyOf(arguments);
  }

  /// The argument at this place; empty if there are fewer.
  String argument(int index) {
    return index < arguments.size() ? arguments.get(index) : "";
  }

  long number(int index) {
    String text = argument(index);
    return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
  }

  /// The descriptor at this place: what stands before `<path>`.
  int descriptor(int index) {
    String text = argument(index);
    int path = text.indexOf('<');
    return Integer.parseInt(path < 0 ? text : text.substring(0, path));
  }
}
