package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The candles in files by the order of their sequences, for whoever follows a store and has fallen behind the ring. Files
 * are ordered by time, not by sequence, so it looks at the footers of all of them, which it remembers, and reads those
 * that can hold what is asked for. One thread at a time.
 *
 * <p>A file has each row of its parts until a compaction: of a candle that was corrected a dayfile has the newest
 * revision only, and so has what is read here.
 */
public final class CandleLog {
    private final DayFiles dayFiles;
    private final CandleFiles candleFiles;
    private Map<Entry, Range> ranges = new HashMap<>();

    /** The sequences of a file; one that cannot be read has every sequence, so that reading it says what is wrong. */
    private record Range(long firstSeq, long lastSeq) {
        private static final Range ALL = new Range(1, Long.MAX_VALUE);
        private static final Range NONE = new Range(0, 0);
    }

    /**
     * Some rows.
     *
     * @param candles ascending by sequence, each once
     * @param toSeq every row up to here that the files have is among them
     * @param leftOut damaged files that may have had more
     */
    public record Chunk(List<Candle> candles, long toSeq, TreeSet<Path> leftOut) {}

    public CandleLog(Disk disk, StoreLayout layout, MarketClock clock, CandleFiles candleFiles) {
        this.dayFiles = new DayFiles(disk, layout, clock);
        this.candleFiles = candleFiles;
    }

    /**
     * Reads rows that are visible, of a range of sequences.
     *
     * @param after the first row's sequence is greater
     * @param upTo and the last one's not
     * @param symbol {@code null} for every symbol
     * @param timeframe {@code null} for every timeframe
     * @param most how many rows at most, so that memory is bounded however far behind the caller is
     * @throws StorageException when files cannot be read, or keep vanishing
     */
    public Chunk read(long after, long upTo, SymbolKey symbol, Timeframe timeframe, int most) {
        long startNanos = System.nanoTime();
        while (true) {
            try {
                return new Reading(after, upTo, symbol, most).read(timeframe);
            } catch (StorageException e) {
                if (e.code() != Code.MISSING || System.nanoTime() - startNanos > DayLoader.RETRY_NANOS) {
                    throw e;
                }
            }
        }
    }

    /** One attempt at a chunk. */
    private final class Reading {
        private final long after;
        private final SymbolKey symbol;
        private final int most;
        private final SymbolTable symbols = new SymbolTable();
        private final CandleColumns rows = new CandleColumns();
        private final Map<Entry, Range> seen = new HashMap<>();
        private final TreeSet<Path> leftOut = new TreeSet<>();
        private List<Candle> found = new ArrayList<>();
        private long upTo;

        Reading(long after, long upTo, SymbolKey symbol, int most) {
            this.after = after;
            this.upTo = upTo;
            this.symbol = symbol;
            this.most = most;
        }

        Chunk read(Timeframe only) {
            for (Timeframe timeframe : only == null ? dayFiles.timeframes() : List.of(only)) {
                List<Path> folders = dayFiles.folders(timeframe);
                for (DaySpan day : dayFiles.days(folders)) {
                    DayFileSet files = dayFiles.select(folders, day.day(), Source.ALL);
                    for (Entry file : files.dayfiles()) {
                        read(file, timeframe);
                    }
                    for (Entry file : files.parts()) {
                        read(file, timeframe);
                    }
                }
            }
            cut(most);
            ranges = seen; // forgets the files that are no more
            return new Chunk(found, upTo, leftOut);
        }

        private void read(Entry file, Timeframe timeframe) {
            Range range = ranges.get(file);
            if (range != null) {
                seen.put(file, range);
                if (range.lastSeq() <= after || range.firstSeq() > upTo) {
                    return;
                }
            }
            List<Candle> before = found;
            long upToBefore = upTo;
            found = new ArrayList<>(); // of this file alone, since a damaged one counts wholly or not at all
            try (CandleFileReader reader = candleFiles.open(file.path())) {
                boolean ours = CheckedFiles.isOurs(reader.footer());
                range = ours
                        ? new Range(reader.footer().firstSeq(), reader.footer().lastSeq())
                        : Range.NONE; // what others wrote has no sequence
                if (range.lastSeq() > after && range.firstSeq() <= upTo) {
                    addRows(reader, timeframe);
                }
            } catch (CorruptFileException e) {
                range = Range.ALL;
                found.clear();
                upTo = upToBefore;
                leftOut.add(file.path());
            }
            seen.put(file, range);
            before.addAll(found);
            found = before;
            cutWhenLarge();
        }

        private void addRows(CandleFileReader reader, Timeframe timeframe) {
            if (symbol != null) {
                rows.clear();
                reader.readSymbol(symbol, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                addRows(timeframe);
                return;
            }
            for (int group = 0; group < reader.rowGroups(); group++) {
                rows.clear();
                reader.readRowGroup(group, symbols, rows);
                addRows(timeframe);
                cutWhenLarge();
            }
        }

        private void addRows(Timeframe timeframe) {
            for (int i = 0; i < rows.size; i++) {
                if (rows.seq[i] > after && rows.seq[i] <= upTo) {
                    found.add(new Candle(
                            rows.symbol[i].toString(),
                            timeframe,
                            rows.tsMicros[i],
                            rows.open[i],
                            rows.high[i],
                            rows.low[i],
                            rows.close[i],
                            rows.volume[i],
                            rows.seq[i]));
                }
            }
        }

        private void cutWhenLarge() {
            if (found.size() > 2L * most) {
                cut(most);
            }
        }

        /** Keeps the first rows by sequence, and lets go of those behind where an earlier cut has ended; a row stands in its part and its dayfile until the part is retired. */
        private void cut(int size) {
            found.sort(Comparator.comparingLong(Candle::seq));
            List<Candle> kept = new ArrayList<>(Math.min(found.size(), size));
            long last = after;
            for (Candle candle : found) {
                if (candle.seq() > upTo) {
                    break;
                }
                if (candle.seq() > last) {
                    if (kept.size() == size) {
                        upTo = last;
                        break;
                    }
                    kept.add(candle);
                    last = candle.seq();
                }
            }
            found = kept;
        }
    }
}
