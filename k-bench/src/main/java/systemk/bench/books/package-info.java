/// A workload whose every outcome can be recognised, and what a repository may hold of it.
@NullMarked
package systemk.bench.books;

import org.jspecify.annotations.NullMarked;
