package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.junit.jupiter.api.Test;

class DeltaWriterTest {
    private static PlainPage written(long[] values) {
        PlainPage page = new PlainPage();
        new DeltaWriter().put(values, 0, values.length, page);
        return page;
    }

    @Property(tries = 500)
    void shouldBeReadByParquetColumnAndByUs(
            @ForAll @IntRange(min = 1, max = 700) int count,
            @ForAll @IntRange(min = 0, max = 64) int bits,
            @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        long[] values = new long[count];
        long value = random.nextLong();
        for (int i = 0; i < count; i++) {
            // Deltas of every width, sums that wrap around, and stretches without any change.
            long delta = bits == 0 || random.nextInt(20) == 0 ? 0 : random.nextLong() >>> Long.SIZE - bits;
            value += random.nextBoolean() ? delta : -delta;
            values[i] = value;
        }
        PlainPage page = written(values);

        DeltaBinaryPackingValuesReader theirs = new DeltaBinaryPackingValuesReader();
        theirs.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(page.bytes, 0, page.size)));
        for (long expected : values) {
            assertThat(theirs.readLong()).isEqualTo(expected);
        }
        long[] ours = new long[count];
        byte[] withRoom = Arrays.copyOf(page.bytes, page.size + DeltaValues.SLACK_BYTES);
        assertThat(new DeltaValues().decode(withRoom, 0, page.size, ours, 0, count))
                .isEqualTo(page.size);
        assertThat(ours).isEqualTo(values);
    }

    @Test
    void shouldWriteNoValuesAndTheExtremes() {
        PlainPage none = written(new long[0]);
        byte[] withRoom = Arrays.copyOf(none.bytes, none.size + DeltaValues.SLACK_BYTES);
        assertThat(new DeltaValues().decode(withRoom, 0, none.size, new long[0], 0, 0))
                .isEqualTo(none.size);

        long[] extremes = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE};
        PlainPage page = written(extremes);
        long[] read = new long[extremes.length];
        new DeltaValues()
                .decode(Arrays.copyOf(page.bytes, page.size + DeltaValues.SLACK_BYTES), 0, page.size, read, 0, 6);
        assertThat(read).isEqualTo(extremes);
    }
}
