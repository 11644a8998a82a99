/// Typed, layered properties and the groups they live in.
@NullMarked
package systemk.core.property;

import org.jspecify.annotations.NullMarked;
