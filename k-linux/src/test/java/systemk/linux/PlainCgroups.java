package systemk.linux;

import java.nio.file.Path;

/// Cgroups made of plain files, which show what is written and say what a test wrote.
public final class PlainCgroups {
  private PlainCgroups() {}

  /// A tree in this directory.
  public static CgroupTree at(Path directory) {
    return new CgroupTree(directory, "/plain/");
  }
}
