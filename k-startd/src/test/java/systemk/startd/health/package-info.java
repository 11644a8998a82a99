@NullMarked
package systemk.startd.health;

import org.jspecify.annotations.NullMarked;
