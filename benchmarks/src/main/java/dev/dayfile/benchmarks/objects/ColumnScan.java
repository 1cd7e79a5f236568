package dev.dayfile.benchmarks.objects;

import dev.dayfile.model.ChartObject;
import java.util.List;

/** The floor that is worth beating: plain columns of every object of one symbol, looked at one after the other. */
final class ColumnScan {
    private final ChartObject[] objects;
    private final double[] low;
    private final double[] high;
    private final long[] fromMicros;
    private final long[] toMicros;

    /** @param objects by id */
    ColumnScan(List<ChartObject> objects) {
        this.objects = objects.toArray(ChartObject[]::new);
        low = new double[this.objects.length];
        high = new double[this.objects.length];
        fromMicros = new long[this.objects.length];
        toMicros = new long[this.objects.length];
        for (int i = 0; i < low.length; i++) {
            ChartObject o = this.objects[i];
            low[i] = Math.min(o.top(), o.bottom());
            high[i] = Math.max(o.top(), o.bottom());
            fromMicros[i] = o.tStartMicros() == null ? Long.MIN_VALUE : o.tStartMicros();
            toMicros[i] = o.tEndMicros() == null ? Long.MAX_VALUE : o.tEndMicros();
        }
    }

    void find(double bandLow, double bandHigh, long from, long to, List<ChartObject> into) {
        for (int i = 0; i < low.length; i++) {
            if (low[i] <= bandHigh && high[i] >= bandLow && fromMicros[i] <= to && toMicros[i] >= from) {
                into.add(objects[i]);
            }
        }
    }
}
