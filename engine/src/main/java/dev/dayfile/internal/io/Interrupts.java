package dev.dayfile.internal.io;

/**
 * Keeps an interrupt from the channels: one whose thread is interrupted, or was already, is closed in the middle of its
 * work. To be held around each use of a channel and given back in any case.
 *
 * <pre>{@code
 * boolean held = Interrupts.hold();
 * try {
 *     channel.read(target, position);
 * } finally {
 *     Interrupts.giveBack(held);
 * }
 * }</pre>
 */
final class Interrupts {
    private Interrupts() {}

    /** Takes the thread's interrupt away and returns whether there was one. */
    static boolean hold() {
        return Thread.interrupted();
    }

    static void giveBack(boolean held) {
        if (held) {
            Thread.currentThread().interrupt();
        }
    }
}
