package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window of one symbol is read without the rest of the day. */
class OneSymbolBytesTest {
    private static final int SYMBOLS = 5_000;
    private static final int CANDLES = 100;
    private static final long STEP = 120_000_000L;

    @TempDir
    Path folder;

    private static CandleColumns day() {
        Random random = new Random(11);
        CandleColumns rows = new CandleColumns(SYMBOLS * CANDLES);
        for (int s = 0; s < SYMBOLS; s++) {
            SymbolKey symbol = SymbolKey.of(String.format("S%04d", s));
            double price = 20 + s % 300;
            for (int i = 0; i < CANDLES; i++) {
                price = Math.round((price + random.nextGaussian() * 0.1) * 100) / 100.0;
                rows.add(
                        symbol,
                        SampleFiles.OPENING + i * STEP,
                        price,
                        price + 0.05,
                        price - 0.05,
                        price + 0.01,
                        random.nextInt(1_000_000),
                        1L + (long) i * SYMBOLS + s);
            }
        }
        return rows;
    }

    @Test
    void shouldReadASmallShareOfTheFileForOneSymbolOfFiveThousand() throws IOException {
        Path file = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), day());
        BytesDisk disk = new BytesDisk(Files.readAllBytes(file));
        for (int s : new int[] {0, 2_499, 4_999}) {
            CandleColumns found = new CandleColumns();
            long before = disk.bytesRead();
            try (CandleFileReader reader = new CandleFiles(disk).open(file)) {
                reader.readSymbol(
                        SymbolKey.of(String.format("S%04d", s)),
                        SampleFiles.OPENING + 10 * STEP,
                        SampleFiles.OPENING + 59 * STEP,
                        found);
            }
            assertThat(found.size).isEqualTo(50);
            assertThat(disk.bytesRead() - before).isBetween(1L, Files.size(file) / 20);
        }
    }
}
