package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.LiveSeries;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from published slots for rows. */
class LiveIndexerTest {
    private static final int SLOTS = 4;
    private static final long BASE = 9;

    @TempDir
    Path folder;

    private final LiveCandles live = new LiveCandles();
    private final Sequence persistedSlots = new Sequence(-1);
    private RingFile<RingSlot> file;
    private RingAppends appends;
    private CandleRingAppender spy;
    private CandleRingAppender qqq;
    private LiveIndexer indexer;

    @BeforeEach
    void open() throws IOException {
        file = RingFile.create(Disk.LOCAL, folder.resolve("candles.ring"), RingSlot.CANDLES, SLOTS, BASE - 1);
        appends = new RingAppends(file, BASE, persistedSlots, false);
        spy = new CandleRingAppender(appends, appends.label("SPY", TF));
        qqq = new CandleRingAppender(appends, appends.label("QQQ", TF));
        indexer = new LiveIndexer(appends.ring(), file, appends.labels(), live, MarketClock.NEW_YORK, BASE);
    }

    @Test
    void shouldTakeEachRowForItsSymbolWhateverTheSlotHeldBefore() {
        for (int i = 0; i < 5 * SLOTS; i++) {
            CandleRingAppender appender = i % 3 == 0 ? spy : qqq;
            assertThat(appender.append(T0 + i, i, i + 1, i - 1, i, i)).isEqualTo(BASE + i);
            persist();
        }
        assertThat(seqs("SPY")).containsExactly(9L, 12L, 15L, 18L, 21L, 24L, 27L);
        assertThat(seqs("QQQ")).containsExactly(10L, 11L, 13L, 14L, 16L, 17L, 19L, 20L, 22L, 23L, 25L, 26L, 28L);
    }

    /** As a page that cannot be had leaves it: the slot was claimed, and published so that nobody waits for it. */
    @Test
    void shouldTakeNoRowFromASlotWhoseWritingHasFailed() {
        appends.ring().publish(appends.ring().next()); // never used before
        for (int i = 1; i < SLOTS; i++) {
            spy.append(T0 + i, 1, 2, 0, 1, i);
        }
        persist();
        for (int i = 0; i < 2; i++) {
            appends.ring().publish(appends.ring().next()); // the second one holds a row of the lap before
        }
        long seq = spy.append(T0 + SLOTS, 1, 2, 0, 1, 5);
        persist();
        assertThat(seqs("SPY")).containsExactly(10L, 11L, 12L, seq);
        assertThat(indexer.indexedSeq()).isEqualTo(seq);
    }

    /** As two engines leave it that have come to one ring by a lock that did not hold. */
    @Test
    void shouldTakeNoRowOfAnotherProcessForOneOfOurs() {
        SlotLabels theirs = new SlotLabels();
        SlotLabel label = null;
        for (int i = 0; i < 100; i++) {
            label = theirs.add(SymbolKey.of("T" + i), TF);
        }
        long ours = spy.append(T0, 1, 2, 0, 1, 5);
        long taken = spy.append(T0 + 1, 1, 2, 0, 1, 5);
        new AppendHand(Thread.currentThread(), file.slots()).writeCandle(taken, label, T0 + 1, 7, 8, 6, 7, 5);
        long after = spy.append(T0 + 2, 1, 2, 0, 1, 5);
        persist();
        assertThat(seqs("SPY")).containsExactly(ours, after);
        assertThat(live.symbols(TF, MarketClock.NEW_YORK.dayOf(T0))).hasSize(1);
    }

    @Test
    void shouldTakeNoRowFromAReservedSequence() {
        long first = spy.append(T0, 1, 2, 0, 1, 5);
        for (int i = 0; i < 2 * SLOTS; i++) {
            appends.reserve(1);
            persist();
        }
        long last = spy.append(T0 + 1, 1, 2, 0, 1, 5);
        persist();
        assertThat(seqs("SPY")).containsExactly(first, last);
    }

    /** Indexes, and gives the slots back. */
    private void persist() {
        indexer.index();
        persistedSlots.set(indexer.indexedSeq() - BASE);
    }

    private List<Long> seqs(String symbol) {
        LiveSeries.Rows rows = live.find(TF, MarketClock.NEW_YORK.dayOf(T0), SymbolKey.of(symbol))
                .rows();
        return LongStream.of(rows.columns(0).seq()).limit(rows.size()).boxed().toList();
    }
}
