/// Tests of books.
@NullMarked
package systemk.bench.books;

import org.jspecify.annotations.NullMarked;
