package dev.dayfile.cli.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections whose client takes nothing: a write to a socket has no time limit of its own. The writing thread is
 * interrupted, which closes the channel that it waits in; outside of a write no thread is ever interrupted, since that
 * would close the store's files.
 */
final class SlowClients implements AutoCloseable {
    private final Set<Write> writes = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch;
    private final long patienceNanos;

    /** Something that writes to a client. */
    interface Action {
        void run() throws IOException;
    }

    SlowClients(Duration patience) {
        patienceNanos = patience.toNanos();
        watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dayfile-serve-watch");
            thread.setDaemon(true);
            return thread;
        });
        long everyNanos = Math.max(patienceNanos / 4, TimeUnit.MILLISECONDS.toNanos(10));
        watch.scheduleWithFixedDelay(this::endLateOnes, everyNanos, everyNanos, TimeUnit.NANOSECONDS);
    }

    private void endLateOnes() {
        long nowNanos = System.nanoTime();
        for (Write write : writes) {
            if (nowNanos - write.sinceNanos > patienceNanos) {
                write.interrupt();
            }
        }
    }

    /** Runs what writes to a client, on this thread, and fails when the client takes nothing for too long. */
    void write(Action action) throws IOException {
        Write write = new Write(Thread.currentThread(), System.nanoTime());
        writes.add(write);
        try {
            action.run();
        } finally {
            writes.remove(write);
            write.end();
        }
    }

    /** An output each of whose writes is watched on its own, so that a long answer may take its time. */
    OutputStream watched(OutputStream out) {
        return new OutputStream() {
            private static final int STEP_BYTES = 1 << 16;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                for (int done = 0; done < length; done += STEP_BYTES) {
                    int at = from + done;
                    int step = Math.min(STEP_BYTES, length - done);
                    SlowClients.this.write(() -> out.write(bytes, at, step));
                }
            }

            @Override
            public void flush() throws IOException {
                SlowClients.this.write(out::flush);
            }

            @Override
            public void close() throws IOException {
                SlowClients.this.write(out::close);
            }
        };
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** One write under way. */
    private static final class Write {
        private final Thread thread;
        private final long sinceNanos;
        private boolean ended;

        Write(Thread thread, long sinceNanos) {
            this.thread = thread;
            this.sinceNanos = sinceNanos;
        }

        synchronized void interrupt() {
            if (!ended) {
                thread.interrupt();
            }
        }

        /** From here on nobody interrupts; an interrupt that came as the write ended is void. */
        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }
}
