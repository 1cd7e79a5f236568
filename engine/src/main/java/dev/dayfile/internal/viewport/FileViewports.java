package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.Unpublished;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Viewports from files alone, as they stand at the moment: for every process that has no engine, and in the engine's for
 * those who ask for parts or dayfiles only. Nothing of the rows is kept between two queries; what is kept are the list of
 * days and the footers of dayfiles, as long as neither has changed.
 *
 * <p>Each day is of one moment, see {@link DayLoader}. Safe for use by several threads.
 */
final class FileViewports {
    private final DayListing listing;
    private final DayLoader loader;
    private final MarketClock clock;
    private final Unpublished unpublished;

    /** Of rows in files only. */
    FileViewports(DayFiles dayFiles, DayLoader loader, MarketClock clock) {
        this(dayFiles, loader, clock, Unpublished.NONE);
    }

    /** @param unpublished rows that are in no file yet, where they are wanted too */
    FileViewports(DayFiles dayFiles, DayLoader loader, MarketClock clock, Unpublished unpublished) {
        this.unpublished = unpublished;
        this.listing = new DayListing(dayFiles);
        this.loader = loader;
        this.clock = clock;
    }

    /** What a day adds to the window: some of its rows, which lie side by side. */
    private record Piece(DayColumns day, int from, int to) {}

    /**
     * Adds the candles of a window to an empty buffer.
     *
     * @param query with bounds resolved by the market's clock, the first not after the second
     * @throws dev.dayfile.model.CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when files cannot be read
     */
    void fill(ViewportQuery query, SymbolKey symbol, ViewportBuffer out) {
        Tail tail = new Tail(query, clock);
        List<Piece> pieces = pieces(query, symbol, tail);
        CandleBuffer candles = out.candles();
        boolean ascending = true;
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            int before = candles.size();
            candles.addAll(piece.day.columns(), piece.from, piece.to);
            ascending &=
                    before == 0 || before == candles.size() || candles.tsMicros(before - 1) < candles.tsMicros(before);
            for (Path damaged : piece.day.leftOut()) {
                out.leftOut().add(damaged);
            }
        }
        if (!ascending) {
            CandleRows.sort(candles); // only where clocks change near the roll, see DaySpan
        }
        candles.dropFirst(tail.firstKept(candles));
    }

    /** From the window's last day back to its first, or to the first that a query for the last candles needs. */
    private List<Piece> pieces(ViewportQuery query, SymbolKey symbol, Tail tail) {
        LiveRows live = new LiveRows(query, symbol, unpublished, clock); // before anything is listed
        DayListing.Listed listed = listing.of(query.timeframe());
        List<DaySpan> days = live.withDays(listed.days());
        List<Piece> pieces = new ArrayList<>();
        long rows = 0;
        int daysWithRows = 0;
        for (int i = days.size() - 1; i >= 0; i--) {
            DaySpan span = days.get(i);
            if (!span.touches(query.fromMicros(), query.toMicros())) {
                continue;
            }
            boolean overlapsDayAfter = i + 1 < days.size() && days.get(i + 1).fromMicros() <= span.toMicros();
            if (tail.isFull(rows, daysWithRows) && !overlapsDayAfter) {
                break;
            }
            DayColumns day = live.withRows(span, loader.load(listed.folders(), span, symbol, query.source()));
            int from = day.firstFrom(query.fromMicros());
            int to = Math.max(from, day.firstAfter(query.toMicros()));
            rows += to - from;
            daysWithRows += to > from ? 1 : 0;
            pieces.add(new Piece(day, from, to));
        }
        return pieces;
    }
}
