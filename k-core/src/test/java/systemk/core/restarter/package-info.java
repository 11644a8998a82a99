/// Examples and properties of the life of one instance.
@NullMarked
package systemk.core.restarter;

import org.jspecify.annotations.NullMarked;
