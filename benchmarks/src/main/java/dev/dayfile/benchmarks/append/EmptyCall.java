package dev.dayfile.benchmarks.append;

/**
 * A call that adds its arguments up and stores nothing: what the loop, two readings of the clock and the call alone put
 * into every service time. No contender, since it keeps no row; nobody can be faster.
 */
final class EmptyCall implements Contender {
    static final String LABEL = "empty-call";

    private double sum;

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume) {
        sum += tsMicros + open + high + low + close + volume;
    }

    @Override
    public void drain() {
        if (sum < 0) { // never, but the sum is used
            throw new IllegalStateException("the sum has overflowed [sum=" + sum + "]");
        }
    }

    @Override
    public Stored readBack() {
        throw new UnsupportedOperationException("nothing is stored");
    }

    @Override
    public void close() {}
}
