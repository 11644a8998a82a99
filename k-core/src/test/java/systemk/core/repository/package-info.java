/// Tests and generators of repository states and transactions.
@NullMarked
package systemk.core.repository;

import org.jspecify.annotations.NullMarked;
