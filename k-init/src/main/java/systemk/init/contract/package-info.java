/// Contracts: which processes belong together, what became of them, and who has been told.
@NullMarked
package systemk.init.contract;

import org.jspecify.annotations.NullMarked;
