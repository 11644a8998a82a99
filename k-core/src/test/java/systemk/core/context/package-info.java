/// Examples of method contexts.
@NullMarked
package systemk.core.context;

import org.jspecify.annotations.NullMarked;
