/// The engines against a simulated outside.
@NullMarked
package systemk.core.engine;

import org.jspecify.annotations.NullMarked;
