package dev.dayfile.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long command is: a bar on the error stream when that is a terminal, else nothing. */
interface Progress extends AutoCloseable {
    /** Shows nothing. */
    Progress NONE = done -> {};

    /** Starts progress of some work. */
    interface Starter {
        /**
         * Starts.
         *
         * @param task what is done
         * @param unit what is counted
         * @param from how much of it was done before
         * @param max when it is all done
         */
        Progress start(String task, Unit unit, long from, long max);
    }

    /** How an amount is shown: divided by the size, with the name behind it. */
    record Unit(String name, long size) {
        static final Unit NONE = new Unit("", 1);

        private static final long FEW = 10;

        /** The unit in which so many bytes are a number of two digits or more. */
        static Unit ofBytes(long bytes) {
            if (bytes < FEW * 1_000) {
                return new Unit(" B", 1);
            }
            return bytes < FEW * 1_000_000 ? new Unit(" kB", 1_000) : new Unit(" MB", 1_000_000);
        }
    }

    /** Starts a bar that is full at {@code max}. */
    static Progress start(Streams streams, String task, long max) {
        return on(streams).start(task, Unit.NONE, 0, max);
    }

    /** Bars where they can be seen. */
    static Starter on(Streams streams) {
        if (!streams.terminal()) {
            return (task, unit, from, max) -> NONE;
        }
        return (task, unit, from, max) -> new Bar(streams, task, unit, from, max);
    }

    void at(long done);

    /** Prints lines, which then stand above the bar and not in it. */
    default void above(Runnable printing) {
        printing.run();
    }

    @Override
    default void close() {}

    /** The bar. */
    final class Bar implements Progress {
        private static final int WIDTH = 100;

        private final Streams streams;
        private final ProgressBar bar;
        private boolean closed;

        private Bar(Streams streams, String task, Unit unit, long from, long max) {
            this.streams = streams;
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(max)
                    .startsFrom(from, Duration.ZERO)
                    .setUnit(unit.name(), unit.size())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(streams.err(), WIDTH))
                    .clearDisplayOnFinish()
                    .build();
        }

        @Override
        public void at(long done) {
            bar.stepTo(done);
        }

        @Override
        public void above(Runnable printing) {
            bar.pause();
            streams.err().print('\r' + " ".repeat(WIDTH) + '\r');
            printing.run();
            bar.resume();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                bar.close();
            }
        }
    }
}
