package dev.dayfile.generator;

import java.util.Random;

/**
 * Random numbers of one purpose on one symbol's day. {@link Random} underneath, because its algorithm is part of its
 * specification: the same seed gives the same candles on every JVM.
 */
final class Dice {
    private final Random random;

    /** Numbers that depend on nothing but these four. */
    Dice(long seed, String symbol, long epochDay, String purpose) {
        long mixed = mix(seed);
        mixed = mix(mixed ^ symbol.hashCode());
        mixed = mix(mixed ^ epochDay);
        random = new Random(mix(mixed ^ purpose.hashCode()));
    }

    /** A whole number from 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A whole number, both ends included. */
    int between(int least, int greatest) {
        return least + random.nextInt(greatest - least + 1);
    }

    /** A normal number of mean 0 and deviation 1. */
    double normal() {
        return random.nextGaussian();
    }

    /** Spreads every bit of a seed over all of them (the finalizer of SplitMix64), so that near seeds share nothing. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
