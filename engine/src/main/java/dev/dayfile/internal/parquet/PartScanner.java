package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads small parts, of which a day may have hundreds, at a tenth of what {@link PartReader} takes a file. It does not
 * parse a part's footer: it takes the values from where they must stand in a part of this engine, encodes them anew as
 * {@link PartWriter} does and compares the bytes; those of one row, of which there are most, by {@link OneRowShape}. If
 * they are the same, and the name is the one that belongs to them, everything is proved at once: every page header,
 * checksum, statistic, key-value and the schema. If they are not, for whatever reason, the part is left to the general
 * way, which says what is wrong with it if anything is.
 *
 * <p>Buffers are kept for the next part; for one thread.
 */
public final class PartScanner {
    /** Larger parts are read in the general way, whose cost a file is then little beside its rows. */
    public static final int MOST_BYTES = 32 << 10;

    /** Few, since a general reading takes several times what the rest of a part of one row takes. */
    private static final int SAMPLE_EVERY = 128;

    /** Behind the magic, the kind of the first page, and a field header. */
    private static final int SYMBOL_PAGE_BYTES_AT = 4 + 2 + 1;

    private static final byte[] WRITER_KEY = FooterKeys.WRITER.getBytes(StandardCharsets.US_ASCII);

    private final Disk disk;
    private final OneRowShape.Frame frame = new OneRowShape.Frame();
    private final byte[] bytes = new byte[MOST_BYTES + 1]; // one more, which a larger part is known by
    private final ByteBuffer target = ByteBuffer.wrap(bytes);
    private final ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] made = new byte[4 << 10];
    private final CandleColumns rows = new CandleColumns(16);
    private final int[] from = new int[COLUMNS];
    private final int[] to = new int[COLUMNS];
    private String writerId = "";
    private PartWriter writer = new PartWriter(writerId);
    private final CRC32C crc32c = new CRC32C();
    private final CandleColumns sample = new CandleColumns(16);
    private OneRowShape shapeOfLast;
    private boolean sampledLarger;
    private int sinceSample;
    private int size;
    private int at;

    PartScanner(Disk disk) {
        this.disk = disk;
    }

    /**
     * Adds the rows of a part, if it is a small one of this engine and whole.
     *
     * @param part as its folder lists it; nothing but its name and place is needed
     * @param timeframe of its folder
     * @return whether they were added
     * @throws IOException when the file cannot be read
     */
    public boolean read(Disk.Entry part, Timeframe timeframe, SymbolTable symbols, CandleColumns into)
            throws IOException {
        PartName name = part.partName();
        if (name == null) {
            return false;
        }
        size = disk.readStart(part.path(), target.clear());
        if (size > MOST_BYTES || size < ParquetFooter.LEAST_FILE_BYTES) {
            return false;
        }
        shapeOfLast = null;
        try {
            if (isOneRow(timeframe, name, symbols)) {
                into.addFrom(rows, 0);
                return true;
            }
            takeValues(symbols);
            if (!isSame(timeframe, name) && !(findWriter() && isSame(timeframe, name))) {
                return false;
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | CorruptFileException e) {
            return false; // not what it should be: the general way finds out what it is
        }
        into.addAll(rows);
        if (rows.size == 1) {
            writer.keepShape(rows);
        }
        return true;
    }

    /**
     * Holds some of the parts against their general reading, which shares nothing with the code that wrote them: the first
     * of each shape in a process, and one of {@value #SAMPLE_EVERY}. To be called for each part whose rows {@link #read} has
     * added.
     *
     * @param rows to which they were added
     * @param from where they begin
     * @throws CorruptFileException when the part is not what it was proved to be, which is a fault of the writer
     */
    public void sample(Disk.Entry part, Timeframe timeframe, SymbolTable symbols, CandleColumns rows, int from) {
        OneRowShape shape = shapeOfLast;
        boolean known = shape != null ? shape.wasSampled() : sampledLarger;
        if (known && ++sinceSample < SAMPLE_EVERY) {
            return;
        }
        sinceSample = 0;
        int footerBytes = ParquetFooter.footerBytes(bytes, size, size, part.path());
        sample.clear();
        new PartReader(part.path(), part.partName(), Arrays.copyOf(bytes, size), footerBytes, timeframe)
                .verify(symbols, sample);
        if (!isSame(sample, rows, from)) {
            throw new CorruptFileException(part.path(), "the rows are not those that the part was proved to have");
        }
        if (shape != null) {
            shape.sampled();
        } else {
            sampledLarger = true;
        }
    }

    private static boolean isSame(CandleColumns a, CandleColumns b, int from) {
        int n = a.size;
        int to = from + n;
        return to == b.size
                && Arrays.equals(a.symbol, 0, n, b.symbol, from, to)
                && Arrays.equals(a.tsMicros, 0, n, b.tsMicros, from, to)
                && Arrays.equals(a.open, 0, n, b.open, from, to)
                && Arrays.equals(a.high, 0, n, b.high, from, to)
                && Arrays.equals(a.low, 0, n, b.low, from, to)
                && Arrays.equals(a.close, 0, n, b.close, from, to)
                && Arrays.equals(a.volume, 0, n, b.volume, from, to)
                && Arrays.equals(a.seq, 0, n, b.seq, from, to);
    }

    /** Takes the row of a part that has the shape of one before. */
    private boolean isOneRow(Timeframe timeframe, PartName name, SymbolTable symbols) {
        at = SYMBOL_PAGE_BYTES_AT;
        int symbolBytes = (varint() >>> 1) - Integer.BYTES;
        for (OneRowShape shape : OneRowShapes.KNOWN.of(timeframe, symbolBytes)) {
            if (shape.isOf(timeframe, symbolBytes) && shape.mayBe(bytes, size, frame)) {
                shape.take(bytes, little, frame, symbols, rows);
                if (made.length < shape.bytesAtMost()) {
                    made = new byte[shape.bytesAtMost()];
                }
                if (Arrays.equals(made, 0, shape.put(rows, frame, made), bytes, 0, size)) {
                    crc32c.reset();
                    crc32c.update(bytes, 0, size);
                    shapeOfLast = shape;
                    return (int) crc32c.getValue() == name.crc32c() && rows.tsMicros[0] == name.firstTsMicros();
                }
            }
        }
        return false;
    }

    private boolean isSame(Timeframe timeframe, PartName name) {
        ByteBuffer encoded = writer.encode(timeframe, rows);
        return encoded.remaining() == size
                && Arrays.equals(encoded.array(), 0, size, bytes, 0, size)
                && writer.name().equals(name);
    }

    /** Looks for the store that has written the part; returns whether it is another than that of the part before. */
    private boolean findWriter() {
        for (int i = size - WRITER_KEY.length; i > 0; i--) {
            int end = i + WRITER_KEY.length;
            if (bytes[i] == WRITER_KEY[0] && Arrays.equals(bytes, i, end, WRITER_KEY, 0, WRITER_KEY.length)) {
                at = end + 1; // behind the value's field header
                String found = new String(bytes, at + 1, varint(), StandardCharsets.UTF_8);
                if (found.equals(writerId)) {
                    return false;
                }
                writerId = found;
                writer = new PartWriter(found);
                return true;
            }
        }
        return false;
    }

    /** Takes the values on trust: what follows compares every byte. */
    private void takeValues(SymbolTable symbols) {
        at = PartWriter.MAGIC.length;
        int n = 0;
        for (int c = 0; c < COLUMNS; c++) {
            n = skipHeader(c);
        }
        rows.clear();
        rows.ensureCapacity(n);
        at = from[SYMBOL];
        for (int i = 0; i < n; i++) {
            int length = little.getInt(at);
            if (length < 0 || length > to[SYMBOL] - at - Integer.BYTES) {
                throw new IllegalArgumentException("a symbol is longer than its page");
            }
            rows.symbol[i] = symbols.intern(bytes, at + Integer.BYTES, length);
            at += Integer.BYTES + length;
            rows.tsMicros[i] = little.getLong(from[TS_UTC] + Long.BYTES * i);
            rows.open[i] = little.getDouble(from[OPEN] + Double.BYTES * i);
            rows.high[i] = little.getDouble(from[HIGH] + Double.BYTES * i);
            rows.low[i] = little.getDouble(from[LOW] + Double.BYTES * i);
            rows.close[i] = little.getDouble(from[CLOSE] + Double.BYTES * i);
            rows.seq[i] = little.getLong(from[SEQ] + Long.BYTES * i);
        }
        takeVolumes(n);
        rows.size = n;
    }

    /** Goes to the next page; returns how many rows its header speaks of. */
    private int skipHeader(int column) {
        at += 3; // type; then the sizes and the checksum, each behind a field header
        int length = varint() >>> 1;
        at++;
        varint();
        at++;
        varint();
        at += 2;
        int n = varint() >>> 1;
        at += 8; // encodings
        from[column] = at;
        to[column] = at + length;
        at += length;
        if (length < 0 || at > size || n < 1 || n > size / (Long.BYTES * 7)) {
            throw new IllegalArgumentException("a page reaches beyond the file");
        }
        return n;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE + 7; shift += 7) {
            byte b = bytes[at++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not end");
    }

    private void takeVolumes(int n) {
        int levels = from[VOLUME] + Integer.BYTES;
        int values = levels + little.getInt(from[VOLUME]);
        HybridRuns present = new HybridRuns(null, "volume").over(bytes, levels, Math.min(values, size), 1);
        for (int i = 0; i < n; i++) {
            boolean there = present.next() == 1;
            rows.volume[i] = there ? little.getDouble(values) : Double.NaN;
            values += there ? Double.BYTES : 0;
        }
    }
}
