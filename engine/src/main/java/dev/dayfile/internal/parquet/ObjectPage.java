package dev.dayfile.internal.parquet;

import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import dev.dayfile.model.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The values of one page of a file of chart objects, plain: the other end of what {@link ObjectFileWriter} puts there. */
final class ObjectPage {
    private final Path file;
    private final Column column;
    private final ByteBuffer in;

    /** @param file for messages */
    ObjectPage(Path file, Column column, byte[] body) {
        this.file = file;
        this.column = column;
        in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new CorruptFileException(
                    file, "a page has not the values that it says [column=" + column.name() + "]");
        }
    }

    /** Puts the values into their rows, at the column's place. */
    void read(int c, List<Object[]> rows) {
        byte[] levels = column.optional() ? levels(rows.size()) : null;
        for (int i = 0; i < rows.size(); i++) {
            if (levels == null || (levels[i / 8] >>> i % 8 & 1) == 1) {
                rows.get(i)[c] = value();
            }
        }
        require(!in.hasRemaining());
    }

    /** One bit-packed run, as it is written. */
    private byte[] levels(int rows) {
        int groups = (rows + 7) / 8;
        ThriftWriter run = new ThriftWriter(16);
        run.putVarint((long) groups << 1 | 1);
        require(in.remaining() >= 4 && in.getInt() == run.size + groups && in.remaining() >= run.size + groups);
        for (int i = 0; i < run.size; i++) {
            require(in.get() == run.bytes[i]);
        }
        byte[] bits = new byte[groups];
        in.get(bits);
        return bits;
    }

    private Object value() {
        if (column.kind() != Kind.TEXT) {
            require(in.remaining() >= 8);
            return column.kind() == Kind.DOUBLE ? (Object) in.getDouble() : (Object) in.getLong();
        }
        require(in.remaining() >= 4);
        int length = in.getInt();
        require(length >= 0 && length <= in.remaining());
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }
}
