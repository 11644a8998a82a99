/// The daemon that owns the repository and answers everybody.
@NullMarked
package systemk.configd;

import org.jspecify.annotations.NullMarked;
