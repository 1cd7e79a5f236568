package dev.dayfile.internal.ingest;

/**
 * The thread of an agent between a ring and its files. An interrupt does not reach it: containers and build plugins
 * interrupt whole thread groups, and an interrupt would close the file that is just being written and end the agent for
 * good, while appends went on into a ring that nobody empties.
 */
final class WriterThread extends Thread {
    private volatile boolean givenUp;

    /** A daemon: rows of a process that ends without {@code close()} wait in the ring. */
    WriterThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    @Override
    public void interrupt() {
        if (givenUp) {
            super.interrupt();
        }
    }

    /** For the closing that has waited in vain: from now on an interrupt gets the thread out of a device that hangs. */
    static void giveUp(Thread thread) {
        if (thread instanceof WriterThread own) {
            own.givenUp = true;
        }
    }
}
