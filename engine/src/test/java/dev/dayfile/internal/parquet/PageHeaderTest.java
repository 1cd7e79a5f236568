package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PageHeaderTest {
    @Property
    void shouldReadWhatItWroteAndKnowItsLength(
            @ForAll @IntRange(min = 0, max = PageHeader.MAX_PAGE_BYTES) int bytes,
            @ForAll @IntRange(min = 0) int values,
            @ForAll int crc) {
        ThriftWriter out = new ThriftWriter(16);
        out.putBytes(new byte[3], 0, 3);
        PageHeader.write(out, bytes, bytes, crc, values);
        int end = out.size;
        out.ensure(bytes);

        PageHeader header = new PageHeader();
        header.read(out.bytes, 3, end + bytes, false, Path.of("a.parquet"), "seq");
        assertThat(header.bodyAt).isEqualTo(end);
        assertThat(header.type).isEqualTo(PageHeader.DATA_PAGE);
        assertThat(header.uncompressedBytes).isEqualTo(bytes);
        assertThat(header.compressedBytes).isEqualTo(bytes);
        assertThat(header.values).isEqualTo(values);
        assertThat(header.crc).isEqualTo(crc);
        assertThat(header.encoding).isEqualTo(PageHeader.PLAIN);

        int shorter = 5 - ThriftWriter.zigzagBytes(crc);
        assertThat(end - 3).isEqualTo(PageHeader.bytesAtMost(bytes, values) - shorter);
    }
}
