package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with a small heap compacts a day whose rows take twice that heap and more than twenty times what a compaction
 * may hold. How far that goes is what the stress test {@code bigday} finds out.
 */
class DayLargerThanHeapTest {
    private static final int HEAP_MB = 24;
    private static final long ROWS = 1_000_000;

    /** Of {@link CandleColumns}: a reference, ts, four prices, volume, seq. */
    private static final int BYTES_A_ROW = 4 + 7 * 8;

    private static final int SYMBOLS = 40;
    private static final int ROWS_A_PART = 16_384;

    /** Every fifth row of the day is a correction of an earlier one. */
    private static final int CORRECTED = 5;

    private static final CompactionSettings SETTINGS = new CompactionSettings(8_192, 4);

    /** The part read last, which is larger than what is collected, and a row group for each run that is merged. */
    private static final long MOST_HELD = ROWS_A_PART + SETTINGS.mergeWidth() * 8_192L;

    @TempDir
    Path root;

    /** The n-th row of the day as it was appended: its key, its revision and with them its values. */
    private static void add(CandleColumns rows, SymbolKey[] symbols, long n) {
        boolean correction = n % CORRECTED == CORRECTED - 1;
        long key = correction ? n - CORRECTED + 1 : n;
        int symbol = (int) (key % SYMBOLS);
        double price = price(key, correction);
        rows.add(symbols[symbol], ts(key), price, price + 1, price - 1, price, key % 7 == 0 ? Double.NaN : n, n + 1);
    }

    private static long ts(long key) {
        return OPEN + key / SYMBOLS * 1_000;
    }

    private static double price(long key, boolean corrected) {
        return 100 + key % 1000 / 8.0 + (corrected ? 500 : 0);
    }

    private static SymbolKey[] symbols() {
        SymbolKey[] symbols = new SymbolKey[SYMBOLS];
        for (int i = 0; i < SYMBOLS; i++) {
            symbols[i] = SymbolKey.of(String.format("S%02d", i));
        }
        return symbols;
    }

    @Test
    void shouldCompactADayThatDoesNotFitIntoTheHeap() throws Exception {
        long n = ROWS;
        assertThat(n * BYTES_A_ROW).isGreaterThan(2L * HEAP_MB << 20);
        assertThat(n).isGreaterThan(20 * MOST_HELD);
        writeParts(n);
        String said = ChildJvm.run(
                List.of("-Xmx" + HEAP_MB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), Child.class, root);

        String[] answer =
                said.strip().substring(said.strip().lastIndexOf('\n') + 1).split(" "); // warnings come before
        long mostHeld = Long.parseLong(answer[0]);
        assertThat(mostHeld).as("rows held at once").isLessThanOrEqualTo(MOST_HELD);
        assertThat(Long.parseLong(answer[1])).isEqualTo(n);
        assertHoldsTheDay(n);
    }

    private void writeParts(long n) throws IOException {
        TestStore store = new TestStore(root);
        PartWriter writer = new PartWriter(TestStore.WRITER);
        Publisher publisher = new Publisher(new PassingDisk(), false);
        SymbolKey[] symbols = symbols();
        CandleColumns rows = new CandleColumns(ROWS_A_PART);
        for (long row = 0; row < n; row++) {
            add(rows, symbols, row);
            if (rows.size == ROWS_A_PART || row == n - 1) {
                rows.sort();
                var content = writer.encode(TF, rows);
                publisher.publish(store.layout.part(TF, DAY, writer.name()), content);
                rows.clear();
            }
        }
    }

    /** Symbol by symbol and instant by instant, each key once, in its last revision. */
    private void assertHoldsTheDay(long n) {
        SymbolKey[] symbols = symbols();
        CandleColumns rows = new CandleColumns();
        int symbol = 0;
        long key = 0;
        long found = 0;
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(new TestStore(root).dayfile())) {
            for (int group = 0; group < reader.rowGroups(); group++) {
                rows.clear();
                reader.readRowGroup(group, new SymbolTable(), rows);
                for (int i = 0; i < rows.size; i++) {
                    while (key >= n || key % CORRECTED == CORRECTED - 1) {
                        key = key >= n ? ++symbol : key + SYMBOLS; // a correction has no key of its own
                    }
                    boolean corrected = key % CORRECTED == 0 && key + CORRECTED - 1 < n;
                    if (!rows.symbol[i].equals(symbols[symbol])
                            || rows.tsMicros[i] != ts(key)
                            || rows.close[i] != price(key, corrected)
                            || rows.seq[i] != (corrected ? key + CORRECTED : key + 1)
                            || Double.isNaN(rows.volume[i]) != (key % 7 == 0)) {
                        throw new AssertionError("row " + found + " is " + Row.at(rows, i) + ", expected key " + key);
                    }
                    key += SYMBOLS;
                    found++;
                }
            }
        }
        assertThat(found).isEqualTo(n - n / CORRECTED);
    }

    /** The process with the small heap. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            TestStore store = new TestStore(Path.of(args[0]));
            Toolbox tools = store.tools(new PassingDisk(), SETTINGS, DayfileSink::dayfile);
            WorkFiles work = new WorkFiles(tools.disk(), store.layout);
            try (DayMerge merge = new DayMerge(tools, work, TF, DAY)) {
                for (Disk.Entry part : Listing.of(Disk.LOCAL, store.layout.dayFolder(TF, DAY))) {
                    merge.addFile(part.path());
                }
                DayMerge.Result result = merge.publish(false, List.of());
                System.out.println(merge.mostRowsHeld() + " " + result.read().rows);
            }
        }
    }
}
