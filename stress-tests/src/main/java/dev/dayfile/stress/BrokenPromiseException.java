package dev.dayfile.stress;

/** The store did not do what it promises; the message says which promise and for which row. */
final class BrokenPromiseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPromiseException(String message) {
        super(message);
    }

    /** Holds the store to a promise. */
    static void require(boolean held, String promise, Object... context) {
        if (!held) {
            throw new BrokenPromiseException(String.format(promise, context));
        }
    }
}
