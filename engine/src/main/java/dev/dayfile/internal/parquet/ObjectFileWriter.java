package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Encodes an object file in memory, by the few spellings that parts of candles use too: one page a column and row
 * group, plain values, page checksums and statistics. A bot draws a few objects a minute, so all of its object files
 * are small. A snapshot is compressed and carries checksums of body and footer; a part has its checksum in its name.
 */
final class ObjectFileWriter {
    static final int ROW_GROUP_ROWS = 8_192;
    static final int UNCOMPRESSED = 0;
    static final int ZSTD = 6;

    private static final int ZSTD_LEVEL = 3;

    /** Texts longer than this are in no statistics. */
    private static final int MAX_STATISTICS_BYTES = 64;

    private static final int PLAIN = PageHeader.PLAIN;
    private static final int RLE = PageHeader.RLE;

    private final ObjectSchema schema;
    private final boolean lasting;
    private final ThriftWriter out = new ThriftWriter(16 << 10);
    private final ThriftWriter page = new ThriftWriter(4 << 10);
    private final ThriftWriter groups = new ThriftWriter(4 << 10);

    private ObjectFileWriter(ObjectSchema schema, boolean lasting) {
        this.schema = schema;
        this.lasting = lasting;
    }

    /**
     * The file's bytes.
     *
     * @param rows sorted as the schema says
     * @param keyValues for the footer
     * @param lasting whether pages are compressed and checksums of body and footer are added
     */
    static ByteBuffer encode(ObjectSchema schema, List<Object[]> rows, Map<String, String> keyValues, boolean lasting) {
        return new ObjectFileWriter(schema, lasting).encode(rows, keyValues);
    }

    private ByteBuffer encode(List<Object[]> rows, Map<String, String> keyValues) {
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
        int groupCount = 0;
        for (int from = 0; from < rows.size(); from += ROW_GROUP_ROWS) {
            writeRowGroup(rows.subList(from, Math.min(rows.size(), from + ROW_GROUP_ROWS)), groupCount++);
        }
        int footerAt = out.size;
        if (lasting) {
            keyValues.put(FooterKeys.BODY_CRC, FooterKeys.hex(crc32c(out.bytes, 0, footerAt)));
            keyValues.put(
                    FooterKeys.FOOTER_CRC, FooterKeys.NO_CRC); // the last key, so its digits are found from behind
        }
        out.beginElement();
        out.i32(1, 1); // version
        out.prepared(2, ThriftWriter.LIST, schema.thrift());
        out.i64(3, rows.size());
        out.list(4, ThriftWriter.STRUCT, groupCount);
        out.putBytes(groups.bytes, 0, groups.size);
        out.list(5, ThriftWriter.STRUCT, keyValues.size());
        int digitsAt = 0;
        for (Map.Entry<String, String> entry : keyValues.entrySet()) {
            out.beginElement();
            out.binary(1, entry.getKey().getBytes(StandardCharsets.UTF_8));
            out.binary(2, entry.getValue().getBytes(StandardCharsets.UTF_8));
            digitsAt = out.size - FooterKeys.NO_CRC.length();
            out.end();
        }
        out.binary(6, PartWriter.CREATED_BY);
        out.prepared(7, ThriftWriter.LIST, schema.columnOrders());
        out.end();
        if (lasting) {
            String crc = FooterKeys.hex(crc32c(out.bytes, footerAt, out.size));
            System.arraycopy(crc.getBytes(StandardCharsets.US_ASCII), 0, out.bytes, digitsAt, crc.length());
        }
        out.putInt(out.size - footerAt);
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
        return out.written();
    }

    static int crc32c(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private void writeRowGroup(List<Object[]> rows, int ordinal) {
        int start = out.size;
        groups.beginElement();
        groups.list(1, ThriftWriter.STRUCT, schema.columns().size());
        for (int c = 0; c < schema.columns().size(); c++) {
            writeColumn(c, rows);
        }
        groups.i64(2, out.size - start);
        groups.i64(3, rows.size());
        groups.list(4, ThriftWriter.STRUCT, 1);
        groups.beginElement();
        groups.i32(1, schema.sortedBy());
        groups.bool(2, false); // ascending
        groups.bool(3, false); // it has no nulls
        groups.end();
        groups.i64(5, start);
        groups.i64(6, out.size - start);
        groups.i16(7, ordinal);
        groups.end();
    }

    private void writeColumn(int c, List<Object[]> rows) {
        Column column = schema.columns().get(c);
        page.clear();
        if (column.optional()) {
            putLevels(c, rows);
        }
        byte[] min = null;
        byte[] max = null;
        int nulls = 0;
        boolean statistics = true;
        for (Object[] row : rows) {
            if (row[c] == null) {
                nulls++;
                continue;
            }
            byte[] value = bytes(row[c]);
            if (column.kind() == Kind.TEXT) {
                page.putInt(value.length);
                statistics &= value.length <= MAX_STATISTICS_BYTES;
            }
            page.putBytes(value, 0, value.length);
            min = min == null || compare(column.kind(), value, min) < 0 ? value : min;
            max = max == null || compare(column.kind(), value, max) > 0 ? value : max;
        }
        int at = out.size;
        int codec = lasting ? ZSTD : UNCOMPRESSED;
        int headerBytes = writePage(rows.size());
        groups.beginElement();
        groups.i64(2, at);
        groups.begin(3);
        groups.i32(1, column.kind().type());
        groups.list(2, ThriftWriter.I32, 2);
        groups.element(PLAIN);
        groups.element(RLE);
        groups.list(3, ThriftWriter.BINARY, 1);
        groups.element(column.nameBytes());
        groups.i32(4, codec);
        groups.i64(5, rows.size());
        groups.i64(6, headerBytes + page.size);
        groups.i64(7, out.size - at);
        groups.i64(9, at);
        groups.begin(12);
        groups.i64(3, nulls);
        if (statistics && min != null) {
            groups.binary(5, bound(column.kind(), max, 0.0));
            groups.binary(6, bound(column.kind(), min, -0.0));
        }
        groups.end();
        groups.end();
        groups.end();
    }

    /** Writes header and body; returns how long the header is. */
    private int writePage(int rows) {
        byte[] body = Arrays.copyOf(page.bytes, page.size);
        if (lasting) {
            body = Zstd.compress(body, ZSTD_LEVEL);
        }
        CRC32 crc = new CRC32();
        crc.update(body);
        int at = out.size;
        PageHeader.write(out, page.size, body.length, (int) crc.getValue(), rows);
        int headerBytes = out.size - at;
        out.putBytes(body, 0, body.length);
        return headerBytes;
    }

    /** Definition levels as one bit-packed run, eight to a byte, after their length. */
    private void putLevels(int c, List<Object[]> rows) {
        ThriftWriter levels = new ThriftWriter(64);
        int groupsOfEight = (rows.size() + 7) / 8;
        levels.putVarint((long) groupsOfEight << 1 | 1);
        for (int i = 0; i < rows.size(); i += 8) {
            int bits = 0;
            for (int k = i; k < Math.min(i + 8, rows.size()); k++) {
                bits |= rows.get(k)[c] == null ? 0 : 1 << k - i;
            }
            levels.putByte(bits);
        }
        page.putInt(levels.size);
        page.putBytes(levels.bytes, 0, levels.size);
    }

    private static byte[] bytes(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        long bits = value instanceof Double number ? Double.doubleToRawLongBits(number) : (Long) value;
        return little(bits);
    }

    private static byte[] little(long bits) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (bits >>> 8 * i);
        }
        return bytes;
    }

    private static long bits(byte[] little) {
        return ByteBuffer.wrap(little).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static int compare(Kind kind, byte[] a, byte[] b) {
        return switch (kind) {
            case TEXT -> Arrays.compareUnsigned(a, b);
            case LONG, TIME -> Long.compare(bits(a), bits(b));
            case DOUBLE -> Double.compare(Double.longBitsToDouble(bits(a)), Double.longBitsToDouble(bits(b)));
        };
    }

    /** Zero as a bound has the sign that parquet.thrift demands, since readers disagree about which is smaller. */
    private static byte[] bound(Kind kind, byte[] value, double zero) {
        boolean isZero = kind == Kind.DOUBLE && Double.longBitsToDouble(bits(value)) == 0;
        return isZero ? little(Double.doubleToRawLongBits(zero)) : value;
    }
}
