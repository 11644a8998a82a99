@NullMarked
package systemk.api.transport;

import org.jspecify.annotations.NullMarked;
