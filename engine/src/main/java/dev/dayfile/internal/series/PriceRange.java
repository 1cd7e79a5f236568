package dev.dayfile.internal.series;

/** The least and the greatest of some prices or volumes, among which {@code NaN} stands for one that is absent. */
public final class PriceRange {
    /** Infinity when there is no value. */
    public double least = Double.POSITIVE_INFINITY;

    /** Minus infinity when there is no value. */
    public double greatest = Double.NEGATIVE_INFINITY;

    /** How many are absent. */
    public int absent;

    /** Forgets what there was and looks at the values {@code from} (inclusive) to {@code to} (exclusive). */
    public void look(double[] values, int from, int to) {
        least = Double.POSITIVE_INFINITY;
        greatest = Double.NEGATIVE_INFINITY;
        absent = 0;
        for (int at = from; at < to; at = Stride.end(at, to)) {
            includeStride(values, at, Stride.end(at, to));
        }
    }

    private void includeStride(double[] values, int from, int to) {
        double min = least;
        double max = greatest;
        int nans = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            nans += value != value ? 1 : 0;
            min = value < min ? value : min; // never true of NaN
            max = value > max ? value : max;
        }
        least = min;
        greatest = max;
        absent += nans;
    }

    /** Whether there is a value. */
    public boolean any() {
        return least <= greatest;
    }
}
