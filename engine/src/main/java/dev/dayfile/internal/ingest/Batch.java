package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;

/** Rows of one timeframe and day that are to become one part. */
final class Batch {
    final Timeframe timeframe;
    final LocalDate day;
    final CandleColumns rows;

    /**
     * Set once publishing it was tried and failed: the file may stand there all the same (a rename whose folder could
     * not be forced), so the next try must give the very same file, and rows that came since go to another batch.
     */
    boolean sealed;

    /** The part as the flush that is going on has placed it; {@code null} until it has. */
    PublishedPart placed;

    Batch(Timeframe timeframe, LocalDate day, CandleColumns rows) {
        this.timeframe = timeframe;
        this.day = day;
        this.rows = rows;
    }

    boolean isOf(Timeframe timeframe, LocalDate day) {
        return this.timeframe.equals(timeframe) && this.day.equals(day);
    }
}
