/// What a change costs: beside the disk itself, beside another database, and as the repository
/// grows.
@NullMarked
package systemk.bench.figures;

import org.jspecify.annotations.NullMarked;
