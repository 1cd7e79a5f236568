package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A store in any state that appends, corrections, late rows and compactions can leave behind, on days around a change of
 * the clock: parts alone, a dayfile alone, both with doubles, and rows that only this process knows.
 */
final class RandomStore {
    static final List<String> SYMBOLS = List.of("SPY", "BTC/USDT", "../x", "';drop--", "日経");
    static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.parse("2m"), Timeframe.parse("15m"));

    final StoreFixture fixture;
    /** In blocks of few rows, so that windows go over several. */
    final LiveCandles live = new LiveCandles(3);

    /** Rows of dayfiles that stand. */
    final List<Candle> inDayfiles = new ArrayList<>();

    /** Rows of parts that stand. */
    final List<Candle> inParts = new ArrayList<>();

    /** Rows appended by this process; some stand in files too. */
    final List<Candle> inLive = new ArrayList<>();

    private final Random random;
    private final List<Long> stamps = new ArrayList<>();
    private long seq;

    RandomStore(StoreFixture fixture, LocalDate firstDay, Random random) {
        this.fixture = fixture;
        this.random = random;
        for (Timeframe timeframe : TIMEFRAMES) {
            for (int i = 0; i < 6; i++) {
                fillDay(timeframe, firstDay.plusDays(i));
            }
        }
    }

    private void fillDay(Timeframe timeframe, LocalDate day) {
        List<Long> pool = instantsOf(day);
        stamps.addAll(pool);
        boolean appendedHere = random.nextInt(3) == 0;
        Map<String, List<Candle>> parts = new LinkedHashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            addPart(timeframe, day, pool, appendedHere, parts);
        }
        List<Candle> dayfile = new ArrayList<>();
        int compactions = parts.isEmpty() ? 0 : random.nextInt(3);
        for (int n = 0; n < compactions; n++) {
            parts.values().forEach(dayfile::addAll);
            fixture.writeDayfile(timeframe, day, dayfile, List.copyOf(parts.keySet()));
            if (!parts.isEmpty() && random.nextBoolean()) {
                delete(timeframe, day, parts);
            }
            if (random.nextBoolean()) {
                addPart(timeframe, day, pool, appendedHere, parts); // late rows and corrections
            }
        }
        inDayfiles.addAll(dayfile);
        parts.values().forEach(inParts::addAll);
        if (random.nextInt(4) == 0) {
            List<Candle> notYetInAPart = batch(timeframe, pool);
            inLive.addAll(notYetInAPart);
            live.add(timeframe, day, StoreFixture.columns(notYetInAPart));
        }
    }

    private void addPart(
            Timeframe timeframe,
            LocalDate day,
            List<Long> pool,
            boolean appendedHere,
            Map<String, List<Candle>> parts) {
        List<Candle> batch = batch(timeframe, pool);
        Path part = fixture.writePart(timeframe, day, batch);
        parts.put(part.getFileName().toString(), batch);
        if (appendedHere) {
            inLive.addAll(batch);
            live.add(timeframe, day, StoreFixture.columns(batch));
        }
    }

    private List<Candle> batch(Timeframe timeframe, List<Long> pool) {
        List<Candle> batch = new ArrayList<>();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            batch.add(StoreFixture.candle(pick(SYMBOLS), timeframe, pick(pool), ++seq));
        }
        return batch;
    }

    /** A dozen instants of a trading day, its first and last microsecond and the hours of a clock change among them. */
    private List<Long> instantsOf(LocalDate day) {
        List<Long> pool = new ArrayList<>();
        long start = fixture.clock.startMicros(day);
        long length = fixture.clock.endMicros(day) - start;
        List<Long> candidates = new ArrayList<>(List.of(start, start + length - 1));
        while (candidates.size() < 24) {
            candidates.add(start + (long) (random.nextDouble() * length));
            candidates.add(start + random.nextInt(60) * 120_000_000L);
        }
        for (long candidate : candidates) {
            if (fixture.clock.dayOf(candidate).equals(day)) {
                pool.add(candidate);
            }
        }
        return pool;
    }

    private void delete(Timeframe timeframe, LocalDate day, Map<String, List<Candle>> parts) {
        try {
            for (String name : parts.keySet()) {
                Files.delete(fixture.layout.dayFolder(timeframe, day).resolve(name));
            }
            Files.delete(fixture.layout.dayFolder(timeframe, day));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        parts.clear();
    }

    /** A query with bounds on and beside the store's own stamps. */
    ViewportQuery query() {
        String symbol = random.nextInt(12) == 0 ? "NONE" : pick(SYMBOLS);
        Timeframe timeframe = random.nextInt(20) == 0 ? Timeframe.parse("7m") : pick(TIMEFRAMES);
        ViewportQuery.Builder query = ViewportQuery.of(symbol, timeframe);
        long from = random.nextInt(6) == 0 ? ViewportQuery.UNBOUNDED_FROM : bound();
        long to = random.nextInt(6) == 0 ? ViewportQuery.UNBOUNDED_TO : bound();
        query.between(Math.min(from, to), Math.max(from, to));
        if (random.nextInt(3) == 0) {
            query.last(1 + random.nextInt(random.nextBoolean() ? 3 : 40));
        }
        if (random.nextInt(3) == 0) {
            query.lastDays(1 + random.nextInt(4));
        }
        if (random.nextInt(5) == 0) {
            query.asOf(bound());
        }
        return query.source(random.nextInt(3) > 0 ? Source.ALL : pick(List.of(Source.DAYFILES, Source.PARTS)))
                .build();
    }

    private long bound() {
        return pick(stamps) + random.nextInt(3) - 1;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** What stands in files, of the kind that the query asks for. */
    List<Candle> files(Source source) {
        List<Candle> rows = new ArrayList<>();
        if (source != Source.PARTS) {
            rows.addAll(inDayfiles);
        }
        if (source != Source.DAYFILES) {
            rows.addAll(inParts);
        }
        return rows;
    }
}
