package systemk.shell.xml;

/// A place in a file, for messages. Lines and columns count from 1.
record Spot(String file, int line, int column) {}
