package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Reads large parts of this engine, one after the other, a page at a time and each byte once: a part is in memory as rows
 * and a page, not as a file too. An array as large as a file is what a collector finds hardest to place, and a merge has
 * hundreds of them. Whatever is not such a part, or not whole, is left to the general way, which says what is wrong with
 * it. For one thread.
 */
public final class PartProver {
    private final Disk disk;
    private final PartFooterProof footerProof = new PartFooterProof();
    private final PageHeader header = new PageHeader();
    private final TsText tsText = new TsText();
    private final CRC32 pageCrc = new CRC32();
    private final CRC32C fileCrc = new CRC32C();

    // Of each column: where in the file its page begins, and where its bytes begin and end.
    private final int[] start = new int[COLUMNS];
    private final int[] from = new int[COLUMNS];
    private final int[] to = new int[COLUMNS];

    /** The page that was read last, and what follows it, which begins with the next one's header. */
    private byte[] page = new byte[0];

    private ByteBuffer little;

    /** The page of texts, which are looked at when the times are known. */
    private byte[] texts = new byte[0];

    private int pageBytes;
    private Path file;
    private Disk.ReadableFile in;
    private byte[] timeframe;
    private int rows;
    private int footerAt;
    private int size;
    private byte[] volumeLevels;

    public PartProver(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads a part and proves all of it but its footer, which the caller does by {@link #hasFooterOf}.
     *
     * @param part as its folder lists it
     * @param timeframe of its folder
     * @param into receives its rows; without any before
     * @return where its values are; {@code null} when it is no part that is named by its bytes, or one that is damaged, and
     *     {@code into} is then of no use
     * @throws IOException when the file cannot be read
     */
    public SortedPart read(Disk.Entry part, Timeframe timeframe, SymbolTable symbols, CandleColumns into)
            throws IOException {
        PartName name = PartName.parse(part.name()).orElse(null);
        if (name == null
                || part.sizeBytes() > PartWriter.MAX_BYTES
                || part.sizeBytes() < ParquetFooter.LEAST_FILE_BYTES + PartPages.HEADER_ROOM) {
            return null;
        }
        file = part.path();
        size = (int) part.sizeBytes();
        this.timeframe = timeframe.toString().getBytes(StandardCharsets.US_ASCII);
        try (Disk.ReadableFile opened = disk.openRead(file)) {
            in = opened;
            return readPages(symbols, into) && readFooter() == name.crc32c() ? places() : null;
        } catch (CorruptFileException | IndexOutOfBoundsException e) {
            return null; // its bytes are not proved before they are read, so they may be anything
        }
    }

    private boolean readPages(SymbolTable symbols, CandleColumns into) throws IOException {
        if (!beginFile()) {
            return false;
        }
        int headerAt = PartWriter.MAGIC.length;
        for (int c = 0, at = headerAt; c < COLUMNS; c++, at = to[c - 1]) {
            if (!readPage(c, at, c == TS + 1 ? texts : page, headerAt)) {
                return false;
            }
            if (c == SYMBOL) {
                if (rows < 1 || pageBytes < (long) rows * Integer.BYTES) {
                    return false;
                }
                into.ensureCapacity(rows);
            }
            if (!take(c, symbols, into)) {
                return false;
            }
            headerAt = pageBytes;
        }
        into.size = rows;
        return to[COLUMNS - 1] == footerAt;
    }

    /** Reads the file's end, which says where the footer begins, and its beginning; returns whether that is right. */
    private boolean beginFile() throws IOException {
        ensurePage(PartPages.HEADER_ROOM);
        readFully(size - ParquetFooter.TRAILER_BYTES, page, ParquetFooter.TRAILER_BYTES);
        int footerBytes = ParquetFooter.footerBytes(page, ParquetFooter.TRAILER_BYTES, size, file);
        footerAt = size - ParquetFooter.TRAILER_BYTES - footerBytes;
        rows = -1;
        readFully(0, page, PartWriter.MAGIC.length + PartPages.HEADER_ROOM);
        fileCrc.reset();
        fileCrc.update(page, 0, PartWriter.MAGIC.length);
        return Arrays.equals(page, 0, PartWriter.MAGIC.length, PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
    }

    /**
     * Reads a page, and what may be the header of the next.
     *
     * @param at where in the file it begins
     * @param before which has its header
     * @param headerAt where in that
     * @return whether it is a page as parts have them
     */
    private boolean readPage(int column, int at, byte[] before, int headerAt) throws IOException {
        header.read(before, headerAt, headerAt + footerAt - at, CandleSchema.optional(column), file, null);
        int headerBytes = header.bodyAt - headerAt;
        rows = column == SYMBOL ? header.values : rows;
        if (header.type != PageHeader.DATA_PAGE
                || header.encoding != PageHeader.PLAIN
                || header.values != rows
                || header.compressedBytes != header.uncompressedBytes
                || headerBytes > PartPages.HEADER_ROOM) {
            return false;
        }
        fileCrc.update(before, headerAt, headerBytes);
        pageBytes = header.compressedBytes;
        start[column] = at;
        from[column] = at + headerBytes;
        to[column] = from[column] + pageBytes;
        byte[] into = bufferOf(column);
        readFully(from[column], into, pageBytes + Math.min(PartPages.HEADER_ROOM, footerAt - to[column]));
        fileCrc.update(into, 0, pageBytes);
        pageCrc.reset();
        pageCrc.update(into, 0, pageBytes);
        return (int) pageCrc.getValue() == header.crc;
    }

    private byte[] bufferOf(int column) {
        int length = pageBytes + PartPages.HEADER_ROOM;
        if (column != TS) {
            ensurePage(length);
            return page;
        }
        if (texts.length < length) {
            texts = new byte[length + length / 8]; // parts of one day are about as large
        }
        return texts;
    }

    private void ensurePage(int length) {
        if (page.length < length) {
            page = new byte[Math.max(2 * PartPages.HEADER_ROOM, length + length / 8)];
            little = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void readFully(int at, byte[] into, int length) throws IOException {
        in.readFully(at, ByteBuffer.wrap(into, 0, length));
    }

    /** Reads the footer, for {@link #hasFooterOf}; returns the checksum of the file. */
    private int readFooter() throws IOException {
        ensurePage(size - footerAt);
        readFully(footerAt, page, size - footerAt);
        fileCrc.update(page, 0, size - footerAt);
        return (int) fileCrc.getValue();
    }

    private SortedPart places() {
        return new SortedPart(file, rows, from.clone(), to.clone(), volumeLevels);
    }

    /**
     * Whether the footer of the part that was read last says of its rows what there is to say, and nothing else.
     *
     * @param all its rows
     * @param digest of them
     */
    public boolean hasFooterOf(CandleColumns all, long digest) {
        return footerProof.isOf(page, size - footerAt, start, to, all, timeframe, digest);
    }

    /** Takes the values of a page; returns whether they are those of a part. */
    private boolean take(int column, SymbolTable symbols, CandleColumns into) {
        return switch (column) {
            case SYMBOL -> takeSymbols(symbols, into.symbol);
            case TIMEFRAME -> areTimeframes();
            case TS -> pageBytes == (long) rows * TsText.VALUE_BYTES;
            case TS_UTC -> takeLongs(into.tsMicros) && areTexts(into.tsMicros);
            case OPEN -> takePrices(into.open);
            case HIGH -> takePrices(into.high);
            case LOW -> takePrices(into.low);
            case CLOSE -> takePrices(into.close);
            case VOLUME -> takeVolumes(into.volume);
            case SEQ -> takeLongs(into.seq);
            default -> areAllAbsent();
        };
    }

    private boolean takeSymbols(SymbolTable symbols, SymbolKey[] into) {
        int at = 0;
        SymbolKey key = null;
        for (int i = 0; i < rows; i++) {
            int length = at <= pageBytes - Integer.BYTES ? little.getInt(at) : -1;
            at += Integer.BYTES;
            if (length < 0 || length > pageBytes - at) {
                return false;
            }
            key = symbols.intern(page, at, length, key);
            into[i] = key;
            at += length;
        }
        return at == pageBytes;
    }

    /** The first row's is the right one, and each is the one before: one comparison of the column with itself. */
    private boolean areTimeframes() {
        int step = Integer.BYTES + timeframe.length;
        return pageBytes == (long) rows * step
                && little.getInt(0) == timeframe.length
                && Arrays.equals(page, Integer.BYTES, step, timeframe, 0, timeframe.length)
                && Arrays.equals(page, 0, pageBytes - step, page, step, pageBytes);
    }

    private boolean takeLongs(long[] into) {
        if (pageBytes != (long) rows * Long.BYTES) {
            return false;
        }
        little.clear().asLongBuffer().get(into, 0, rows);
        return true;
    }

    /** Every {@code ts} says the same time as its {@code ts_utc}. */
    private boolean areTexts(long[] tsMicros) {
        for (int i = 0; i < rows; i++) {
            long micros = tsMicros[i];
            if (micros < IsoTime.MIN_MICROS
                    || micros >= IsoTime.MAX_MICROS
                    || !tsText.isAt(micros, texts, TsText.VALUE_BYTES * i)) {
                return false;
            }
        }
        return true;
    }

    private boolean takePrices(double[] into) {
        if (pageBytes != (long) rows * Double.BYTES) {
            return false;
        }
        little.clear().asDoubleBuffer().get(into, 0, rows);
        return true;
    }

    private boolean takeVolumes(double[] into) {
        int values = levelsEnd();
        HybridRuns present = levels(VOLUME, values);
        if (present.areAll(1, rows)) {
            volumeLevels = null;
            if (pageBytes - values != (long) rows * Double.BYTES) {
                return false;
            }
            little.clear().position(values).asDoubleBuffer().get(into, 0, rows);
        } else {
            volumeLevels = Arrays.copyOfRange(page, Integer.BYTES, values);
            int at = values;
            for (int i = 0; i < rows; i++) {
                boolean there = present.next() == 1;
                if (there && at > pageBytes - Double.BYTES) {
                    return false;
                }
                into[i] = there ? little.getDouble(at) : Double.NaN;
                at += there ? Double.BYTES : 0;
            }
            if (at != pageBytes) {
                return false;
            }
        }
        from[VOLUME] += values;
        return true;
    }

    /** A part has no bar index. */
    private boolean areAllAbsent() {
        int end = levelsEnd();
        return end == pageBytes && levels(CandleSchema.BAR_INDEX, end).areAll(0, rows);
    }

    /** Where the definition levels of a page end, which it begins with. */
    private int levelsEnd() {
        int length = little.getInt(0);
        return Integer.BYTES + Math.max(0, Math.min(length, pageBytes - Integer.BYTES));
    }

    private HybridRuns levels(int column, int end) {
        return new HybridRuns(file, CandleSchema.name(column)).over(page, Integer.BYTES, end, 1);
    }
}
