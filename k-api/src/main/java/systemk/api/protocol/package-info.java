/// What k.configd and those who talk to it say to each other, as values.
@NullMarked
package systemk.api.protocol;

import org.jspecify.annotations.NullMarked;
