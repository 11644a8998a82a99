package systemk.shell.manifest;

/// Takes what is wrong with a file that is being read.
///
/// @param <P> how the format of the file says where something is
public interface Complaints<P> {
  void error(P at, String message);
}
