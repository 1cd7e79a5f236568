package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import holds is bounded by the rows that may be held, however many come and however many days they are of. */
class ImportLargerThanHeapTest {
    private static final int HEAP_MB = 24;
    private static final int ROWS = 1_000_000;
    private static final int BYTES_A_ROW = 7 * Long.BYTES;
    private static final CompactionSettings SETTINGS = new CompactionSettings(32_768, 4, 2);

    /** As many come in turns, so that as many are merged at a time as ever are. */
    private static final int DAYS_IN_TURNS = 8;

    private static final int ROWS_A_DAY = 4_096;

    @TempDir
    Path root;

    @Test
    void shouldImportMoreThanFitsIntoTheHeap() throws Exception {
        assertThat((long) ROWS * BYTES_A_ROW).isGreaterThan(2L * HEAP_MB << 20);
        String said = ChildJvm.run(
                List.of("-Xmx" + HEAP_MB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), Child.class, root);
        assertThat(said.strip().lines()).last().isEqualTo("rows " + ROWS); // warnings come before
        TestStore store = new TestStore(root);
        assertThat(TestStore.rows(store.dayfile())).hasSize(ROWS_A_DAY).last().satisfies(row -> assertThat(row.close())
                .isEqualTo(ROWS_A_DAY + 0.5));
    }

    /** The process with the small heap. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            AtomicLong seq = new AtomicLong();
            HistoryImport history = new TestStore(Path.of(args[0]))
                    .compactor(new PassingDisk(), SETTINGS)
                    .importHistory(seq::incrementAndGet, ImportListener.NONE);
            for (int i = 0; i < ROWS; i++) {
                int block = i / (DAYS_IN_TURNS * ROWS_A_DAY);
                int day = block * DAYS_IN_TURNS + i % DAYS_IN_TURNS;
                int n = i / DAYS_IN_TURNS % ROWS_A_DAY;
                long ts = OPEN + TimeUnit.DAYS.toMicros(day) + n;
                double price = n + 1;
                history.add("SPY", TF, ts, price, price + 1, price - 1, price + 0.5, i);
            }
            long rows = 0;
            for (CompactionReport report : history.finish()) {
                rows += report.rowsOut();
            }
            System.out.println("rows " + rows);
        }
    }
}
