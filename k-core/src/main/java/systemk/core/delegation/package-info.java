/// Other restarters: what they are told about their instances, and what they report
/// (`spec/restarters.md`).
@NullMarked
package systemk.core.delegation;

import org.jspecify.annotations.NullMarked;
