@NullMarked
package systemk.api.client;

import org.jspecify.annotations.NullMarked;
