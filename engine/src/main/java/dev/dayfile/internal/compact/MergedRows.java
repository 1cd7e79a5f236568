package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import java.util.List;

/**
 * The rows of several sources in one order: symbol, ts, seq and, among equals, the order of the sources. That last rule
 * makes the result the same however the rows were cut into runs.
 *
 * <p>A binary heap of the sources; each row moves one source down. Closes the sources.
 */
final class MergedRows implements RowSource {
    private final List<RowSource> sources;
    private final int[] heap;
    private int live;
    private boolean started;

    MergedRows(List<RowSource> sources) {
        this.sources = List.copyOf(sources);
        heap = new int[sources.size()];
    }

    @Override
    public boolean next() {
        if (!started) {
            started = true;
            for (int i = 0; i < heap.length; i++) {
                if (sources.get(i).next()) {
                    heap[live++] = i;
                }
            }
            for (int i = live / 2 - 1; i >= 0; i--) {
                siftDown(i);
            }
        } else if (live > 0) {
            if (!top().next()) {
                heap[0] = heap[--live];
            }
            siftDown(0);
        }
        return live > 0;
    }

    private RowSource top() {
        return sources.get(heap[0]);
    }

    private void siftDown(int from) {
        int at = from;
        while (2 * at + 1 < live) {
            int child = 2 * at + 1;
            if (child + 1 < live && comesBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (comesBefore(heap[at], heap[child])) {
                return;
            }
            int moved = heap[at];
            heap[at] = heap[child];
            heap[child] = moved;
            at = child;
        }
    }

    private boolean comesBefore(int a, int b) {
        RowSource left = sources.get(a);
        RowSource right = sources.get(b);
        int order = CandleColumns.compareRows(left.columns(), left.row(), right.columns(), right.row());
        return order != 0 ? order < 0 : a < b;
    }

    @Override
    public CandleColumns columns() {
        return top().columns();
    }

    @Override
    public int row() {
        return top().row();
    }

    @Override
    public void close() {
        closeAll(sources);
    }

    /** Closes every source, also when one of them fails to. */
    static void closeAll(List<? extends RowSource> sources) {
        RuntimeException failure = null;
        for (RowSource source : sources) {
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
