package dev.dayfile.generator;

import dev.dayfile.model.TradingSession;

/**
 * The path of one symbol's price and volume through its sessions, in steps finer than any timeframe asked for. All
 * timeframes are cut from this one path, which is what makes them agree with each other.
 *
 * <p>Prices are whole cents. A year's deviation is about 16 %; the day starts and ends livelier than its middle, in
 * price as in volume.
 */
final class PriceWalk {
    private static final long MICROS_A_SECOND = 1_000_000L;
    private static final double DEVIATION_A_MINUTE = 0.0005;
    private static final double OVERNIGHT_DEVIATION = 0.004;
    private static final int MOVES_A_STEP = 4;
    private static final long LEAST_CENTS = 100;

    private final long seed;
    private final String symbol;
    private final double sharesAMinute;
    private long lastCents;

    /** One step's candle each, of the session that was walked last. */
    long[] openCents = new long[0];

    long[] highCents = new long[0];
    long[] lowCents = new long[0];
    long[] closeCents = new long[0];
    long[] shares = new long[0];
    int steps;

    PriceWalk(long seed, String symbol) {
        this.seed = seed;
        this.symbol = symbol;
        Dice dice = new Dice(seed, symbol, 0, "symbol");
        lastCents = dice.between(20_00, 700_00);
        sharesAMinute = dice.between(5_000, 200_000);
    }

    /** Walks one session; sessions must come in order, because each goes on where the last one ended. */
    void walk(TradingSession session, int stepSeconds) {
        steps = Math.toIntExact(session.lengthMicros() / (stepSeconds * MICROS_A_SECOND));
        ensureCapacity(steps);
        Dice dice = new Dice(seed, symbol, session.day().toEpochDay(), "walk");
        double minutes = stepSeconds / 60.0;
        double moveDeviation = DEVIATION_A_MINUTE * Math.sqrt(minutes / MOVES_A_STEP);
        long price = move(lastCents, OVERNIGHT_DEVIATION, dice);
        for (int i = 0; i < steps; i++) {
            double liveliness = liveliness((i + 0.5) / steps);
            price = Math.max(LEAST_CENTS, price + dice.between(-1, 1));
            openCents[i] = price;
            long high = price;
            long low = price;
            for (int k = 0; k < MOVES_A_STEP; k++) {
                price = move(price, moveDeviation * Math.sqrt(liveliness), dice);
                high = Math.max(high, price);
                low = Math.min(low, price);
            }
            highCents[i] = high;
            lowCents[i] = low;
            closeCents[i] = price;
            double noise = Math.max(0.2, 1 + 0.35 * dice.normal());
            shares[i] = Math.max(1, Math.round(sharesAMinute * minutes * liveliness * noise));
        }
        lastCents = price;
    }

    private static long move(long cents, double deviation, Dice dice) {
        return Math.max(LEAST_CENTS, Math.round(cents * (1 + deviation * dice.normal())));
    }

    /** A U over the session, 2.5 at its ends, 0.5 in the middle and about 1.2 on average. */
    private static double liveliness(double position) {
        double fromMiddle = 2 * position - 1;
        return 0.5 + 2 * fromMiddle * fromMiddle;
    }

    private void ensureCapacity(int capacity) {
        if (openCents.length < capacity) {
            openCents = new long[capacity];
            highCents = new long[capacity];
            lowCents = new long[capacity];
            closeCents = new long[capacity];
            shares = new long[capacity];
        }
    }
}
