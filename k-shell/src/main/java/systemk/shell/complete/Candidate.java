package systemk.shell.complete;

/// A word that would fit.
///
/// @param about what a person may want to know of it; empty if nothing is to be said
record Candidate(String word, String about) {

  static Candidate of(String word) {
    return new Candidate(word, "");
  }

  String line() {
    return (about.isEmpty() ? word : word + "\t" + about.replace('\n', ' ')) + "\n";
  }
}
