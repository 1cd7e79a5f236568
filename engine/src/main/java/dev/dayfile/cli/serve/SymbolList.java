package dev.dayfile.cli.serve;

import dev.dayfile.StorageReader;
import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The symbols of every timeframe. All candles have to be looked at for that, so it is done once; afterwards only recent
 * days are looked at for symbols that are new.
 */
final class SymbolList {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration RECENT = Duration.ofDays(7);

    private final StorageReader reader;
    private final SortedMap<Timeframe, Known> known = new TreeMap<>();
    private boolean looked;
    private long lookedNanos;

    /** The symbols of one timeframe, and when the latest of their candles opens. */
    private static final class Known {
        private final SortedSet<String> symbols = new TreeSet<>();
        private long latestMicros = Long.MIN_VALUE;
    }

    SymbolList(StorageReader reader) {
        this.reader = reader;
    }

    /** By timeframe, from fine to coarse; those without candles are not there. */
    synchronized SortedMap<Timeframe, List<String>> symbols() {
        long nowNanos = System.nanoTime();
        if (!looked || nowNanos - lookedNanos > LOOK_AGAIN_NANOS) {
            look();
            looked = true;
            lookedNanos = System.nanoTime();
        }
        SortedMap<Timeframe, List<String>> symbols = new TreeMap<>();
        known.forEach((timeframe, of) -> symbols.put(timeframe, new ArrayList<>(of.symbols)));
        return symbols;
    }

    private void look() {
        for (Timeframe timeframe : reader.timeframes()) {
            Known of = known.get(timeframe);
            List<Candle> latest = of == null
                    ? reader.latest(timeframe)
                    : reader.latest(
                            timeframe, IsoTime.toInstant(of.latestMicros).minus(RECENT));
            if (!latest.isEmpty()) {
                Known to = known.computeIfAbsent(timeframe, each -> new Known());
                for (Candle candle : latest) {
                    to.symbols.add(candle.symbol());
                    to.latestMicros = Math.max(to.latestMicros, candle.tsMicros());
                }
            }
        }
    }
}
