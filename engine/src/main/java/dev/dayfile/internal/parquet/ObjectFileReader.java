package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** Reads back what {@link ObjectFileWriter} wrote, with every checksum, length and count held against the others. */
final class ObjectFileReader {
    private static final long MAX_BYTES = 1L << 30;

    private final Path file;
    private final ObjectSchema schema;
    private final byte[] bytes;
    private final ParquetFooter footer;
    private final int footerAt;
    private final boolean lasting;

    private ObjectFileReader(Path file, ObjectSchema schema, byte[] bytes) {
        this.file = file;
        this.schema = schema;
        this.bytes = bytes;
        if (bytes.length < ParquetFooter.LEAST_FILE_BYTES
                || !Arrays.equals(bytes, 0, 4, PartWriter.MAGIC, 0, PartWriter.MAGIC.length)) {
            throw damaged("the file does not begin as a Parquet file does [bytes=" + bytes.length + "]");
        }
        int footerBytes = ParquetFooter.footerBytes(bytes, bytes.length, bytes.length, file);
        footerAt = bytes.length - ParquetFooter.TRAILER_BYTES - footerBytes;
        footer = ParquetFooter.parse(Arrays.copyOfRange(bytes, footerAt, footerAt + footerBytes), footerAt, file);
        if (!footer.hasSchema(schema.thrift())) {
            throw damaged("the file has not the columns of an object file of this version");
        }
        Optional<PartName> part = PartName.parse(file.getFileName().toString());
        lasting = part.isEmpty();
        if (lasting) {
            requireCrc(FooterKeys.FOOTER_CRC, footer.ownCrc32c());
            requireCrc(FooterKeys.BODY_CRC, ObjectFileWriter.crc32c(bytes, 0, footerAt));
        } else if (part.get().crc32c() != ObjectFileWriter.crc32c(bytes, 0, bytes.length)) {
            throw damaged("the file's checksum is not the one in its name");
        }
    }

    /**
     * Reads a file into memory and checks its checksums.
     *
     * @throws CorruptFileException when it is damaged or something else
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    static ObjectFileReader open(Disk disk, Path file, ObjectSchema schema) {
        ByteBuffer content;
        try {
            content = disk.read(file, MAX_BYTES);
        } catch (IOException e) {
            throw Failures.storage("read the object file", file, e);
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return new ObjectFileReader(file, schema, bytes);
    }

    CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what);
    }

    private void requireCrc(String key, int actual) {
        String said = footer.keyValues.get(key);
        if (!FooterKeys.hex(actual).equals(said)) {
            throw damaged("a checksum is wrong [" + key + "=" + said + ", found=" + FooterKeys.hex(actual) + "]");
        }
    }

    Map<String, String> keyValues() {
        return footer.keyValues;
    }

    /** All rows in their order, whose number and digest are those that the footer speaks of. */
    List<Object[]> rows() {
        List<Object[]> rows = new ArrayList<>();
        int at = PartWriter.MAGIC.length;
        for (ParquetFooter.RowGroup group : footer.rowGroups) {
            if (group.chunks.size() != schema.columns().size() || group.rows > ObjectFileWriter.ROW_GROUP_ROWS) {
                throw damaged("a row group is not as it is written");
            }
            int first = rows.size();
            for (int i = 0; i < group.rows; i++) {
                rows.add(new Object[schema.columns().size()]);
            }
            for (int c = 0; c < group.chunks.size(); c++) {
                at = readColumn(c, group, at, rows.subList(first, rows.size()));
            }
        }
        if (at != footerAt) {
            throw damaged("there are bytes between the pages and the footer [at=" + at + "]");
        }
        long digest = 0;
        for (Object[] row : rows) {
            digest += ContentDigest.ofValues(row);
        }
        if (!ContentDigest.toHex(digest).equals(footer.keyValues.get(FooterKeys.DIGEST))) {
            throw damaged("the rows are not those that the footer speaks of [" + FooterKeys.DIGEST + "="
                    + footer.keyValues.get(FooterKeys.DIGEST) + ", found=" + ContentDigest.toHex(digest) + "]");
        }
        return rows;
    }

    private int readColumn(int c, ParquetFooter.RowGroup group, int at, List<Object[]> rows) {
        Column column = schema.columns().get(c);
        ParquetFooter.Chunk chunk = group.chunks.get(c);
        if (!chunk.path.equals(column.name())
                || chunk.type != column.kind().type()
                || chunk.codec != (lasting ? ObjectFileWriter.ZSTD : ObjectFileWriter.UNCOMPRESSED)
                || chunk.values != group.rows
                || chunk.dataPageAt != at) {
            throw damaged("the footer describes a column wrongly [column=" + column.name() + "]");
        }
        PageHeader header = new PageHeader();
        int end = (int) Math.min(at + chunk.bytes, footerAt);
        header.read(bytes, at, end, column.optional(), file, column.name());
        CRC32 crc = new CRC32();
        crc.update(bytes, header.bodyAt, header.compressedBytes);
        if (header.type != PageHeader.DATA_PAGE
                || header.encoding != PageHeader.PLAIN
                || header.values != group.rows
                || header.bodyAt + header.compressedBytes != end
                || header.crc != (int) crc.getValue()) {
            throw damaged("a page's header or checksum is wrong [column=" + column.name() + "]");
        }
        new Page(column, body(header, column)).read(c, rows);
        return end;
    }

    private byte[] body(PageHeader header, Column column) {
        byte[] stored = Arrays.copyOfRange(bytes, header.bodyAt, header.bodyAt + header.compressedBytes);
        if (!lasting && header.uncompressedBytes == stored.length) {
            return stored;
        }
        byte[] plain = new byte[header.uncompressedBytes];
        long n = lasting ? Zstd.decompress(plain, stored) : -1;
        if (Zstd.isError(n) || n != plain.length) {
            throw damaged("a page has another size than its header says [column=" + column.name() + "]");
        }
        return plain;
    }

    /** One page's values. */
    private final class Page {
        private final Column column;
        private final ByteBuffer in;

        Page(Column column, byte[] body) {
            this.column = column;
            this.in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        }

        private void require(boolean holds) {
            if (!holds) {
                throw damaged("a page has not the values that it says [column=" + column.name() + "]");
            }
        }

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
}
