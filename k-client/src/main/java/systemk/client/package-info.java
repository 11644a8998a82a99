/// The thin client: what a user starts when they type `svcs`.
@NullMarked
package systemk.client;

import org.jspecify.annotations.NullMarked;
