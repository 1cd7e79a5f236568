package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.DayfileWriter;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/** Writes real parts and dayfiles of a store, without an engine. */
final class StoreFixture {
    static final String WRITER = "00000000deadbeef";
    static final Timeframe TWO_MINUTES = Timeframe.parse("2m");

    final StoreLayout layout;
    final MarketClock clock;
    final CandleFiles candleFiles = new CandleFiles(Disk.LOCAL);
    private final Publisher publisher = new Publisher(Disk.LOCAL, false);
    private final PartWriter partWriter = new PartWriter(WRITER);

    StoreFixture(Path root, MarketClock clock) {
        this.layout = new StoreLayout(root);
        this.clock = clock;
    }

    /** A candle whose values follow from ts and seq; without volume where the sequence is a multiple of three. */
    static Candle candle(String symbol, Timeframe timeframe, long tsMicros, long seq) {
        double price = 100 + Math.floorMod(tsMicros, 1000) / 100.0 + seq;
        double volume = seq % 3 == 0 ? Double.NaN : seq * 10;
        return new Candle(symbol, timeframe, tsMicros, price, price + 2, price - 1, price + 1, volume, seq);
    }

    static CandleColumns columns(Collection<Candle> candles) {
        CandleColumns rows = new CandleColumns();
        for (Candle c : candles) {
            rows.add(
                    SymbolKey.of(c.symbol()),
                    c.tsMicros(),
                    c.open(),
                    c.high(),
                    c.low(),
                    c.close(),
                    c.volume(),
                    c.seq());
        }
        rows.sort();
        return rows;
    }

    /** Publishes the candles of one day as a part. */
    Path writePart(Timeframe timeframe, LocalDate day, Collection<Candle> candles) {
        try {
            ByteBuffer content = partWriter.encode(timeframe, columns(candles));
            Path part = layout.part(timeframe, day, partWriter.name());
            publisher.publish(part, content);
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path writePart(Timeframe timeframe, LocalDate day, Candle... candles) {
        return writePart(timeframe, day, List.of(candles));
    }

    /** Publishes the day's dayfile, of each key the greatest sequence. */
    Path writeDayfile(Timeframe timeframe, LocalDate day, Collection<Candle> candles, List<String> absorbed) {
        CandleColumns rows = columns(candles);
        rows.dropDoubles();
        Path dayfile = layout.dayfile(timeframe, day);
        try (Publisher.Pending pending = publisher.begin(dayfile);
                DayfileWriter writer = new DayfileWriter(pending.file(), timeframe, WRITER)) {
            for (int i = 0; i < rows.size; i++) {
                writer.add(rows, i);
            }
            pending.publish(writer.finish(absorbed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dayfile;
    }

    /** Retires a day's folder as a compaction does: out of {@code data/} in one rename. */
    void retire(Timeframe timeframe, LocalDate day, int n) {
        try {
            publisher.move(layout.dayFolder(timeframe, day), layout.retiredDay(timeframe, day, n));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
