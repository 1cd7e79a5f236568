package dev.dayfile.benchmarks.viewport;

import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ViewportBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a contender leaves its answer; kept from query to query, as a caller in a hurry would. */
final class Answer {
    private final ViewportBuffer buffer = new ViewportBuffer();
    private final List<String> ids = new ArrayList<>();

    /** For our own, whose objects are found in it. */
    ViewportBuffer buffer() {
        return buffer;
    }

    CandleBuffer candles() {
        return buffer.candles();
    }

    /** The objects' names, of the contenders that have no objects of ours. */
    List<String> ids() {
        return ids;
    }

    void clear() {
        buffer.clear();
        ids.clear();
    }

    private List<String> objects() {
        return buffer.objects().isEmpty()
                ? ids
                : buffer.objects().stream().map(object -> object.id()).toList();
    }

    /** Holds this answer against the expected one: every value of every candle, and each object. */
    void requireSame(Answer expected, String whose) {
        CandleSeries.Columns ours = candles().toArrays();
        CandleSeries.Columns theirs = expected.candles().toArrays();
        boolean same = theirs.tsMicros().length > 0
                && Arrays.equals(ours.tsMicros(), theirs.tsMicros())
                && Arrays.equals(ours.open(), theirs.open())
                && Arrays.equals(ours.high(), theirs.high())
                && Arrays.equals(ours.low(), theirs.low())
                && Arrays.equals(ours.close(), theirs.close())
                && Arrays.equals(ours.volume(), theirs.volume())
                && Arrays.equals(ours.seq(), theirs.seq())
                && objects().equals(expected.objects());
        if (!same) {
            throw new GateException("not the rows of the window [" + whose + ", candles="
                    + candles().size()
                    + ", expected=" + expected.candles().size() + ", objects="
                    + objects().size() + ", expected="
                    + expected.objects().size() + "]");
        }
    }
}
