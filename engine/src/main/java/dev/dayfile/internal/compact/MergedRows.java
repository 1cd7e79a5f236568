package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.internal.series.SymbolKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of several sources in one order, a block at a time, of each key only the last: symbol, ts, seq and, among
 * equals, the order of the sources. That last rule makes the result the same however the rows were cut into runs.
 *
 * <p>A feed gives minute by minute the rows of the same symbols, so sources of one day mostly stand at the same symbol
 * and take turns in time. A heap of sources would then compare each row with eight others. Here sources that stand at the
 * same symbol form a group, and a heap orders the groups; within a group the sources are kept in the order of their next
 * rows, which is mostly the order in which they come: then a row costs one comparison. A source that must go back to its
 * place is put there by bisection.
 *
 * <p>Closes the sources.
 */
final class MergedRows implements AutoCloseable {
    /** Rows of a block: few enough to stay in the nearest cache on their way. */
    private static final int BLOCK_ROWS = 1_024;

    private static final int FEW = 8;

    private final List<? extends RowWindows> sources;
    private final Tally dropped;
    private final CandleColumns block = new CandleColumns(BLOCK_ROWS);
    private final Map<SymbolKey, Group> groups = new HashMap<>();
    private final Deque<Group> free = new ArrayDeque<>();
    private final Group[] heap;
    private int live;
    private Group joinedLast;
    private boolean started;
    private int given;

    /** @param dropped receives the rows that a later one of their key replaced */
    MergedRows(List<? extends RowWindows> sources, Tally dropped) {
        this.sources = List.copyOf(sources);
        this.dropped = dropped;
        heap = new Group[sources.size() + 1];
    }

    /** A source and the row that it stands at. */
    private static final class Cursor {
        final RowWindows source;
        final int number;
        final CandleColumns rows;
        int at;

        Cursor(RowWindows source, int number) {
            this.source = source;
            this.number = number;
            this.rows = source.rows();
        }

        /** Whether there is a row to stand at. */
        boolean stands() {
            if (at == rows.size) {
                at = 0;
                return source.next();
            }
            return true;
        }

        /** Whether a row of this comes before the one that another of the same symbol stands at. */
        boolean comesBefore(int row, Cursor other) {
            long ts = rows.tsMicros[row];
            long otherTs = other.rows.tsMicros[other.at];
            if (ts != otherTs) {
                return ts < otherTs;
            }
            long seq = rows.seq[row];
            long otherSeq = other.rows.seq[other.at];
            return seq != otherSeq ? seq < otherSeq : number < other.number;
        }
    }

    /** The sources that stand at one symbol, the one with the next row first. */
    private static final class Group {
        SymbolKey symbol;
        Cursor[] cursors = new Cursor[4];
        int front;
        int end;

        void join(Cursor cursor) {
            if (end == cursors.length) {
                if (front == 0) {
                    cursors = Arrays.copyOf(cursors, 2 * end);
                } else {
                    System.arraycopy(cursors, front, cursors, 0, end - front);
                    end -= front;
                    front = 0;
                }
            }
            int place = end == front || !cursor.comesBefore(cursor.at, cursors[end - 1]) ? end : placeOf(cursor, front);
            System.arraycopy(cursors, place, cursors, place + 1, end - place);
            cursors[place] = cursor;
            end++;
        }

        /** Where a source's rows end that are of this symbol and come before the one that the following stands at. */
        int endOfTurn(Cursor cursor, Cursor following, int from, int end) {
            int at = from;
            for (int stop = at; at == stop && at < end; ) {
                stop = Stride.end(at, end);
                at = endOfStride(cursor, following, at, stop);
            }
            return at;
        }

        private int endOfStride(Cursor cursor, Cursor following, int from, int end) {
            int at = from;
            while (at < end && goesOn(cursor, following, at)) {
                at++;
            }
            return at;
        }

        /** Whether a source's row is of this symbol and comes before the one that the following source stands at. */
        boolean goesOn(Cursor cursor, Cursor following, int row) {
            return cursor.rows.symbol[row].equals(symbol) && (following == null || cursor.comesBefore(row, following));
        }

        /** The first one's next row may no longer be the first. */
        void sink() {
            Cursor first = cursors[front];
            if (end - front > 1 && !first.comesBefore(first.at, cursors[front + 1])) {
                int place = placeOf(first, front + 1) - 1;
                System.arraycopy(cursors, front + 1, cursors, front, place - front);
                cursors[place] = first;
            }
        }

        private int placeOf(Cursor cursor, int from) {
            int low = from;
            int high = end;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cursor.comesBefore(cursor.at, cursors[middle])) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /** Goes to the next block; the one before is then no longer to be had. Returns whether there was one. */
    boolean next() {
        if (!started) {
            started = true;
            for (int i = 0; i < sources.size(); i++) {
                Cursor cursor = new Cursor(sources.get(i), i);
                if (cursor.stands()) {
                    place(cursor);
                }
            }
        }
        // The last row is kept back until it is known that none of its key follows.
        if (given < block.size) {
            block.set(0, block, given);
            block.size = 1;
        } else {
            block.clear();
        }
        while (live > 0 && block.size < BLOCK_ROWS) {
            take(heap[0]);
        }
        given = live > 0 ? block.size - 1 : block.size;
        return given > 0;
    }

    /** The columns that hold the block, which may be longer. */
    CandleColumns columns() {
        return block;
    }

    /** How many of their rows are the block. */
    int size() {
        return given;
    }

    /** Takes from the first source what comes before the next one's row. */
    private void take(Group group) {
        Cursor cursor = group.cursors[group.front];
        CandleColumns rows = cursor.rows;
        int from = cursor.at;
        int end = Math.min(rows.size, from + BLOCK_ROWS - block.size);
        Cursor following = group.end - group.front > 1 ? group.cursors[group.front + 1] : null;
        int to = from + 1;
        if (to < end && group.goesOn(cursor, following, to)) { // seldom, where the parts of a day take turns
            to = group.endOfTurn(cursor, following, to + 1, end);
        }
        add(rows, from, to);
        cursor.at = to;
        boolean stands = cursor.stands();
        if (stands && rows.symbol[cursor.at].equals(group.symbol)) {
            group.sink();
            return;
        }
        group.front++;
        if (group.front == group.end) {
            end(group);
        }
        if (stands) {
            place(cursor);
        }
    }

    /** Adds rows of one symbol. */
    private void add(CandleColumns rows, int from, int to) {
        int at = from;
        while (at < to) {
            replaceSameKey(rows, at);
            int ascending = at + 1;
            for (int stop = ascending; ascending == stop && ascending < to; ) {
                stop = Stride.end(ascending, to);
                ascending = firstDouble(rows.tsMicros, ascending, stop);
            }
            if (ascending - at < FEW) {
                for (; at < ascending; at++) {
                    block.set(block.size++, rows, at);
                }
            } else {
                block.addRange(rows, at, ascending);
                at = ascending;
            }
        }
    }

    /** The first row that has the time of the one before, or {@code end}. */
    private static int firstDouble(long[] tsMicros, int from, int end) {
        int at = from;
        while (at < end && tsMicros[at] != tsMicros[at - 1]) {
            at++;
        }
        return at;
    }

    /** Drops the last row if the one to come has its key. */
    private void replaceSameKey(CandleColumns rows, int i) {
        int last = block.size - 1;
        if (last >= 0
                && block.tsMicros[last] == rows.tsMicros[i]
                && CandleColumns.compareKeys(block, last, rows, i) == 0) {
            if (block.seq[last] > rows.seq[i]) {
                // A fault of the merge itself; going on would let an old row win.
                throw new IllegalStateException("rows of one key came out of order [symbol=" + block.symbol[last]
                        + ", ts=" + block.tsMicros[last] + ", seq=" + block.seq[last] + "]");
            }
            dropped.add(block, last);
            block.size = last;
        }
    }

    /** Brings a source to the group of its symbol. */
    private void place(Cursor cursor) {
        SymbolKey symbol = cursor.rows.symbol[cursor.at];
        Group group = joinedLast;
        if (group == null || !symbol.equals(group.symbol)) {
            group = groups.get(symbol);
            if (group == null) {
                group = begin(symbol);
            }
            joinedLast = group;
        }
        group.join(cursor);
    }

    private Group begin(SymbolKey symbol) {
        Group group = free.isEmpty() ? new Group() : free.pop();
        group.symbol = symbol;
        groups.put(symbol, group);
        int at = live++;
        while (at > 0 && symbol.compareTo(heap[(at - 1) / 2].symbol) < 0) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = group;
        return group;
    }

    /** Takes the first group, whose sources have all left, out of the heap. */
    private void end(Group group) {
        groups.remove(group.symbol);
        group.symbol = null;
        group.front = 0;
        group.end = 0;
        free.push(group);
        Group moved = heap[--live];
        heap[live] = null;
        int at = 0;
        while (2 * at + 1 < live) {
            int child = 2 * at + 1;
            if (child + 1 < live && heap[child + 1].symbol.compareTo(heap[child].symbol) < 0) {
                child++;
            }
            if (moved.symbol.compareTo(heap[child].symbol) <= 0) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        if (live > 0) {
            heap[at] = moved;
        }
    }

    @Override
    public void close() {
        closeAll(sources);
    }

    /** Closes every source, also when one of them fails to. */
    static void closeAll(List<? extends RowWindows> sources) {
        RuntimeException failure = null;
        for (RowWindows source : sources) {
            try {
                source.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
