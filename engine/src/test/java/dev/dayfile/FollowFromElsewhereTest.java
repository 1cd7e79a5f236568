package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.ingest.CandleTail;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Changes;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader beside an engine of another process: it follows, and with the live tail it sees a row once it is appended. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowFromElsewhereTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ViewportQuery ALL = ViewportQuery.of("SPY", TF).build();

    @TempDir
    Path root;

    /**
     * A child appends and says so row by row, in an engine that writes no part of its own accord; it is killed; an engine
     * opens the store again, and closes it. All the while one reader looks and follows.
     */
    @Test
    void shouldSeeEachRowOnceItIsAppendedAlsoAfterAKill() throws Exception {
        SubscriptionTest.Notes live = new SubscriptionTest.Notes();
        SubscriptionTest.Notes visible = new SubscriptionTest.Notes();
        Process child = startChild();
        try (BufferedReader acks =
                        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
                StorageReader plain = StorageReader.open(root)) {
            assertThat(acks.readLine()).isEqualTo("open");
            try (StorageReader reader =
                    StorageReader.builder(root).liveTail(true).open()) {
                reader.follow(
                        FollowQuery.of("SPY", TF).after(StorePosition.START).build(), live);
                plain.follow(
                        FollowQuery.of("SPY", TF).after(StorePosition.START).build(), visible);
                int acked = 0;
                for (int look = 0; look < 40; look++) {
                    for (int i = 0; i < 25; i++) {
                        child.getOutputStream().write('\n');
                        child.getOutputStream().flush();
                        acked = Integer.parseInt(acks.readLine());
                    }
                    CandleSeries seen = reader.viewport(ALL).candles();
                    assertThat(seen.size()).isEqualTo(acked);
                    assertWhole(seen);
                }
                assertThat(plain.viewport(ALL).candles().size()).as("in parts").isZero();
                child.toHandle().destroyForcibly();
                assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

                Viewport after = reader.viewport(ALL);
                assertThat(after.candles().size()).isEqualTo(acked);
                assertWhole(after.candles());
                assertThat(after.objects()).extracting(ChartObject::id).containsExactly("z");
                assertThat(after.position()).isEqualTo(new StorePosition(acked, 1));
                int rows = acked;
                SubscriptionTest.await(() -> live.told() == rows + 1);
                try (StorageEngine engine =
                        StorageEngine.open(StorageConfig.builder(root).build())) {
                    assertThat(engine.stats().replayedRows()).isEqualTo(rows);
                    long seq = engine.candles("SPY", TF).append(OPEN + rows, rows, rows, rows, rows, rows);
                    engine.awaitVisible(seq, PATIENCE);
                    engine.compact(TF, DAY);
                    engine.retire(Duration.ZERO);
                    assertThat(reader.viewport(ALL).candles().size()).isEqualTo(rows + 1);
                    SubscriptionTest.await(() -> visible.told() == rows + 2);
                }
                SubscriptionTest.await(() -> live.told() == rows + 2);
                assertThat(reader.viewport(ALL).candles().size()).isEqualTo(rows + 1);
            }
            assertThat(live.seqs()).hasSize(1001).isSorted().doesNotHaveDuplicates();
            assertThat(visible.seqs()).isEqualTo(live.seqs());
        } finally {
            child.destroyForcibly();
        }
    }

    private static void assertWhole(CandleSeries candles) {
        for (int i = 0; i < candles.size(); i++) {
            assertThat(candles.tsMicros(i)).isEqualTo(OPEN + i);
            assertThat(new double[] {
                        candles.open(i), candles.high(i), candles.low(i), candles.close(i), candles.volume(i)
                    })
                    .containsOnly(i);
        }
    }

    private Process startChild() throws IOException {
        return ChildJvm.start(ChildJvm.SMALL, Child.class, root);
    }

    /** Appends a row for each line that it reads, and then prints how many there are. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            StorageEngine engine = StorageEngine.open(StorageConfig.builder(Path.of(args[0]))
                    .ringSlots(4096)
                    .flushInterval(Duration.ofSeconds(60))
                    .build());
            engine.objects()
                    .append(ObjectEvent.create("z", "zone", "SPY", TF).at(OPEN).build());
            System.out.println("open");
            for (int i = 0; System.in.read() >= 0; i++) {
                engine.candles("SPY", TF).append(OPEN + i, i, i, i, i, i);
                System.out.println(i + 1);
            }
        }
    }

    @Test
    void shouldCountUnpublishedRowsInEveryAnswer() throws Exception {
        try (StorageEngine engine = engine(Duration.ofMillis(1))) {
            for (int day = 0; day < 3; day++) {
                long seq = 0;
                for (int i = 0; i < 4; i++) {
                    seq = engine.candles("SPY", TF)
                            .append(OPEN + day * 86_400_000_000L + i * TF.micros(), 1, 2, 1, 2, i);
                }
                engine.awaitVisible(seq, PATIENCE);
                engine.compact(TF, DAY.plusDays(day));
            }
            engine.retire(Duration.ZERO);
        }
        try (StorageEngine engine = engine(Duration.ofSeconds(60));
                StorageReader reader =
                        StorageReader.builder(root).liveTail(true).open()) {
            engine.candles("SPY", TF).append(OPEN + TF.micros(), 1, 9, 1, 2, 3); // corrects the first day
            engine.candles("SPY", TF).append(OPEN + 2 * 86_400_000_000L + 9 * TF.micros(), 1, 9, 1, 2, 3);
            engine.candles("QQQ", TF).append(OPEN - 5 * 86_400_000_000L, 1, 9, 1, 2, 3); // a day without a folder
            for (ViewportQuery query : List.of(
                    ALL,
                    ViewportQuery.of("SPY", TF).last(1).build(),
                    ViewportQuery.of("SPY", TF).last(5).build(),
                    ViewportQuery.of("SPY", TF).last(6).build(),
                    ViewportQuery.of("SPY", TF).last(12).build(),
                    ViewportQuery.of("SPY", TF).lastDays(1).build(),
                    ViewportQuery.of("SPY", TF).lastDays(3).build(),
                    ViewportQuery.of("QQQ", TF).last(3).build(),
                    ViewportQuery.of("SPY", TF)
                            .source(ViewportQuery.Source.DAYFILES)
                            .build())) {
                assertThat(rows(reader.viewport(query))).as("%s", query).isEqualTo(rows(engine.viewport(query)));
            }
            assertThat(reader.latest(TF)).isEqualTo(engine.latest(TF));
            assertThat(reader.bounds(TF)).isEqualTo(engine.bounds(TF));
            assertThat(reader.gaps("SPY", TF, null, null, Calendars.usEquities()))
                    .isEqualTo(engine.gaps("SPY", TF, null, null, Calendars.usEquities()));
            try (ResultSet sql = reader.sql("select count(*), count(distinct (symbol, ts)), max(high) from candles")) {
                sql.next();
                assertThat(sql.getLong(1)).isEqualTo(14).isEqualTo(sql.getLong(2));
                assertThat(sql.getDouble(3)).isEqualTo(9);
            }
            engine.objects()
                    .append(ObjectEvent.create("z", "zone", "SPY", TF).at(OPEN).build());
            assertThat(reader.objects()).isEqualTo(engine.objects().current());
            assertThat(reader.objectHistory("z")).hasSize(1);
        }
    }

    private static List<String> rows(Viewport viewport) {
        CandleSeries.Columns c = viewport.candles().toArrays();
        return List.of(Arrays.toString(c.tsMicros()), Arrays.toString(c.high()), Arrays.toString(c.seq()));
    }

    @Test
    void shouldFollowAViewportOfItsOwn() {
        SubscriptionTest.Notes notes = new SubscriptionTest.Notes();
        try (StorageEngine engine = engine(Duration.ofMillis(1));
                StorageReader reader = StorageReader.open(root)) {
            engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 3);
            engine.awaitVisible(1, PATIENCE);
            SubscriptionTest.await(() -> reader.viewport(ALL).position().candleSeq() == 1);
            Viewport viewport = reader.viewport(ALL);
            assertThat(viewport.candles().size()).isEqualTo(1);
            reader.follow(FollowQuery.of("SPY", TF).after(viewport).build(), notes);
            for (int i = 1; i < 5000; i++) { // the ring goes round
                engine.candles(i % 100 == 0 ? "SPY" : "QQQ", TF).append(OPEN + i, 1, 2, 1, 2, 3);
            }
            SubscriptionTest.await(() -> notes.told() == 49);
            assertThat(notes.candles).extracting(Candle::symbol).containsOnly("SPY");
            assertThat(notes.seqs()).isSorted().doesNotHaveDuplicates();
        }
    }

    /** A chart server whose clients poll: what changed since the position that they send. */
    @Test
    void shouldGiveTheChangesSinceAPosition() {
        try (StorageEngine engine = engine(Duration.ofMillis(1));
                StorageReader reader = StorageReader.open(root);
                StorageReader live = StorageReader.builder(root).liveTail(true).open()) {
            FollowQuery fromStart =
                    FollowQuery.of("SPY", TF).after(StorePosition.START).build();
            assertThat(reader.changes(fromStart).candles()).isEmpty();
            long seq = 0;
            for (int i = 0; i < 3000; i++) { // the ring goes round
                seq = engine.candles(i % 10 == 0 ? "SPY" : "QQQ", TF).append(OPEN + i, 1, 2, 1, 2, 3);
            }
            engine.objects()
                    .append(ObjectEvent.create("z", "zone", "SPY", TF).at(OPEN).build());
            long last = seq;
            SubscriptionTest.await(() -> reader.changes(fromStart).position().equals(new StorePosition(last, 1)));
            for (StoreQueries store : List.of(engine, reader, live)) {
                Changes changes = store.changes(fromStart);
                assertThat(changes.candles()).hasSize(300).isSortedAccordingTo(Comparator.comparing(Candle::seq));
                assertThat(changes.events()).hasSize(1);
                assertThat(changes.position()).isEqualTo(new StorePosition(last, 1));
                FollowQuery more =
                        FollowQuery.of("SPY", TF).after(changes.position()).build();
                assertThat(store.changes(more).candles()).isEmpty();
                assertThat(store.changes(more).position()).isEqualTo(changes.position());
            }
        }
    }

    /** As after a repair. Followers and viewports share the watch of the ring, and any of them may see the new one first. */
    @Test
    void shouldGoOnInANewRingThatAnotherHasSeenBefore() throws Exception {
        try (StorageEngine engine = engine(Duration.ofMillis(1))) {
            engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 3);
        }
        Path ring = root.resolve(".dayfile/candles.ring");
        ForeignRings rings = new ForeignRings(Disk.LOCAL, ring, root.resolve(".dayfile/events.ring"), false);
        FollowedRing<CandleTail> first = rings.candles();
        FollowedRing<CandleTail> second = rings.candles();
        assertThat(first.head(0)).isEqualTo(1).isEqualTo(second.head(0));
        Files.move(ring, ring.resolveSibling("candles.ring.aside"));
        try (StorageEngine engine = engine(Duration.ofMillis(1))) {
            long seq = engine.candles("SPY", TF).append(OPEN + 1, 1, 2, 1, 2, 3);
            engine.awaitVisible(seq, PATIENCE);
            SubscriptionTest.await(() -> first.head(0) == seq);
            SubscriptionTest.await(() -> second.head(0) == seq);
        }
    }

    @Test
    void shouldSayWhyItCannotFollow() throws Exception {
        assertThatThrownBy(() -> {
                    try (StorageReader reader = StorageReader.open(root)) {
                        reader.follow(FollowQuery.everything().build(), candle -> {});
                    }
                })
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ring")
                .hasMessageContaining("MISSING");
        engine(Duration.ofMillis(1)).close();
        Path ring = root.resolve(".dayfile/candles.ring");
        try (RandomAccessFile file = new RandomAccessFile(ring.toFile(), "rw")) {
            file.seek(8);
            file.write(99);
        }
        try (StorageReader live = StorageReader.builder(root).liveTail(true).open();
                StorageReader plain = StorageReader.open(root)) {
            assertThatThrownBy(() -> live.viewport(ALL)).hasMessageContaining(ring.toString());
            assertThat(plain.viewport(ALL).position()).isEqualTo(StorePosition.UNKNOWN);
            assertThatThrownBy(() -> plain.follow(FollowQuery.everything().build(), candle -> {}))
                    .hasMessageContaining(ring.toString());
            Files.delete(ring);
            assertThat(live.viewport(ALL).candles().size()).as("files alone").isZero();
            assertThatThrownBy(() -> FollowQuery.of("SPY", TF).after(live.viewport(ALL)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private StorageEngine engine(Duration flushInterval) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(flushInterval)
                .build());
    }
}
