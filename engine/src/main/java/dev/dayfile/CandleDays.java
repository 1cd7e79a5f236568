package dev.dayfile;

import dev.dayfile.internal.ingest.CandleIngest;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.viewport.EngineViewports;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.UndoReport;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/**
 * The days of candles in an open engine: what {@link Compactions} does with any day's files, and then what the engine's
 * memory has to learn of it. Viewports look anew, live rows that files have by now are let go of, the listener is told.
 * {@link ObjectEvents} does so for days of the timeline.
 */
final class CandleDays {
    /** Of each timeframe the live rows of this many days are kept: the open one, and one that late rows still reach. */
    private static final int LIVE_DAYS = 2;

    private final LockedStore store;
    private final Compactions compactions;
    private final CandleIngest ingest;
    private final LiveCandles live;
    private final EngineViewports viewports;

    CandleDays(
            LockedStore store,
            Compactions compactions,
            CandleIngest ingest,
            LiveCandles live,
            EngineViewports viewports) {
        this.store = store;
        this.compactions = compactions;
        this.ingest = ingest;
        this.live = live;
        this.viewports = viewports;
    }

    private DayFamily family(Timeframe timeframe) {
        return store.layout().candles(Arguments.require(timeframe, "timeframe"));
    }

    List<Timeframe> timeframes() {
        return compactions.timeframes();
    }

    SortedSet<LocalDate> waiting(Timeframe timeframe) {
        return compactions.daysWaiting(family(timeframe));
    }

    boolean isCompacted(Timeframe timeframe, LocalDate day) {
        return compactions.isCompacted(family(timeframe), day);
    }

    void keepParts(Timeframe timeframe, LocalDate day) {
        compactions.keepParts(family(timeframe), day);
    }

    CompactionReport plan(Timeframe timeframe, LocalDate day) {
        return compactions.plan(family(timeframe), day);
    }

    CompactionReport compact(Timeframe timeframe, LocalDate day) {
        long visibleBefore = ingest.visibleSeq(); // what is in parts now is absorbed, or was before
        CompactionReport report = compactions.compact(family(timeframe), day);
        viewports.invalidate(timeframe, day);
        if (report.outcome() == Outcome.PUBLISHED) {
            if (report.quarantined().isEmpty()) {
                live.drop(timeframe, day, visibleBefore);
            }
            compactions.tell(listener -> listener.dayCompacted(report));
        }
        return report;
    }

    UndoReport undo(Timeframe timeframe, LocalDate day, Duration grace) {
        return compactions.undo(family(timeframe), day, grace, () -> viewports.invalidate(timeframe, day));
    }

    CandleImport beginImport(ImportListener listener) {
        return new CandleImport(
                store.disk(),
                store.clock(),
                compactions.importHistory(new ImportSequences(ingest)::next, toldOf(listener)),
                listener);
    }

    /** What is imported changes what viewports have read, and others listen too. */
    private ImportListener toldOf(ImportListener listener) {
        return new ImportListener() {
            @Override
            public void daysWritten(int done, int days) {
                listener.daysWritten(done, days);
            }

            @Override
            public void published(CompactionReport report) {
                viewports.invalidate(report.timeframe(), report.day());
                compactions.tell(told -> told.dayCompacted(report));
                listener.published(report);
            }
        };
    }

    /** Lets go of live rows of days that the market has left behind, once they can be read from files. */
    void releaseOldDays() {
        long visible = ingest.visibleSeq();
        for (Timeframe timeframe : live.timeframes()) {
            List<LocalDate> days = live.days(timeframe).stream().sorted().toList();
            for (LocalDate day : days.subList(0, Math.max(0, days.size() - LIVE_DAYS))) {
                viewports.invalidate(timeframe, day);
                live.drop(timeframe, day, visible);
            }
        }
    }
}
