package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedPartTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = 1_761_139_800_000_000L;

    @TempDir
    Path folder;

    private Disk.Entry part(CandleColumns rows) throws IOException {
        PartWriter writer = new PartWriter("00000000000000aa");
        ByteBuffer bytes = writer.encode(TF, rows);
        Path file = folder.resolve(writer.name().toString());
        Files.write(file, Arrays.copyOf(bytes.array(), bytes.remaining()));
        return Disk.LOCAL.stat(file);
    }

    /** @param absent of so many rows one has no volume; 1 for all, 0 for none */
    private static CandleColumns rows(int n, int symbols, int absent, Random random) {
        CandleColumns rows = new CandleColumns();
        for (int i = 0; i < n; i++) {
            String symbol = "S" + "x".repeat(random.nextInt(3) == 0 ? 25 : 2) + random.nextInt(symbols);
            double volume = absent > 0 && random.nextInt(absent) == 0 ? Double.NaN : random.nextInt(1_000);
            double price = random.nextInt(10_000) / 100.0;
            rows.add(
                    SymbolKey.of(symbol),
                    OPEN + random.nextInt(5_000) * 1_000L,
                    price,
                    price + 1,
                    price - 1,
                    price,
                    volume,
                    i + 1);
        }
        rows.sort();
        return rows;
    }

    @Test
    void shouldGiveTheSameRowsInWindowsOfAnySize() throws IOException {
        Random random = new Random(20251022);
        PartProver prover = new PartProver(Disk.LOCAL);
        for (int absent : new int[] {0, 1, 2, 50}) {
            CandleColumns rows = rows(1 + random.nextInt(3_000), 1 + random.nextInt(800), absent, random);
            Disk.Entry part = part(rows);
            SymbolTable symbols = new SymbolTable();
            SortedPart sorted = prover.read(part, TF, symbols, new CandleColumns());
            for (int windowRows : new int[] {1, 64, 500, 10_000}) {
                SortedPart.Buffer buffer = new SortedPart.Buffer(windowRows);
                CandleColumns read = new CandleColumns(0);
                try (SortedPart.Windows windows = sorted.open(Disk.LOCAL, symbols, buffer)) {
                    int before = 0;
                    while (windows.next(read)) {
                        assertThat(read.size - before).isBetween(1, windowRows);
                        before = read.size;
                    }
                    assertThat(windows.next(read)).isFalse();
                }
                assertThat(read.size).isEqualTo(rows.size);
                for (int i = 0; i < rows.size; i++) {
                    assertThat(CandleColumns.compareRows(read, i, rows, i)).isZero();
                }
                assertThat(ContentDigest.ofRows(read, 0, read.size))
                        .isEqualTo(ContentDigest.ofRows(rows, 0, rows.size));
            }
        }
    }

    @Test
    void shouldNameAPartThatWasCutShortAfterItsProof() throws IOException {
        Disk.Entry part = part(rows(2_000, 50, 0, new Random(1)));
        SortedPart sorted = new PartProver(Disk.LOCAL).read(part, TF, new SymbolTable(), new CandleColumns());
        Files.write(part.path(), Arrays.copyOf(Files.readAllBytes(part.path()), 50_000));
        try (SortedPart.Windows windows = sorted.open(Disk.LOCAL, new SymbolTable(), new SortedPart.Buffer(500))) {
            assertThatThrownBy(() -> {
                        CandleColumns rows = new CandleColumns();
                        while (windows.next(rows)) {
                            rows.clear();
                        }
                    })
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(part.name());
        }
    }
}
