/// Asks the services that want to be asked whether they are well.
@NullMarked
package systemk.startd.health;

import org.jspecify.annotations.NullMarked;
