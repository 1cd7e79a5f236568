package dev.dayfile.cli;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The candles of several text files, one after the other, held one at a time. */
final class CandleFilesIterator implements Iterator<Candle>, AutoCloseable {
    /** Hears of rows that are no candle. */
    interface Refusals {
        void refused(Path file, String where, String reason);
    }

    private final Iterator<Path> files;
    private final ImportDefaults defaults;
    private final MarketClock clock;
    private final Refusals refusals;
    private final Progress progress;
    private CandleLines lines;
    private Candle next;
    private long taken;

    CandleFilesIterator(
            List<Path> files, ImportDefaults defaults, MarketClock clock, Streams streams, Refusals refusals) {
        this.files = files.iterator();
        this.defaults = defaults;
        this.clock = clock;
        this.refusals = refusals;
        this.progress = Progress.start(streams, "import", -1);
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && (lines != null || files.hasNext())) {
                if (lines == null) {
                    Path file = files.next();
                    lines = new CandleLines(
                            Files.newInputStream(file),
                            defaults,
                            clock,
                            (line, reason) -> refusals.refused(file, "line " + line, reason));
                }
                next = lines.next();
                if (next == null) {
                    lines.close();
                    lines = null;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return next != null;
    }

    @Override
    public Candle next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Candle candle = next;
        next = null;
        progress.at(++taken);
        return candle;
    }

    @Override
    public void close() throws IOException {
        progress.close();
        if (lines != null) {
            lines.close();
        }
    }
}
