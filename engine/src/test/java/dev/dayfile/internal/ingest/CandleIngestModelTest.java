package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static dev.dayfile.internal.ingest.IngestFixture.append;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.LiveRowsCopy;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** The way in against the simplest model of it, a map from sequence to row, through closings and kills. */
class CandleIngestModelTest {
    private enum Kind {
        APPEND,
        APPEND_BURST,
        CORRECT,
        RESERVE,
        AWAIT,
        REOPEN,
        KILL
    }

    private record Step(Kind kind, int symbol, int minute, boolean otherTimeframe) {}

    @Property(tries = 60)
    void shouldHoldExactlyWhatWasAppended(
            @ForAll("steps") @Size(min = 1, max = 40) List<Step> steps, @ForAll boolean singleProducer)
            throws IOException {
        Path root = Files.createTempDirectory("ingest-model");
        try {
            run(new IngestFixture(root), steps, singleProducer);
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void run(IngestFixture store, List<Step> steps, boolean singleProducer) throws IOException {
        store.ringSlots = 64;
        store.singleProducer = singleProducer;
        TreeMap<Long, Row> model = new TreeMap<>();
        TreeMap<Long, Row> sinceOpened = new TreeMap<>();
        CandleIngest ingest = store.open();
        long last = 0;
        for (Step step : steps) {
            switch (step.kind) {
                case APPEND, CORRECT -> last = appendOne(ingest, step, 0, last, model, sinceOpened);
                case APPEND_BURST -> {
                    for (int i = 0; i < 100; i++) { // more than the ring holds
                        last = appendOne(ingest, step, i, last, model, sinceOpened);
                    }
                }
                case RESERVE -> {
                    long first = ingest.reserveSequences(10);
                    assertThat(first).isGreaterThan(last);
                    last = first + 9;
                }
                case AWAIT -> {
                    assertThat(ingest.awaitVisible(last, SOON)).isTrue();
                    assertThat(store.rowsInParts()).isEqualTo(model);
                }
                case REOPEN -> {
                    ingest.close();
                    assertThat(store.rowsInParts()).isEqualTo(model);
                    store.live = new LiveCandles(7);
                    sinceOpened.clear();
                    ingest = store.open();
                }
                case KILL -> {
                    store.kill();
                    sinceOpened.clear();
                    Leftovers.delete(store.disk, store.layout);
                    ingest = store.open();
                    assertThat(store.rowsInParts()).isEqualTo(model);
                }
            }
            ingest.awaitIndexed();
            assertLive(store, sinceOpened);
        }
        ingest.close();
        assertThat(store.rowsInParts()).isEqualTo(model);
        assertThat(store.rowsWritten()).isEqualTo(model.size());
        assertThat(store.temporaries()).isEmpty();
    }

    private static long appendOne(
            CandleIngest ingest, Step step, int i, long last, TreeMap<Long, Row> model, TreeMap<Long, Row> opened) {
        Timeframe timeframe = step.otherTimeframe ? Timeframe.parse("1d") : TF;
        double price = 1 + model.size();
        Row row = new Row(
                timeframe,
                "S" + step.symbol,
                T0 + (step.minute + i) * 60_000_000L,
                price,
                price,
                price,
                price,
                i % 2 == 0 ? Double.NaN : i);
        long seq = append(ingest, row);
        assertThat(seq).isGreaterThan(last);
        model.put(seq, row);
        opened.put(seq, row);
        return seq;
    }

    private static void assertLive(IngestFixture store, TreeMap<Long, Row> opened) {
        TreeMap<String, Long> newest = new TreeMap<>();
        opened.forEach((seq, row) -> newest.put(row.timeframe() + " " + row.symbol() + " " + row.tsMicros(), seq));
        int found = 0;
        for (Timeframe timeframe : store.live.timeframes()) {
            for (var day : store.live.days(timeframe)) {
                for (SymbolKey symbol : store.live.symbols(timeframe, day)) {
                    CandleSeries.Columns rows = LiveRowsCopy.of(store.live.find(timeframe, day, symbol));
                    found += rows.seq().length;
                    for (int i = 0; i < rows.seq().length; i++) {
                        long ts = rows.tsMicros()[i];
                        long seq = rows.seq()[i];
                        assertThat(MarketClock.NEW_YORK.dayOf(ts)).isEqualTo(day);
                        assertThat(newest).containsEntry(timeframe + " " + symbol + " " + ts, seq);
                        assertThat(rows.close()[i]).isEqualTo(opened.get(seq).close());
                    }
                }
            }
        }
        assertThat(found).isEqualTo(newest.size());
    }

    @Provide
    Arbitrary<Step> step() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(10, Kind.APPEND),
                                Tuple.of(1, Kind.APPEND_BURST),
                                Tuple.of(4, Kind.CORRECT),
                                Tuple.of(2, Kind.RESERVE),
                                Tuple.of(2, Kind.AWAIT),
                                Tuple.of(1, Kind.REOPEN),
                                Tuple.of(1, Kind.KILL)),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(-3000, 3000),
                        Arbitraries.of(true, false))
                .as((kind, symbol, minute, other) ->
                        new Step(kind, symbol, kind == Kind.CORRECT ? minute % 10 : minute, other));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step().list();
    }
}
