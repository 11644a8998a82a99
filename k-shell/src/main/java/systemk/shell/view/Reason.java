package systemk.shell.view;

import io.vavr.collection.Vector;

/// Why an instance does not run, found at the instance itself.
///
/// @param text the sentence for the instance it was found at
/// @param summary the end of a sentence that begins with the instance, for those it keeps down
/// @param code the last part of the message's number, such as `4D`; empty if it has none
/// @param logs further log files that tell about it
public record Reason(String text, String summary, String code, Vector<String> logs) {
  static Reason of(String text, String summary, String code) {
    return new Reason(text, summary, code, Vector.empty());
  }
}
