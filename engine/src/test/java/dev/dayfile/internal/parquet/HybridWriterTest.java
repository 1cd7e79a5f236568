package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;

/** Held against parquet-column's writer, byte for byte, and read back by {@link HybridRuns}. */
class HybridWriterTest {
    private static final long SEED = 20251022;

    private final HybridWriter writer = new HybridWriter();
    private final PlainPage page = new PlainPage();

    @Test
    void shouldWriteTheBytesOfParquetColumnHoweverValuesRepeat() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            int width = random.nextInt(20);
            int longest = 1 + random.nextInt(round % 2 == 0 ? 12 : 300);
            int[] values = new int[random.nextInt(3_000)];
            for (int i = 0; i < values.length; ) {
                int end = Math.min(values.length, i + 1 + random.nextInt(longest));
                Arrays.fill(values, i, end, random.nextInt(1 << Math.min(width, 1 + random.nextInt(20))));
                i = end;
            }
            assertSame(values, width, random);
        }
    }

    @Test
    void shouldWriteTheBytesOfParquetColumnOfSortedIndexes() throws IOException {
        Random random = new Random(SEED);
        for (int width = 1; width <= 13; width++) {
            int[] values = new int[DayfileWriter.PAGE_ROWS];
            for (int i = 1; i < values.length; i++) {
                int next = values[i - 1] + (random.nextInt(width * 4) == 0 ? 1 : 0);
                values[i] = Math.min(next, (1 << width) - 1);
            }
            assertSame(values, width, random);
        }
    }

    @Test
    void shouldCutPackedGroupsWhereTheirHeaderEnds() throws IOException {
        for (int n = 8 * 60; n < 8 * 130; n++) {
            int[] values = new int[n];
            for (int i = 0; i < n; i++) {
                values[i] = i & 1;
            }
            assertSame(values, 1, new Random(n));
        }
    }

    /** Runs are handed over whole or in pieces, which must make no difference. */
    private void assertSame(int[] values, int width, Random random) throws IOException {
        page.clear();
        page.write(42);
        writer.over(page, width);
        for (int i = 0; i < values.length; ) {
            int end = i + 1;
            while (end < values.length && values[end] == values[i] && random.nextInt(50) > 0) {
                end++;
            }
            writer.put(values[i], end - i);
            i = end;
        }
        writer.end();
        byte[] found = Arrays.copyOfRange(page.bytes, 1, page.size);
        try (RunLengthBitPackingHybridEncoder theirs =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, HeapByteBufferAllocator.getInstance())) {
            for (int value : values) {
                theirs.writeInt(value);
            }
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            theirs.toBytes().writeAllTo(expected);
            assertThat(found).as("width=%d, seed=%d", width, SEED).isEqualTo(expected.toByteArray());
        }
        HybridRuns runs = new HybridRuns(Path.of("a.parquet"), "symbol").over(found, 0, found.length, width);
        for (int value : values) {
            assertThat(runs.next()).isEqualTo(value);
        }
    }
}
