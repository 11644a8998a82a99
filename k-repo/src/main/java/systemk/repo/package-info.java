/// The durable repository.
@NullMarked
package systemk.repo;

import org.jspecify.annotations.NullMarked;
