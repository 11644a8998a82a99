package systemk.shell.text;

import io.vavr.collection.Vector;

/// Names of files as users write them, made absolute and plain. Only texts: what a name may contain
/// is for the file system to say that has the file, and never for the locale of this process.
public final class FilePaths {
  private FilePaths() {}

  /// The name of a file that means the same wherever its user stands.
  public static String absolute(String directory, String file) {
    return "/" + plain(file.startsWith("/") ? file : directory + "/" + file).mkString("/");
  }

  /// The name of a file seen from a directory it lies below.
  public static String below(String directory, String file) {
    return plain(file).drop(plain(directory).size()).mkString("/");
  }

  private static Vector<String> plain(String path) {
    Vector<String> steps = Vector.empty();
    for (String step : path.split("/", -1)) {
      if (step.equals("..") && !steps.isEmpty()) {
        steps = steps.init();
      } else if (!step.isEmpty() && !step.equals(".") && !step.equals("..")) {
        steps = steps.append(step);
      }
    }
    return steps;
  }
}
