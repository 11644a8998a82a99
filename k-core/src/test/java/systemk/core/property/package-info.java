/// Tests of properties, values and layers.
@NullMarked
package systemk.core.property;

import org.jspecify.annotations.NullMarked;
