package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CandleSeries.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The floor, the least that anybody could do: plain arrays of each symbol, two binary searches and seven copies into arrays
 * that are kept; for objects a walk over four columns.
 */
final class ArrayCopy implements ViewportContender {
    private final Map<String, Columns> bySymbol;
    private final String[] ids;
    private final boolean[] removed;
    private final long[] starts;
    private final double[] tops;
    private final double[] bottoms;

    ArrayCopy(StoredRows rows) {
        bySymbol = rows.candles();
        List<StoredRows.Drawing> drawings = rows.drawings();
        int n = drawings.size();
        ids = drawings.stream().map(StoredRows.Drawing::id).toArray(String[]::new);
        starts = drawings.stream().mapToLong(StoredRows.Drawing::fromMicros).toArray();
        tops = drawings.stream().mapToDouble(StoredRows.Drawing::top).toArray();
        bottoms = drawings.stream().mapToDouble(StoredRows.Drawing::bottom).toArray();
        removed = new boolean[n];
        for (int i = 0; i < n; i++) {
            removed[i] = drawings.get(i).status().equals("removed");
        }
    }

    @Override
    public Query prepare(Window window) {
        return new CopyQuery(window);
    }

    private final class CopyQuery implements Query {
        private final Window window;
        private Columns copy = room(64);
        private int size;

        CopyQuery(Window window) {
            this.window = window;
        }

        @Override
        public void fill(Answer out) {
            Columns all = bySymbol.get(window.symbol());
            int from = firstNotBefore(all.tsMicros(), window.fromMicros());
            int to = firstNotBefore(all.tsMicros(), window.toMicros() + 1);
            if (window.last() > 0) {
                from = Math.max(from, to - window.last());
            }
            size = to - from;
            if (copy.tsMicros().length < size) {
                copy = room(size);
            }
            System.arraycopy(all.tsMicros(), from, copy.tsMicros(), 0, size);
            System.arraycopy(all.open(), from, copy.open(), 0, size);
            System.arraycopy(all.high(), from, copy.high(), 0, size);
            System.arraycopy(all.low(), from, copy.low(), 0, size);
            System.arraycopy(all.close(), from, copy.close(), 0, size);
            System.arraycopy(all.volume(), from, copy.volume(), 0, size);
            System.arraycopy(all.seq(), from, copy.seq(), 0, size);
            if (window.hasBand()) {
                out.ids().clear();
                for (int i = 0; i < ids.length; i++) {
                    if (bottoms[i] <= window.high()
                            && tops[i] >= window.low()
                            && starts[i] <= window.toMicros()
                            && !removed[i]) {
                        out.ids().add(ids[i]);
                    }
                }
            }
        }

        @Override
        public void show(Answer out) {
            out.candles().clear();
            out.candles().addAll(copy, 0, size);
        }
    }

    private static CandleSeries.Columns room(int n) {
        return new CandleSeries.Columns(
                new long[n], new double[n], new double[n], new double[n], new double[n], new double[n], new long[n]);
    }

    private static int firstNotBefore(long[] sorted, long value) {
        int found = Arrays.binarySearch(sorted, value);
        return found >= 0 ? found : -found - 1;
    }
}
