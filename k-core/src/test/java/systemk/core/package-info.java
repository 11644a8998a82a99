/// What holds for all of the core.
@NullMarked
package systemk.core;

import org.jspecify.annotations.NullMarked;
