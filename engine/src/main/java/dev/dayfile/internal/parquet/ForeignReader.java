package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A stranger's file in a day's folder, seen as a part whose rows all have sequence 0, so that any row of ours wins. Such
 * a file may be in any order, so its rows are taken into memory and sorted when it is opened. It is taken whole or not
 * at all: one row that is no candle makes it damaged, or that row would vanish when the file is absorbed.
 */
final class ForeignReader implements CandleFileReader {
    /** About 400 MB in memory; a day of 500 symbols at one second is twice that, and is for import, not for absorbing. */
    static final int MAX_ROWS = 5_000_000;

    private final CandleColumns rows;
    private final FileFooter footer;

    private ForeignReader(CandleColumns rows) {
        this.rows = rows;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < rows.size; i++) {
            min = Math.min(min, rows.tsMicros[i]);
            max = Math.max(max, rows.tsMicros[i]);
        }
        footer = new FileFooter(
                null, null, 0, 0, rows.size, ContentDigest.ofRows(rows, 0, rows.size), min, max, List.of());
    }

    /** @param timeframe of the folder, or {@code null} when the file stands in none */
    static ForeignReader open(ForeignCandles candles, Path file, Timeframe timeframe) {
        Collector collector = new Collector(timeframe);
        try {
            candles.read(file, null, timeframe, collector);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(
                    file, "the file was not written here and holds a row that is no candle: " + e.getMessage(), e);
        }
        if (collector.rows.size == 0) {
            throw new CorruptFileException(file, "the file holds no rows");
        }
        collector.rows.sort();
        return new ForeignReader(collector.rows);
    }

    /** Takes rows that are candles of one timeframe. */
    private static final class Collector implements CandleSink {
        private final CandleColumns rows = new CandleColumns();
        private final SymbolTable symbols = new SymbolTable();
        private Timeframe expected;

        Collector(Timeframe expected) {
            this.expected = expected;
        }

        @Override
        public void accept(
                String symbol,
                Timeframe timeframe,
                long tsMicros,
                double open,
                double high,
                double low,
                double close,
                double volume) {
            if (expected == null) {
                expected = timeframe;
            }
            if (!timeframe.equals(expected)) {
                throw new IllegalArgumentException("a row has another timeframe than it should [row=" + rows.size
                        + ", timeframe=" + timeframe + ", expected=" + expected + "]");
            }
            if (rows.size == MAX_ROWS) {
                throw new IllegalArgumentException("more than " + MAX_ROWS + " rows are to be imported");
            }
            try {
                SymbolKey key = symbols.intern(SymbolKey.of(symbol));
                Candle.requireValid(tsMicros, open, high, low, close, volume);
                rows.add(key, tsMicros, open, high, low, close, volume, 0);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + " [row=" + rows.size + "]", e);
            }
        }
    }

    @Override
    public FileFooter footer() {
        return footer;
    }

    @Override
    public int rowGroups() {
        return 1;
    }

    @Override
    public void readRowGroup(int index, SymbolTable symbols, CandleColumns into) {
        Objects.checkIndex(index, 1);
        into.ensureCapacity(into.size + rows.size);
        for (int i = 0; i < rows.size; i++) {
            into.addFrom(rows, i);
            into.symbol[into.size - 1] = symbols.intern(rows.symbol[i]);
        }
    }

    @Override
    public void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into) {
        for (int i = 0; i < rows.size; i++) {
            if (rows.tsMicros[i] >= fromMicros && rows.tsMicros[i] <= toMicros && rows.symbol[i].equals(symbol)) {
                into.addFrom(rows, i);
                into.symbol[into.size - 1] = symbol;
            }
        }
    }

    @Override
    public void close() {
        // the rows are in memory
    }
}
