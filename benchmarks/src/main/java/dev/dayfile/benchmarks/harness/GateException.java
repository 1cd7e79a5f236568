package dev.dayfile.benchmarks.harness;

/** A contender did not do the work it was to be measured at, so that a figure of it would mean nothing. */
public final class GateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GateException(String message) {
        super(message);
    }
}
