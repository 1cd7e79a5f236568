package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ChartObject;

/** Where instants stand on an axis that counts candles: candle {@code i} is around {@code i}. */
final class CandleTimes {
    private static final double HALF = 0.5;

    private final CandleSeries candles;
    private final long timeframeMicros;

    CandleTimes(CandleSeries candles, long timeframeMicros) {
        this.candles = candles;
        this.timeframeMicros = timeframeMicros;
    }

    /** Whether an object reaches into the time from the first candle's open to the last one's end. */
    boolean covers(ChartObject object) {
        int size = candles.size();
        return size > 0
                && (object.tEndMicros() == null || object.tEndMicros() >= candles.tsMicros(0))
                && (object.tStartMicros() == null
                        || object.tStartMicros() < candles.tsMicros(size - 1) + timeframeMicros);
    }

    /** Whether an object begins within the picture, so that it has a left edge. */
    boolean startWithin(ChartObject object) {
        return object.tStartMicros() != null && object.tStartMicros() >= candles.tsMicros(0);
    }

    double left(ChartObject object) {
        return object.tStartMicros() == null
                ? Double.NEGATIVE_INFINITY
                : position(object.tStartMicros()) - (isInstant(object) ? 0 : HALF);
    }

    double right(ChartObject object) {
        return object.tEndMicros() == null
                ? Double.POSITIVE_INFINITY
                : position(object.tEndMicros()) - (isInstant(object) ? 0 : HALF);
    }

    /** An instant stands in the middle of its candle, a span begins and ends at candles' edges. */
    private static boolean isInstant(ChartObject object) {
        return object.tStartMicros() != null && object.tStartMicros().equals(object.tEndMicros());
    }

    /** Of an instant: before all candles at the left end of the axis, and in a gap where the candle before it ends. */
    double position(long micros) {
        int size = candles.size();
        if (size == 0 || micros < candles.tsMicros(0)) {
            return -1;
        }
        int before = 0;
        int after = size;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (candles.tsMicros(middle) <= micros) {
                before = middle;
            } else {
                after = middle;
            }
        }
        long since = micros - candles.tsMicros(before);
        long takes = before == size - 1
                ? timeframeMicros
                : Math.min(timeframeMicros, candles.tsMicros(before + 1) - candles.tsMicros(before));
        return before + Math.min(1, (double) since / takes);
    }
}
