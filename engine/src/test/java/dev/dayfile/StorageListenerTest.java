package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.PartPublished;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a listener hears, on which thread, and that nothing it does harms the engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StorageListenerTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static class Notes implements StorageListener {
        final List<String> told = Collections.synchronizedList(new ArrayList<>());
        final List<PartPublished> parts = Collections.synchronizedList(new ArrayList<>());
        final List<CompactionReport> reports = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void partPublished(PartPublished part) {
            assertThat(part.path()).isRegularFile().hasSize(part.bytes());
            parts.add(part);
            told.add("part " + part.firstSeq() + "-" + part.lastSeq());
        }

        @Override
        public void visibleAdvanced(long seq) {
            told.add("visible " + seq);
        }

        @Override
        public void durableAdvanced(long seq) {
            told.add("durable " + seq);
        }

        @Override
        public void dayCompacted(CompactionReport report) {
            told.add("compacted " + report.rowsOut() + " on "
                    + Thread.currentThread().getName());
            reports.add(report);
        }
    }

    @TempDir
    Path root;

    @TempDir
    Path elsewhere;

    @Test
    void shouldTellWhatBecameOfEachRowInOrder() {
        Notes notes = new Notes();
        CompactionReport report;
        try (StorageEngine engine = open(notes)) {
            for (int i = 0; i < 2; i++) {
                long seq = engine.candles("SPY", TF).append(OPEN + i * TF.micros(), 1, 2, 1, 2, 3);
                assertThat(engine.awaitDurable(seq, PATIENCE)).isTrue();
            }
            report = engine.compact(TF, DAY);
        }
        assertThat(notes.told)
                .containsExactly(
                        "visible 1",
                        "part 1-1",
                        "durable 1",
                        "visible 2",
                        "part 2-2",
                        "durable 2",
                        "compacted 2 on dayfile-listener");
        assertThat(notes.reports).containsExactly(report);
        assertThat(notes.parts.get(1))
                .satisfies(part -> assertThat(part.timeframe()).isEqualTo(TF))
                .satisfies(part -> assertThat(part.day()).isEqualTo(DAY))
                .satisfies(part -> assertThat(part.rows()).isEqualTo(1))
                .satisfies(part -> assertThat(part.minTsMicros()).isEqualTo(OPEN + TF.micros()))
                .satisfies(part -> assertThat(part.maxTsMicros()).isEqualTo(OPEN + TF.micros()));
    }

    @Test
    void shouldTellOfEachPartOfObjectEventsOnceAlsoOfThoseThatAnOpeningWrites() throws Exception {
        List<PartPublished> parts = Collections.synchronizedList(new ArrayList<>());
        StorageListener notes = new StorageListener() {
            @Override
            public void objectPartPublished(PartPublished part) {
                assertThat(part.path()).isRegularFile().hasSize(part.bytes());
                parts.add(part);
            }
        };
        Path killed = elsewhere.resolve("killed");
        try (StorageEngine engine = open(notes)) {
            long seq = engine.objects().append(zone("z1"));
            assertThat(engine.objects().awaitDurable(seq, PATIENCE)).isTrue();
        }
        assertThat(parts).singleElement().satisfies(part -> {
            assertThat(part.timeframe()).isNull();
            assertThat(part.day()).isEqualTo(DAY);
            assertThat(part.rows()).isEqualTo(1);
            assertThat(part.firstSeq()).isEqualTo(1);
            assertThat(part.lastSeq()).isEqualTo(1);
            assertThat(part.minTsMicros()).isEqualTo(OPEN);
        });

        parts.clear();
        try (StorageEngine engine = StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(Duration.ofSeconds(10))
                .build())) {
            engine.objects().append(zone("z2"));
            StoreCopy.of(root, killed);
        }
        StorageEngine.open(StorageConfig.builder(killed).listener(notes).build())
                .close();
        assertThat(parts).singleElement().satisfies(part -> {
            assertThat(part.firstSeq()).isEqualTo(2);
            assertThat(part.path()).startsWith(killed);
        });
    }

    private static ObjectEvent zone(String id) {
        return ObjectEvent.create(id, "zone", "SPY", TF).band(2, 1).at(OPEN).build();
    }

    @Test
    void shouldNoteWhatAListenerThrowsAndGoOn() {
        Notes notes = new Notes() {
            @Override
            public void visibleAdvanced(long seq) {
                super.visibleAdvanced(seq);
                throw new IllegalStateException("a listener's fault");
            }
        };
        try (StorageEngine engine = open(notes)) {
            for (int i = 0; i < 3; i++) {
                long seq = engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, i);
                assertThat(engine.awaitDurable(seq, PATIENCE)).isTrue();
            }
            while (notes.told.size() < 9) {
                Thread.onSpinWait();
            }
            assertThat(engine.stats().lastError()).contains("a listener's fault");
            assertThat(engine.stats().flushFailures()).isZero();
        }
        assertThat(notes.parts).hasSize(3);
    }

    @Test
    void shouldGoOnWhileAListenerIsStuck() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        Notes notes = new Notes() {
            @Override
            public void visibleAdvanced(long seq) {
                stuck.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (StorageEngine engine = open(notes)) {
            long first = engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 3);
            stuck.await();
            long second = engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 4);
            assertThat(second).isGreaterThan(first);
            assertThat(engine.awaitDurable(second, PATIENCE)).isTrue();
            assertThat(notes.parts).isEmpty();
            letGo.countDown();
        }
        assertThat(notes.parts).as("closing waits for the calls").hasSize(2);
    }

    @Test
    void shouldLetAListenerCloseTheEngine() throws Exception {
        StorageEngine[] engine = new StorageEngine[1];
        CountDownLatch closed = new CountDownLatch(1);
        engine[0] = open(new StorageListener() {
            @Override
            public void durableAdvanced(long seq) {
                engine[0].close();
                closed.countDown();
            }
        });
        engine[0].candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 3);
        closed.await();
        open(new StorageListener() {}).close();
    }

    private StorageEngine open(StorageListener listener) {
        return StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(Duration.ofMillis(1))
                .listener(listener)
                .build());
    }
}
