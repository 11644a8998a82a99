/// Micro-benchmarks by JMH: what the parts cost, and how that grows with the number of services.
@NullMarked
package systemk.bench.micro;

import org.jspecify.annotations.NullMarked;
