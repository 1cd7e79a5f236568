package dev.dayfile.stress;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** One promise of the store, put under strain for as long as one likes. */
interface StressTest {
    /**
     * Runs until the time is up or a promise breaks.
     *
     * @throws BrokenPromiseException when the store did not do what it promises
     */
    void run(Settings settings) throws Exception;

    /**
     * How a test is run.
     *
     * @param length no new round starts after it; at least one round is run
     * @param seed decides everything that is left to chance, except what the machine's own timing does
     * @param folder where stores are made; what a failed run leaves there is for looking at
     * @param log receives a line a round
     */
    record Settings(Duration length, long seed, Path folder, PrintStream log) {
        /** The clock that says when to stop; starts now. */
        Deadline deadline() {
            return new Deadline(System.nanoTime() + length.toNanos());
        }
    }

    /** When to stop. */
    record Deadline(long atNanos) {
        boolean isOver() {
            return System.nanoTime() - atNanos >= 0;
        }
    }
}
