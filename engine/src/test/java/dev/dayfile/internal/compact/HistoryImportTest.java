package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static dev.dayfile.internal.compact.TestStore.TWO_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryImportTest {
    @TempDir
    Path root;

    private TestStore store;
    private final AtomicLong seq = new AtomicLong(100);

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    private HistoryImport history(int rowsInMemory) {
        return store.compactor(new PassingDisk(), new CompactionSettings(rowsInMemory))
                .importHistory(seq::incrementAndGet, ImportListener.NONE);
    }

    private static void add(HistoryImport history, Row row) {
        history.add(row.symbol(), TF, row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
    }

    @Test
    void shouldBringRowsUnderTheirTradingDays() {
        HistoryImport history = history(1_000);
        long evening = TestStore.MARKET.parse("2025-10-22T20:30"); // the next date in UTC
        long nextDay = TestStore.MARKET.parse("2025-10-23T09:30");
        Timeframe fifteen = Timeframe.parse("15m");
        add(history, Row.of("SPY", OPEN, 1, 0));
        add(history, Row.of("SPY", evening, 2, 0));
        add(history, Row.of("SPY", nextDay, 3, 0));
        history.add("SPY", fifteen, OPEN, 4, 4, 4, 4, Double.NaN);

        List<CompactionReport> reports = history.finish();

        assertThat(reports).extracting(CompactionReport::outcome).containsOnly(Outcome.PUBLISHED);
        assertThat(reports)
                .extracting(CompactionReport::timeframe, CompactionReport::day, CompactionReport::rowsOut)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(TF, DAY, 2L),
                        org.assertj.core.groups.Tuple.tuple(TF, DAY.plusDays(1), 1L),
                        org.assertj.core.groups.Tuple.tuple(fifteen, DAY, 1L));
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 1, 101), Row.of("SPY", evening, 2, 102));
        assertThat(TestStore.rows(store.layout.dayfile(fifteen, DAY)))
                .containsExactly(new Row("SPY", OPEN, 4, 4, 4, 4, Double.NaN, 104));
    }

    @Test
    void shouldLetLaterRowsWinOverEarlierOnesAndOverWhatStands() {
        store.part(Row.of("SPY", OPEN, 10, 1), Row.of("SPY", OPEN + TWO_MINUTES, 11, 2));
        store.compactor().compact(TF, DAY);
        HistoryImport history = history(1_000);
        add(history, Row.of("SPY", OPEN, 20, 0));
        add(history, Row.of("SPY", OPEN, 21, 0));

        CompactionReport report = history.finish().get(0);

        assertThat(store.dayfileRows())
                .containsExactly(Row.of("SPY", OPEN, 21, 102), Row.of("SPY", OPEN + TWO_MINUTES, 11, 2));
        assertThat(report.rowsIn()).isEqualTo(4);
        assertThat(report.rowsOut()).isEqualTo(2);
        assertThat(report.doublesDropped()).isEqualTo(2);
        assertThat(report.parts()).isZero();
    }

    @Test
    void shouldLeavePartsAsTheyAre() {
        Path absorbed = store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Path waiting = store.part(Row.of("SPY", OPEN + 1, 10, 2));
        HistoryImport history = history(1_000);
        add(history, Row.of("SPY", OPEN + 2, 10, 0));
        history.finish();

        assertThat(store.absorbed()).containsExactly(absorbed.getFileName().toString());
        assertThat(waiting).exists();
        assertThat(store.compactor().days().waiting(store.layout.candles(TF))).containsExactly(DAY);
        store.compactor().compact(TF, DAY);
        assertThat(store.dayfileRows()).hasSize(3);
    }

    @Test
    void shouldRefuseABadRowAndGoOn() {
        HistoryImport history = history(1_000);
        add(history, Row.of("SPY", OPEN, 1, 0));
        assertThatThrownBy(() -> history.add("SPY", TF, OPEN + 1, Double.NaN, 2, 1, 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("open=NaN");
        assertThatThrownBy(() -> history.add("SPY", TF, OPEN + 1, 1, 1, 2, 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("low=2.0");
        assertThatThrownBy(() -> history.add("a b", TF, OPEN + 1, 1, 2, 1, 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("symbol=a b");
        assertThatThrownBy(() -> history.add("SPY", TF, Long.MAX_VALUE, 1, 2, 1, 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ts=" + Long.MAX_VALUE);
        add(history, Row.of("SPY", OPEN + 2, 2, 0));

        history.finish();

        // a refused row takes no sequence
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 1, 101), Row.of("SPY", OPEN + 2, 2, 102));
    }

    @Test
    void shouldTellHowManyDaysAreWrittenEachTimeThatItWrites() {
        List<List<Integer>> told = new ArrayList<>();
        HistoryImport history = store.compactor(new PassingDisk(), new CompactionSettings(200))
                .importHistory(seq::incrementAndGet, new ImportListener() {
                    @Override
                    public void daysWritten(int done, int days) {
                        if (done == 0) {
                            told.add(new ArrayList<>(List.of(days)));
                        }
                        told.get(told.size() - 1).add(done);
                    }
                });
        for (int i = 0; i < 500; i++) {
            add(history, Row.of("SPY", OPEN + i % 100 * TimeUnit.DAYS.toMicros(1) + i, 1, 0));
        }
        history.finish();
        assertThat(told).hasSize(3).allSatisfy(days -> assertThat(days).containsExactly(100, 0, 64, 100));
        history.finish();
        assertThat(told).as("nothing was held").hasSize(3);
    }

    @Test
    void shouldMergeWhenTheBudgetIsReached() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        HistoryImport history = history(64);
        for (int i = 0; i < 1_000; i++) {
            Row row = Row.of("S" + random.nextInt(3), OPEN + random.nextInt(300) * 1_000_000L, i, 101 + i);
            rows.add(row);
            add(history, row);
            if (i == 500) {
                assertThat(store.dayfile()).exists();
            }
        }

        List<CompactionReport> reports = history.finish();

        assertThat(reports).hasSize(16);
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        assertThat(history.finish()).hasSize(16);
    }

    @Test
    void shouldKeepWhatItCouldNotMergeForAnotherTry() throws java.io.IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        byte[] whole = java.nio.file.Files.readAllBytes(store.dayfile());
        TestStore.damage(store.dayfile());
        LocalDate before = DAY.minusDays(1);
        HistoryImport history = history(1_000);
        add(history, Row.of("SPY", TestStore.MARKET.parse("2025-10-21T09:30"), 1, 0));
        add(history, Row.of("SPY", OPEN + 1, 2, 0));

        assertThatThrownBy(history::finish)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(store.dayfile().toString());
        assertThat(store.layout.dayfile(TF, before)).exists();
        assertThat(history.reports()).extracting(CompactionReport::day).containsExactly(before);

        java.nio.file.Files.write(store.dayfile(), whole);
        assertThat(history.finish()).extracting(CompactionReport::day).containsExactly(before, DAY);
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1), Row.of("SPY", OPEN + 1, 2, 102));
    }
}
