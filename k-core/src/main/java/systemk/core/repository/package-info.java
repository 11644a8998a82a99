/// The whole configuration as one immutable value, and the transactions that lead from one to the
/// next.
@NullMarked
package systemk.core.repository;

import org.jspecify.annotations.NullMarked;
