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
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;

/**
 * A part that was read and proved as a whole and is now read again from its first row to its last, some hundred rows at a
 * time: a merge of many parts then holds a window of each in memory and writes none of them anew as a sorted run. It
 * knows where each column's values lie and nothing else; that they are still what was proved is for its caller to check
 * in the end.
 */
public final class SortedPart {
    private static final int LEAST_SYMBOL_BYTES = 512;

    /** The columns of eight bytes a value, in the order of their places in a {@link Buffer}. */
    private static final int[] NUMBERS = {TS_UTC, OPEN, HIGH, LOW, CLOSE, SEQ, VOLUME};

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

    public Path file() {
        return file;
    }

    /**
     * What all windows of one thread are read through: outside of the heap, since the system reads to there. Each column
     * of numbers has a place of its own, and the views are kept: a merge reads some thousand windows.
     */
    public static final class Buffer {
        private final int rows;
        private final ByteBuffer numbers;
        private final LongBuffer longs;
        private final DoubleBuffer doubles;
        private ByteBuffer texts = ByteBuffer.allocateDirect(0);
        private byte[] symbols = new byte[0];

        /** @param windowRows how many rows are read at a time, at most */
        public Buffer(int windowRows) {
            rows = windowRows;
            numbers = ByteBuffer.allocateDirect(NUMBERS.length * Long.BYTES * rows)
                    .order(ByteOrder.LITTLE_ENDIAN);
            longs = numbers.asLongBuffer();
            doubles = numbers.asDoubleBuffer();
        }

        private ByteBuffer texts(int length) {
            if (texts.capacity() < length) {
                texts = ByteBuffer.allocateDirect(length * 5 / 4);
                symbols = new byte[texts.capacity()];
            }
            return texts.clear().limit(length);
        }
    }

    /** Opens it at its first row; as many rows are read at a time as the buffer has room for. */
    public Windows open(Disk disk, SymbolTable symbols, Buffer buffer) {
        try {
            return new Windows(disk.openRead(file), symbols, buffer);
        } catch (IOException e) {
            throw Failures.storage("open the part", file, e);
        }
    }

    /** The rows in their order. */
    public final class Windows implements AutoCloseable {
        private final Disk.ReadableFile in;
        private final SymbolTable symbols;
        private final Buffer buffer;
        private final HybridRuns levels;
        private int row;
        private long symbolAt = from[SYMBOL];
        private long volumeAt = from[VOLUME];
        private SymbolKey lastSymbol;

        private Windows(Disk.ReadableFile in, SymbolTable symbols, Buffer buffer) {
            this.in = in;
            this.symbols = symbols;
            this.buffer = buffer;
            levels = volumeLevels == null
                    ? null
                    : new HybridRuns(file, "volume").over(volumeLevels, 0, volumeLevels.length, 1);
        }

        /** How many rows {@link #next} adds at most. */
        public int rowsAtMost() {
            return Math.min(buffer.rows, rows);
        }

        /**
         * Adds the rows that follow.
         *
         * <p>It is long enough for the optimizing compiler not to compile it, and all the way to the system, into the
         * loop of a merge, which comes here once in some hundred rows and is compiled several times.
         *
         * @return whether there were any
         */
        public boolean next(CandleColumns into) {
            if (row == rows) {
                return false;
            }
            int first = into.size;
            into.ensureCapacity(first + Math.min(buffer.rows, rows - row));
            try {
                int n = readSymbols(into.symbol, first);
                int volumes = levels == null ? n : takeLevels(into.volume, first, n);
                readNumbers(n, volumes);
                buffer.longs.get(0, into.tsMicros, first, n);
                buffer.doubles.get(buffer.rows, into.open, first, n);
                buffer.doubles.get(2 * buffer.rows, into.high, first, n);
                buffer.doubles.get(3 * buffer.rows, into.low, first, n);
                buffer.doubles.get(4 * buffer.rows, into.close, first, n);
                buffer.longs.get(5 * buffer.rows, into.seq, first, n);
                if (volumes == n) {
                    buffer.doubles.get(6 * buffer.rows, into.volume, first, n);
                } else {
                    spreadVolumes(into.volume, first, n);
                }
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
            int most = Math.min(buffer.rows, rows - row);
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
            ByteBuffer bytes = buffer.texts(length);
            in.readFully(at, bytes);
            bytes.flip().get(buffer.symbols, 0, length);
            return buffer.symbols;
        }

        /** One loop for all columns: what leads to the system is then compiled once, and not for each of them. */
        private void readNumbers(int n, int volumes) throws IOException {
            for (int i = 0; i < NUMBERS.length; i++) {
                boolean ofAll = NUMBERS[i] != VOLUME;
                int from = i * buffer.rows * Long.BYTES;
                buffer.numbers.limit(from + (ofAll ? n : volumes) * Long.BYTES).position(from);
                in.readFully(
                        ofAll ? SortedPart.this.from[NUMBERS[i]] + Long.BYTES * (long) row : volumeAt, buffer.numbers);
            }
            volumeAt += Double.BYTES * (long) volumes;
        }

        /** Notes which rows have a volume; returns how many have. */
        private int takeLevels(double[] into, int first, int n) {
            int present = 0;
            for (int i = first; i < first + n; i++) {
                into[i] = levels.next();
                present += into[i] == 1 ? 1 : 0;
            }
            return present;
        }

        private void spreadVolumes(double[] into, int first, int n) {
            int at = 6 * buffer.rows;
            for (int i = first; i < first + n; i++) {
                into[i] = into[i] == 1 ? buffer.doubles.get(at++) : Double.NaN;
            }
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
