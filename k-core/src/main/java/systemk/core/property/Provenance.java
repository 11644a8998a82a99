package systemk.core.property;

import io.vavr.control.Option;

/// Who said it: the generation of the transaction, and the file it was read from, if any.
public record Provenance(long generation, Option<String> file) {}
