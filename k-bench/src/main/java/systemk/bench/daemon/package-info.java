/// A k.configd by itself, on a root of its own.
@NullMarked
package systemk.bench.daemon;

import org.jspecify.annotations.NullMarked;
