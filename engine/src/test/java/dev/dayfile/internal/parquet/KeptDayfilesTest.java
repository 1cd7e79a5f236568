package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptDayfilesTest {
    @TempDir
    Path folder;

    private KnownDayfile known;

    @BeforeEach
    void read() throws Exception {
        Path file = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), SampleFiles.session(50, 3, 1));
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            known = ((DayfileReader) reader).known();
        }
    }

    private Entry entry(String name, long modifiedNanos) {
        return new Entry(folder.resolve(name), false, 1_000, modifiedNanos, "inode " + name);
    }

    @Test
    void shouldFindOnlyTheFileThatItWasGiven() {
        KeptDayfiles kept = new KeptDayfiles(1 << 20);
        kept.put(entry("a", 1), known);
        assertThat(kept.get(entry("a", 1))).isSameAs(known);
        assertThat(kept.get(entry("a", 2))).isNull();
        assertThat(kept.get(entry("b", 1))).isNull();
    }

    @Test
    void shouldHoldItsBudgetAndLetTheLeastRecentlyUsedGo() {
        KeptDayfiles kept = new KeptDayfiles(3 * known.bytes());
        for (String name : new String[] {"a", "b", "c"}) {
            kept.put(entry(name, 1), known);
        }
        assertThat(kept.get(entry("a", 1))).isNotNull();
        kept.put(entry("d", 1), known);
        assertThat(kept.get(entry("b", 1))).isNull();
        assertThat(kept.get(entry("a", 1))).isNotNull();
        kept.put(entry("a", 2), known);
        assertThat(kept.bytes()).isEqualTo(3 * known.bytes());

        KeptDayfiles tooSmall = new KeptDayfiles(known.bytes() - 1);
        tooSmall.put(entry("a", 1), known);
        assertThat(tooSmall.get(entry("a", 1))).isNull();
        assertThat(tooSmall.bytes()).isZero();
    }
}
