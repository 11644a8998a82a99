/// Both engines as one pure step function.
@NullMarked
package systemk.core.engine;

import org.jspecify.annotations.NullMarked;
