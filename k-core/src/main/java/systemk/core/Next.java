package systemk.core;

import io.vavr.collection.Vector;

/// What a step answers: the new state, and the effects it asks for, in order.
public record Next<S, F>(S state, Vector<F> effects) {}
