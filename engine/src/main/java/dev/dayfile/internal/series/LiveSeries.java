package dev.dayfile.internal.series;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries.Columns;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The candles of one symbol, timeframe and day that this process has appended: ascending by ts, of each key the row
 * with the greatest sequence. One writer at a time ({@link LiveCandles} sees to it), any number of readers without a
 * lock.
 *
 * <p>The rows stand in blocks. Only the last one has spare room; when it is full, another one is put behind it, so that
 * a series grows without a copy of what it has. Rows behind the last one are written into the spare room and then
 * counted in with release order; a late or corrected candle makes a new block of the one it belongs to. So the rows
 * below a size that a reader has read never change:
 *
 * <pre>{@code
 * LiveSeries.Rows rows = series.rows();
 * int size = rows.size();                          // once; the series may grow meanwhile
 * int from = rows.lowerBound(t0, size);
 * int to = rows.upperBound(t1, size);
 * CandleMerge.into(buffer, files, fileFrom, fileTo, rows, from, to);
 * }</pre>
 */
public final class LiveSeries {
    private static final int FIRST_CAPACITY = 16;

    private final int blockRows;
    private volatile Rows rows;
    private long lastSeq;

    /** @param blockRows the most rows of a block */
    LiveSeries(int blockRows) {
        this.blockRows = blockRows;
        rows = new Rows(new Columns[] {columns(Math.min(FIRST_CAPACITY, blockRows))}, new int[1], 0);
    }

    /** The rows as they are now; its size must be read once and kept. Allocates nothing. */
    public Rows rows() {
        return rows;
    }

    /** The greatest sequence ever added; for the writer. */
    long lastSeq() {
        return lastSeq;
    }

    /**
     * Adds rows {@code from} (inclusive) to {@code to} (exclusive), all of this symbol and sorted by ts and seq: all of
     * them, or none when memory runs out.
     */
    void merge(Columns source, int from, int to) {
        long[] tsMicros = source.tsMicros();
        long greatest = lastSeq;
        int keys = 0;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, source.seq()[i]);
            keys += i == from || tsMicros[i] != tsMicros[i - 1] ? 1 : 0;
        }
        lastSeq = greatest;
        if (keys == to - from) {
            mergeKeys(source, from, to);
        } else {
            mergeKeys(lastOfEachKey(source, from, to, keys), 0, keys);
        }
    }

    private static Columns lastOfEachKey(Columns source, int from, int to, int keys) {
        long[] tsMicros = source.tsMicros();
        CandleBuffer last = new CandleBuffer(keys);
        for (int i = from; i < to; i++) {
            if (i + 1 == to || tsMicros[i + 1] != tsMicros[i]) {
                last.addAll(source, i, i + 1);
            }
        }
        return last.toArrays();
    }

    private void mergeKeys(Columns source, int from, int to) {
        Rows now = rows;
        int size = now.size();
        if (size == 0 || source.tsMicros()[from] > now.lastMicros(size)) {
            append(now, size, source, from, to);
        } else {
            rewrite(now, size, source, from, to);
        }
    }

    private void append(Rows now, int size, Columns source, int from, int to) {
        Rows target = withRoom(now, size, to - from);
        int row = size;
        for (int i = from; i < to; ) {
            int block = target.blockOf(row);
            Columns columns = target.columns(block);
            int at = row - target.start(block);
            int n = Math.min(to - i, columns.tsMicros().length - at);
            copy(source, i, columns, at, n);
            i += n;
            row += n;
        }
        target.setSize(row);
        if (target != now) {
            rows = target;
        }
    }

    /** The same rows with room for {@code more}: in the last block, which doubles until it is whole, and in new ones. */
    private Rows withRoom(Rows now, int size, int more) {
        int last = now.blocks.length - 1;
        int ofLast = size - now.starts[last];
        int capacity = now.blocks[last].tsMicros().length;
        if (ofLast + more <= capacity) {
            return now;
        }
        int grown = Math.min(blockRows, Math.max(ofLast + more, 2 * capacity));
        int further = (ofLast + more - grown + blockRows - 1) / blockRows;
        Columns[] blocks = Arrays.copyOf(now.blocks, now.blocks.length + further);
        int[] starts = Arrays.copyOf(now.starts, blocks.length);
        if (grown > capacity) {
            blocks[last] = copyOf(blocks[last], 0, ofLast, grown);
        }
        for (int block = last + 1; block < blocks.length; block++) {
            blocks[block] = columns(blockRows);
            starts[block] = starts[block - 1] + blockRows;
        }
        return new Rows(blocks, starts, size);
    }

    /** Merges into new blocks where there is something to merge, so that readers of the old ones keep a whole series. */
    private void rewrite(Rows now, int size, Columns source, int from, int to) {
        long[] tsMicros = source.tsMicros();
        int last = now.blocks.length - 1;
        Blocks merged = new Blocks(now.blocks.length + 2);
        int block = 0;
        for (int i = from; i < to; ) {
            int into = now.blockAt(tsMicros[i]);
            merged.keep(now, size, block, into);
            int end = into == last ? to : i + 1;
            while (end < to && tsMicros[end] < now.blocks[into + 1].tsMicros()[0]) {
                end++;
            }
            int ofBlock = now.end(into, size) - now.starts[into];
            CandleBuffer both = new CandleBuffer(ofBlock + end - i);
            CandleMerge.into(both, now.blocks[into], 0, ofBlock, source, i, end);
            merged.cut(both.toArrays(), blockRows, into == last ? now.blocks[into].tsMicros().length : 0);
            block = into + 1;
            i = end;
        }
        merged.keep(now, size, block, now.blocks.length);
        rows = merged.rows();
    }

    private static Columns columns(int capacity) {
        return new Columns(
                new long[capacity],
                new double[capacity],
                new double[capacity],
                new double[capacity],
                new double[capacity],
                new double[capacity],
                new long[capacity]);
    }

    private static Columns copyOf(Columns source, int from, int n, int capacity) {
        Columns copy = columns(capacity);
        copy(source, from, copy, 0, n);
        return copy;
    }

    private static void copy(Columns source, int from, Columns target, int to, int n) {
        System.arraycopy(source.tsMicros(), from, target.tsMicros(), to, n);
        System.arraycopy(source.open(), from, target.open(), to, n);
        System.arraycopy(source.high(), from, target.high(), to, n);
        System.arraycopy(source.low(), from, target.low(), to, n);
        System.arraycopy(source.close(), from, target.close(), to, n);
        System.arraycopy(source.volume(), from, target.volume(), to, n);
        System.arraycopy(source.seq(), from, target.seq(), to, n);
    }

    /** Blocks of a series that is being put together. */
    private static final class Blocks {
        private Columns[] blocks;
        private int[] starts;
        private int count;
        private int size;

        Blocks(int capacity) {
            blocks = new Columns[capacity];
            starts = new int[capacity];
        }

        void keep(Rows now, int nowSize, int from, int to) {
            for (int block = from; block < to; block++) {
                add(now.blocks[block], now.end(block, nowSize) - now.starts[block]);
            }
        }

        /** Adds rows in blocks of even lengths without spare room, except that the last one has {@code capacity}. */
        void cut(Columns rows, int blockRows, int capacity) {
            int n = rows.tsMicros().length;
            int pieces = (n + blockRows - 1) / blockRows;
            for (int i = 0, from = 0; i < pieces; i++) {
                int length = (n - from) / (pieces - i);
                int room = i == pieces - 1 ? Math.max(length, capacity) : length;
                add(room == n ? rows : copyOf(rows, from, length, room), length);
                from += length;
            }
        }

        private void add(Columns columns, int n) {
            if (count == blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
            }
            blocks[count] = columns;
            starts[count++] = size;
            size += n;
        }

        Rows rows() {
            return new Rows(Arrays.copyOf(blocks, count), Arrays.copyOf(starts, count), size);
        }
    }

    /**
     * Rows in blocks, numbered through; the first {@link #size()} of them count. No block is empty, except the only one
     * of a series without rows.
     */
    public static final class Rows {
        private static final VarHandle SIZE;

        static {
            try {
                SIZE = MethodHandles.lookup().findVarHandle(Rows.class, "size", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Columns[] blocks;

        /** The number of each block's first row. */
        private final int[] starts;

        // Most series have one block, and most windows lie in the last: without a look into the arrays.
        private final Columns first;
        private final Columns last;
        private final int lastStart;

        private int size;

        private Rows(Columns[] blocks, int[] starts, int size) {
            this.blocks = blocks;
            this.starts = starts;
            this.size = size;
            first = blocks[0];
            last = blocks[blocks.length - 1];
            lastStart = starts[blocks.length - 1];
        }

        /** How many rows there are by now. It may grow: read it once for everything that must agree. */
        public int size() {
            return (int) SIZE.getAcquire(this);
        }

        /** The last block. */
        Columns last() {
            return last;
        }

        /** The number of the last block's first row. */
        int lastStart() {
            return lastStart;
        }

        /** The block in which a row stands. */
        public int blockOf(int row) {
            int low = 0;
            int high = starts.length - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (starts[middle] <= row) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        /** The number of a block's first row. */
        public int start(int block) {
            return starts[block];
        }

        /** The number behind that of the last of {@code size} rows that stands in a block. */
        public int end(int block, int size) {
            return block + 1 < starts.length ? starts[block + 1] : size;
        }

        /** A block's arrays themselves, perhaps longer than its rows: nobody writes to them, nobody reads past a size. */
        public Columns columns(int block) {
            return blocks[block];
        }

        /** The ts of the first row; there must be one. */
        public long firstMicros() {
            return first.tsMicros()[0];
        }

        /** The ts of the last of {@code size} rows, which must be one or more. */
        public long lastMicros(int size) {
            return last.tsMicros()[size - 1 - lastStart];
        }

        /** The first of {@code size} rows whose ts is not before the time, or {@code size}. */
        public int lowerBound(long tsMicros, int size) {
            if (size == 0 || firstMicros() >= tsMicros) {
                return 0; // the usual lower bound: the window starts before the day
            }
            if (lastMicros(size) < tsMicros) {
                return size; // the usual upper bound
            }
            if (last.tsMicros()[0] <= tsMicros) {
                return lastStart + lowerBound(last.tsMicros(), tsMicros, size - lastStart);
            }
            int block = blockAt(tsMicros);
            int start = starts[block];
            return start + lowerBound(blocks[block].tsMicros(), tsMicros, starts[block + 1] - start);
        }

        private static int lowerBound(long[] ts, long tsMicros, int n) {
            int low = 0;
            int high = n;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ts[middle] < tsMicros) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The first of {@code size} rows whose ts is after the time, or {@code size}. */
        public int upperBound(long tsMicros, int size) {
            return tsMicros == Long.MAX_VALUE ? size : lowerBound(tsMicros + 1, size);
        }

        /** The last block whose first row is not after a time, or the first one. */
        private int blockAt(long tsMicros) {
            int low = 0;
            int high = blocks.length - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (blocks[middle].tsMicros()[0] <= tsMicros) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        private void setSize(int size) {
            SIZE.setRelease(this, size);
        }
    }
}
