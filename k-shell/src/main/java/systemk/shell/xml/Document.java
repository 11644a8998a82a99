package systemk.shell.xml;

import io.vavr.collection.Map;

/// A document as it is written, before anything is included in it.
///
/// @param switches the parameter entities its internal subset declares, which is how a document
///   says which mode of the definition it means
/// @param elements how many it has
record Document(Node.Element root, Map<String, String> switches, int elements) {}
