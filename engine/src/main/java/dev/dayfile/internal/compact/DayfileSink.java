package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.DayfileWriter;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.Timeframe;
import java.util.List;

/** Where merged rows go. An interface only so that tests can plant faults between the merge and the file. */
interface DayfileSink extends AutoCloseable {
    /** Adds the rows {@code from} (inclusive) to {@code to} (exclusive). */
    void add(CandleColumns columns, int from, int to);

    /** Writes what is left and the footer; returns the file's size in bytes. */
    long finish(List<String> absorbed);

    @Override
    void close();

    /** Opens a sink over a new file. */
    interface Factory {
        DayfileSink open(Disk.WritableFile out, Timeframe timeframe, String writerId, DayGrid grid);
    }

    /** The real one, on the calling thread. */
    static DayfileSink dayfile(Disk.WritableFile out, Timeframe timeframe, String writerId, DayGrid grid) {
        return dayfile(out, timeframe, writerId, grid, 1);
    }

    /** The real one, encoding on some threads, the caller's included. */
    static DayfileSink dayfile(Disk.WritableFile out, Timeframe timeframe, String writerId, DayGrid grid, int threads) {
        Workers workers = new Workers(threads);
        DayfileWriter writer = new DayfileWriter(out, timeframe, writerId, grid, workers);
        return new DayfileSink() {
            @Override
            public void add(CandleColumns columns, int from, int to) {
                writer.add(columns, from, to);
            }

            @Override
            public long finish(List<String> absorbed) {
                return writer.finish(absorbed);
            }

            @Override
            public void close() {
                writer.close();
                workers.close();
            }
        };
    }
}
