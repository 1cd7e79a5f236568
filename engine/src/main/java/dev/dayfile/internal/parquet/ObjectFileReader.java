package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.model.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Reads back what {@link ObjectFileWriter} wrote, with every checksum, length and count held against the others. A part
 * is read at once, since its checksum is over all of its bytes; of a file that lasts one row group at a time, and when
 * the last has been read in its turn, every byte of the file is proved.
 */
final class ObjectFileReader implements AutoCloseable {
    /** Read at once from a file's end: the footer of most files. */
    private static final int TAIL_BYTES = 64 << 10;

    private final Path file;
    private final ObjectSchema schema;
    private final Disk.ReadableFile in;

    /** Of a part; {@code null} when the file lasts. */
    private final byte[] whole;

    private final ParquetFooter footer;
    private final CRC32C body = new CRC32C();
    private long provedTo = PartWriter.MAGIC.length;
    private int nextGroup;
    private ObjectStatisticsProof statistics;

    private ObjectFileReader(Disk.ReadableFile in, ObjectSchema... schemas) throws IOException {
        this.in = in;
        this.file = in.path();
        long fileBytes = in.size();
        if (fileBytes < ParquetFooter.LEAST_FILE_BYTES) {
            throw damaged("the file is too short to be Parquet [bytes=" + fileBytes + "]");
        }
        Optional<PartName> part =
                PartName.parse(StoreLayout.standingName(file.getFileName().toString()));
        if (part.isPresent() && fileBytes > PartWriter.MAX_BYTES) {
            throw damaged("the part is larger than parts are [bytes=" + fileBytes + "]");
        }
        byte[] tail = readTail(fileBytes, part.isPresent() ? (int) fileBytes : TAIL_BYTES);
        int footerBytes = ParquetFooter.footerBytes(tail, tail.length, fileBytes, file);
        if (footerBytes + ParquetFooter.TRAILER_BYTES > tail.length) {
            tail = readTail(fileBytes, footerBytes + ParquetFooter.TRAILER_BYTES);
        }
        int footerFrom = tail.length - ParquetFooter.TRAILER_BYTES - footerBytes;
        footer = ParquetFooter.parse(
                Arrays.copyOfRange(tail, footerFrom, footerFrom + footerBytes),
                fileBytes - tail.length + footerFrom,
                file);
        schema = Arrays.stream(schemas)
                .filter(candidate -> footer.hasSchema(candidate.thrift()))
                .findFirst()
                .orElseThrow(() -> damaged("the file has not the columns of an object file of this version"));
        whole = part.isPresent() ? tail : null;
        if (whole == null) {
            footer.requireCrc(FooterKeys.FOOTER_CRC, footer.ownCrc32c());
        } else if (part.get().crc32c() != ObjectFileWriter.crc32c(whole, 0, whole.length)) {
            throw damaged("the file's checksum is not the one in its name");
        }
        checkChunks();
    }

    private byte[] readTail(long fileBytes, int wanted) throws IOException {
        byte[] tail = new byte[(int) Math.min(fileBytes, wanted)];
        in.readFully(fileBytes - tail.length, ByteBuffer.wrap(tail));
        return tail;
    }

    /**
     * Opens a file; a part is read wholly.
     *
     * @param schemas one of which it must have
     * @throws CorruptFileException when its footer is damaged, a part when anything of it is, or it is something else
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    static ObjectFileReader open(Disk disk, Path file, ObjectSchema... schemas) {
        Disk.ReadableFile in = null;
        ObjectFileReader reader = null;
        try {
            in = disk.openRead(file);
            reader = new ObjectFileReader(in, schemas);
            return reader;
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the object file", file, e);
        } finally {
            if (in != null && reader == null) {
                closeQuietly(in);
            }
        }
    }

    /** Everything that was wanted of it has been read. */
    private static void closeQuietly(Disk.ReadableFile in) {
        try {
            in.close();
        } catch (IOException e) {
            // what was read is checked by itself
        }
    }

    CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what);
    }

    /** Chunks lie side by side in the schema's order from the magic on, each with one value a row. */
    private void checkChunks() {
        long at = PartWriter.MAGIC.length;
        for (ParquetFooter.RowGroup group : footer.rowGroups) {
            if (group.chunks.size() != schema.columns().size() || group.rows > ObjectFileWriter.ROW_GROUP_ROWS) {
                throw damaged("a row group is not as it is written");
            }
            for (int c = 0; c < group.chunks.size(); c++) {
                Column column = schema.columns().get(c);
                ParquetFooter.Chunk chunk = group.chunks.get(c);
                if (!chunk.path.equals(column.name())
                        || chunk.type != column.kind().type()
                        || chunk.codec != (whole == null ? ObjectFileWriter.ZSTD : ObjectFileWriter.UNCOMPRESSED)
                        || chunk.values != group.rows
                        || chunk.dataPageAt != at
                        || chunk.bytes > PageHeader.MAX_PAGE_BYTES) {
                    throw damaged("the footer describes a column wrongly [column=" + column.name() + "]");
                }
                at += chunk.bytes;
            }
        }
        if (whole != null && at != footer.start) {
            throw damaged("there are bytes between the pages and the footer [at=" + at + "]");
        }
    }

    Path file() {
        return file;
    }

    ObjectSchema schema() {
        return schema;
    }

    /** Whether it is a part: small, and with its checksum in its name. */
    boolean isPart() {
        return whole != null;
    }

    Map<String, String> keyValues() {
        return footer.keyValues;
    }

    int rowGroups() {
        return footer.rowGroups.size();
    }

    /** What the footer says of a column of a row group. */
    ParquetFooter.Chunk chunk(int group, int column) {
        return footer.rowGroups.get(group).chunks.get(column);
    }

    /** All rows in their order; every byte of the file is proved. */
    List<Object[]> rows() {
        List<Object[]> rows = new ArrayList<>();
        for (int group = 0; group < rowGroups(); group++) {
            rows.addAll(rows(group));
        }
        return rows;
    }

    /** The rows of one row group, its pages checked. */
    List<Object[]> rows(int group) {
        try {
            return read(group);
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the object file", file, e);
        }
    }

    private List<Object[]> read(int g) throws IOException {
        ParquetFooter.RowGroup group = footer.rowGroups.get(g);
        long from = group.chunks.get(0).dataPageAt;
        ParquetFooter.Chunk last = group.chunks.get(group.chunks.size() - 1);
        long to = last.dataPageAt + last.bytes;
        if (to - from > Integer.MAX_VALUE - 8) {
            throw damaged("a row group is larger than row groups are [bytes=" + (to - from) + "]");
        }
        byte[] bytes = bytes(from, to);
        List<Object[]> rows = new ArrayList<>((int) group.rows);
        for (int i = 0; i < group.rows; i++) {
            rows.add(new Object[schema.columns().size()]);
        }
        for (int c = 0; c < group.chunks.size(); c++) {
            int at = (int) (group.chunks.get(c).dataPageAt - from);
            readColumn(c, bytes, at, at + (int) group.chunks.get(c).bytes, rows);
        }
        if (whole == null && g == nextGroup) {
            prove(bytes, to);
        }
        if (statistics != null) {
            statistics.check(group, bytes, rows);
        }
        return rows;
    }

    private byte[] bytes(long from, long to) throws IOException {
        if (whole != null) {
            return Arrays.copyOfRange(whole, (int) from, (int) to);
        }
        byte[] bytes = new byte[(int) (to - from)];
        in.readFully(from, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private void prove(byte[] group, long to) throws IOException {
        if (nextGroup++ == 0) {
            byte[] magic = bytes(0, PartWriter.MAGIC.length);
            if (!Arrays.equals(magic, PartWriter.MAGIC)) {
                throw damaged("the file does not begin as a Parquet file does");
            }
            body.update(magic);
        }
        body.update(group);
        provedTo = to;
        if (nextGroup == rowGroups()) {
            proveRest();
        }
    }

    /** The page index, and the checksum of everything. */
    private void proveRest() throws IOException {
        byte[] index = bytes(provedTo, footer.start);
        if (footer.keyValues.containsKey(FooterKeys.INDEX_CRC)) { // snapshots of earlier engines have no index
            footer.requireCrc(FooterKeys.INDEX_CRC, ObjectFileWriter.crc32c(index, 0, index.length));
            for (ParquetFooter.RowGroup group : footer.rowGroups) {
                for (ParquetFooter.Chunk chunk : group.chunks) {
                    PageIndex.read(
                            new ThriftReader(PageIndex.STRUCTURE), index, provedTo, chunk, group.rows, false, file);
                }
            }
        }
        body.update(index);
        footer.requireCrc(FooterKeys.BODY_CRC, (int) body.getValue());
    }

    /** From now on, what footer and page index say of the row groups that are read is held against their rows. */
    ObjectFileReader provingStatistics() {
        try {
            ParquetFooter.Chunk last = null;
            for (ParquetFooter.RowGroup group : footer.rowGroups) {
                last = group.chunks.get(group.chunks.size() - 1);
            }
            long from = last == null ? footer.start : last.dataPageAt + last.bytes;
            if (footer.start - from > PageHeader.MAX_PAGE_BYTES) {
                throw damaged("the page index is larger than page indexes are [bytes=" + (footer.start - from) + "]");
            }
            statistics = new ObjectStatisticsProof(file, schema, bytes(from, footer.start), from);
            return this;
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the object file", file, e);
        }
    }

    /** A file without rows has nothing to read, and is proved all the same. */
    void proveEmpty() {
        if (whole == null && rowGroups() == 0) {
            try {
                prove(new byte[0], PartWriter.MAGIC.length);
                proveRest();
            } catch (IOException e) {
                throw Failures.storage("read the object file", file, e);
            }
        }
    }

    private void readColumn(int c, byte[] bytes, int from, int end, List<Object[]> rows) {
        Column column = schema.columns().get(c);
        PageHeader header = new PageHeader();
        CRC32 crc = new CRC32();
        int row = 0;
        int at = from;
        while (at < end) {
            header.read(bytes, at, end, column.optional(), file, column.name());
            crc.reset();
            crc.update(bytes, header.bodyAt, header.compressedBytes);
            if (header.type != PageHeader.DATA_PAGE
                    || header.encoding != PageHeader.PLAIN
                    || header.values == 0
                    || header.values > rows.size() - row
                    || header.crc != (int) crc.getValue()) {
                throw damaged("a page's header or checksum is wrong [column=" + column.name() + "]");
            }
            new ObjectPage(file, column, body(header, bytes, column)).read(c, rows.subList(row, row + header.values));
            row += header.values;
            at = header.bodyAt + header.compressedBytes;
        }
        if (row != rows.size()) {
            throw damaged("a column has another number of rows than its row group [column=" + column.name() + "]");
        }
    }

    private byte[] body(PageHeader header, byte[] bytes, Column column) {
        byte[] stored = Arrays.copyOfRange(bytes, header.bodyAt, header.bodyAt + header.compressedBytes);
        if (whole != null && header.uncompressedBytes == stored.length) {
            return stored;
        }
        byte[] plain = new byte[header.uncompressedBytes];
        if (whole != null || decompress(plain, stored) != plain.length) {
            throw damaged("a page has another size than its header says [column=" + column.name() + "]");
        }
        return plain;
    }

    /** Returns how many bytes it gave; -1 when it cannot be decompressed. */
    private static long decompress(byte[] into, byte[] stored) {
        try {
            long n = Zstd.decompress(into, stored);
            return Zstd.isError(n) ? -1 : n;
        } catch (ZstdException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        closeQuietly(in);
    }
}
