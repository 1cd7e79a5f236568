package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sorts rows into batches by timeframe and day as they are drained. Not safe for use by several threads. */
final class Batches {
    /** A part has no more rows than this, so that encoding one needs a bounded buffer. */
    static final int MAX_ROWS = 1 << 16;

    private static final int KEPT_COLUMNS = 8;

    private final DayRanges days;
    private final Map<Timeframe, Map<LocalDate, Batch>> open = new HashMap<>();
    private final ArrayList<Batch> waiting = new ArrayList<>();
    private final ArrayDeque<CandleColumns> spare = new ArrayDeque<>();
    private int rows;

    /** The batch that took the last row and most often takes the next one too; {@code null} when it may not. */
    private Batch last;

    Batches(MarketClock clock) {
        days = new DayRanges(clock);
    }

    void add(RingSlot slot, SlotLabel label) {
        slot.addTo(batchFor(label.timeframe, slot.tsMicros()).rows, label.symbol);
        rows++;
    }

    /** Adds row {@code i} of other columns. */
    void add(Timeframe timeframe, CandleColumns source, int i) {
        batchFor(timeframe, source.tsMicros[i]).rows.addFrom(source, i);
        rows++;
    }

    private Batch batchFor(Timeframe timeframe, long tsMicros) {
        LocalDate day = days.dayOf(tsMicros); // the same object for every row of a day
        if (last != null && last.day == day && last.timeframe.equals(timeframe) && takesMore(last)) {
            return last;
        }
        last = find(timeframe, day);
        return last;
    }

    private static boolean takesMore(Batch batch) {
        return !batch.sealed && batch.rows.size < MAX_ROWS;
    }

    private Batch find(Timeframe timeframe, LocalDate day) {
        Map<LocalDate, Batch> ofTimeframe = open.computeIfAbsent(timeframe, tf -> new HashMap<>());
        Batch batch = ofTimeframe.get(day);
        if (batch == null || !takesMore(batch)) {
            CandleColumns columns = spare.poll();
            batch = new Batch(timeframe, day, columns == null ? new CandleColumns() : columns);
            waiting.ensureCapacity(waiting.size() + 1); // memory may run out: it is in both or in none
            ofTimeframe.put(day, batch);
            waiting.add(batch);
        }
        return batch;
    }

    /** The batches in the order in which they were begun; a live list that {@link #remove} shortens. */
    List<Batch> waiting() {
        return waiting;
    }

    /** How many rows wait. */
    int rows() {
        return rows;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes out a batch that has been dealt with; its columns may be used again. */
    void remove(Batch batch) {
        waiting.remove(batch);
        last = null;
        rows -= batch.rows.size;
        Map<LocalDate, Batch> ofTimeframe = open.get(batch.timeframe);
        if (ofTimeframe != null && ofTimeframe.remove(batch.day, batch) && ofTimeframe.isEmpty()) {
            open.remove(batch.timeframe);
        }
        if (spare.size() < KEPT_COLUMNS) {
            batch.rows.clear();
            spare.push(batch.rows);
        }
    }

    void clear() {
        while (!waiting.isEmpty()) {
            remove(waiting.get(waiting.size() - 1));
        }
    }
}
