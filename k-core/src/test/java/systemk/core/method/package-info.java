/// Examples and properties of methods.
@NullMarked
package systemk.core.method;

import org.jspecify.annotations.NullMarked;
