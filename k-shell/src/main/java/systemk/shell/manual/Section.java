package systemk.shell.manual;

import io.vavr.collection.Vector;

/// A section of a page, or of a section.
///
/// @param heading its title; that of a subcommand is how it is called
/// @param parts the sections in it
record Section(String heading, Vector<Block> blocks, Vector<Section> parts) {}
