package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A part that was read and proved as a whole and is now read again from its first row to its last, some hundred rows at a
 * time: a merge of many parts then holds a window of each in memory and writes none of them anew as a sorted run. It
 * knows where each column's values lie and nothing else; that they are still what was proved is for its caller to check
 * in the end.
 */
public final class SortedPart {
    private static final int LEAST_SYMBOL_BYTES = 512;

    private final Path file;
    private final int rows;
    private final int[] from;
    private final int[] to;
    private final byte[] volumeLevels;

    /**
     * @param from where the values of each column begin in the file
     * @param to where the column ends
     * @param volumeLevels which rows have a volume, as the page says it; {@code null} when all have
     */
    SortedPart(Path file, int rows, int[] from, int[] to, byte[] volumeLevels) {
        this.file = file;
        this.rows = rows;
        this.from = from;
        this.to = to;
        this.volumeLevels = volumeLevels;
    }

    /** The part that a reader has read, or {@code null} when the file is another or is not kept in plain columns. */
    public static SortedPart of(CandleFileReader reader) {
        return reader instanceof PartReader part ? part.places() : null;
    }

    public Path file() {
        return file;
    }

    /** What all windows of one thread are read through: outside of the heap, since the system reads to there. */
    public static final class Buffer {
        private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
        private byte[] symbols = new byte[0];

        private ByteBuffer of(int length) {
            if (bytes.capacity() < length) {
                bytes = ByteBuffer.allocateDirect(length * 5 / 4).order(ByteOrder.LITTLE_ENDIAN);
            }
            return bytes.clear().limit(length);
        }
    }

    /**
     * Opens it at its first row.
     *
     * @param windowRows how many rows are read at a time, at most
     */
    public Windows open(Disk disk, SymbolTable symbols, int windowRows, Buffer buffer) {
        try {
            return new Windows(disk.openRead(file), symbols, windowRows, buffer);
        } catch (IOException e) {
            throw Failures.storage("open the part", file, e);
        }
    }

    /** The rows in their order. */
    public final class Windows implements AutoCloseable {
        private final Disk.ReadableFile in;
        private final SymbolTable symbols;
        private final int windowRows;
        private final Buffer buffer;
        private final HybridRuns levels;
        private int row;
        private long symbolAt = from[SYMBOL];
        private long volumeAt = from[VOLUME];
        private SymbolKey lastSymbol;

        private Windows(Disk.ReadableFile in, SymbolTable symbols, int windowRows, Buffer buffer) {
            this.in = in;
            this.symbols = symbols;
            this.windowRows = windowRows;
            this.buffer = buffer;
            levels = volumeLevels == null
                    ? null
                    : new HybridRuns(file, "volume").over(volumeLevels, 0, volumeLevels.length, 1);
        }

        /**
         * Adds the rows that follow.
         *
         * @return whether there were any
         */
        public boolean next(CandleColumns into) {
            if (row == rows) {
                return false;
            }
            int first = into.size;
            into.ensureCapacity(first + Math.min(windowRows, rows - row));
            try {
                int n = readSymbols(into.symbol, first);
                readLongs(TS_UTC, into.tsMicros, first, n);
                readDoubles(OPEN, into.open, first, n);
                readDoubles(HIGH, into.high, first, n);
                readDoubles(LOW, into.low, first, n);
                readDoubles(CLOSE, into.close, first, n);
                readVolumes(into.volume, first, n);
                readLongs(SEQ, into.seq, first, n);
                row += n;
                into.size = first + n;
                return true;
            } catch (EOFException e) {
                throw new CorruptFileException(file, "the part was cut short: " + e.getMessage(), e);
            } catch (IOException e) {
                throw Failures.storage("read the part", file, e);
            }
        }

        /** Returns how many there were room for. */
        private int readSymbols(SymbolKey[] into, int first) throws IOException {
            int most = Math.min(windowRows, rows - row);
            int average = (to[SYMBOL] - from[SYMBOL]) / rows + 1;
            int wanted = Math.max(LEAST_SYMBOL_BYTES, most * average);
            int n = 0;
            while (n == 0) {
                int length = (int) Math.min(wanted, to[SYMBOL] - symbolAt);
                byte[] bytes = readBytes(symbolAt, length);
                int at = 0;
                while (n < most && at + Integer.BYTES <= length) {
                    int textBytes = (bytes[at] & 0xFF)
                            | (bytes[at + 1] & 0xFF) << 8
                            | (bytes[at + 2] & 0xFF) << 16
                            | (bytes[at + 3] & 0xFF) << 24;
                    if (textBytes < 0 || textBytes > to[SYMBOL] - symbolAt - at - Integer.BYTES) {
                        throw new CorruptFileException(file, "a text is longer than its page [column=symbol]");
                    }
                    int end = at + Integer.BYTES + textBytes;
                    if (end > length) {
                        wanted = Math.max(wanted, end);
                        break;
                    }
                    lastSymbol = symbols.intern(bytes, at + Integer.BYTES, textBytes, lastSymbol);
                    into[first + n++] = lastSymbol;
                    at = end;
                }
                if (n == 0 && length == to[SYMBOL] - symbolAt) {
                    throw new CorruptFileException(file, "a page has fewer values than it says [column=symbol]");
                }
                symbolAt += at;
            }
            return n;
        }

        private byte[] readBytes(long at, int length) throws IOException {
            ByteBuffer bytes = buffer.of(length);
            in.readFully(at, bytes);
            if (buffer.symbols.length < length) {
                buffer.symbols = new byte[length * 5 / 4];
            }
            bytes.flip().get(buffer.symbols, 0, length);
            return buffer.symbols;
        }

        private ByteBuffer read(long at, int values) throws IOException {
            ByteBuffer bytes = buffer.of(Long.BYTES * values);
            in.readFully(at, bytes);
            return bytes.flip();
        }

        private void readLongs(int column, long[] into, int first, int n) throws IOException {
            read(from[column] + Long.BYTES * (long) row, n).asLongBuffer().get(into, first, n);
        }

        private void readDoubles(int column, double[] into, int first, int n) throws IOException {
            read(from[column] + Double.BYTES * (long) row, n).asDoubleBuffer().get(into, first, n);
        }

        private void readVolumes(double[] into, int first, int n) throws IOException {
            int present = n;
            if (levels != null) {
                present = 0;
                for (int i = 0; i < n; i++) {
                    into[first + i] = levels.next();
                    present += into[first + i] == 1 ? 1 : 0;
                }
            }
            if (present == n) {
                read(volumeAt, n).asDoubleBuffer().get(into, first, n);
            } else {
                ByteBuffer values = read(volumeAt, present);
                for (int i = first; i < first + n; i++) {
                    into[i] = into[i] == 1 ? values.getDouble() : Double.NaN;
                }
            }
            volumeAt += Double.BYTES * (long) present;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw Failures.storage("close the part", file, e);
            }
        }
    }
}
