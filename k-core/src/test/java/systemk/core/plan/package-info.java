/// Plans and what they must hold.
@NullMarked
package systemk.core.plan;

import org.jspecify.annotations.NullMarked;
