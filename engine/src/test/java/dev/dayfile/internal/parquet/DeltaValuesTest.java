package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;

/** What parquet-column writes is what is read. */
class DeltaValuesTest {
    private static byte[] written(long[] values) throws IOException {
        DeltaBinaryPackingValuesWriterForLong writer =
                new DeltaBinaryPackingValuesWriterForLong(64, 1 << 20, HeapByteBufferAllocator.getInstance());
        for (long value : values) {
            writer.writeLong(value);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.getBytes().writeAllTo(bytes);
        return bytes.toByteArray();
    }

    private static long[] decoded(byte[] bytes, int count) {
        long[] values = new long[count + 2];
        byte[] withSlack = Arrays.copyOf(bytes, bytes.length + DeltaValues.SLACK_BYTES);
        int end = new DeltaValues().decode(withSlack, 0, bytes.length, values, 1, count);
        assertThat(end).isEqualTo(bytes.length);
        return Arrays.copyOfRange(values, 1, count + 1);
    }

    @Property(tries = 300)
    void shouldReadAnyLongs(@ForAll @Size(min = 1, max = 400) long[] values, @ForAll boolean small) throws IOException {
        long[] written = small ? Arrays.stream(values).map(v -> v >> 40).toArray() : values;
        assertThat(decoded(written(written), written.length)).isEqualTo(written);
    }

    @Property(tries = 100)
    void shouldRefuseWhatIsCutShort(@ForAll @Size(min = 2, max = 200) long[] values) throws IOException {
        byte[] bytes = written(values);
        byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(() -> decoded(cut, values.length)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> decoded(bytes, values.length + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
