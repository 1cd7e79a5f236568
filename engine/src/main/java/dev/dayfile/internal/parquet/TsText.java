package dev.dayfile.internal.parquet;

import dev.dayfile.model.IsoTime;

/**
 * Writes times as the column {@code ts} has them, length and text, each from the one before: rows of a part follow one
 * another closely, so the date seldom changes and often not even the second. What it writes is {@link IsoTime#format}'s
 * text to the byte. Not safe for use by several threads.
 */
final class TsText {
    /** Bytes of one value: its length in four bytes, and the text. */
    static final int VALUE_BYTES = 4 + IsoTime.LENGTH;

    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long MICROS_A_DAY = 86_400 * MICROS_A_SECOND;
    private static final int TIME_OF_DAY = 4 + 11;
    private static final int FRACTION = 4 + 20;

    /** The value of {@link #secondMicros} and {@link #fraction}. */
    private final byte[] value = new byte[VALUE_BYTES];

    private final byte[] shown = new byte[VALUE_BYTES];
    private final byte[] text = new byte[IsoTime.LENGTH];
    private long dayMicros;
    private long secondMicros;
    private int fraction;

    TsText() {
        value[0] = IsoTime.LENGTH;
        IsoTime.format(0, value, 4);
    }

    /**
     * Writes a time.
     *
     * @throws IllegalArgumentException when the year has not four digits
     */
    void put(long micros, byte[] target, int at) {
        long inSecond = micros - secondMicros;
        if (inSecond < 0 || inSecond >= MICROS_A_SECOND) {
            toSecondOf(micros);
            inSecond = micros - secondMicros;
        }
        System.arraycopy(value, 0, target, at, VALUE_BYTES);
        if (inSecond != fraction) {
            // Into the target, not into the value: loading what was just stored piece by piece would wait for the
            // stores.
            int rest = (int) inSecond;
            twoDigits(target, at + FRACTION, rest / 10_000);
            twoDigits(target, at + FRACTION + 2, rest / 100 % 100);
            twoDigits(target, at + FRACTION + 4, rest % 100);
        }
    }

    /** The text alone, without its length, in an array that is used again. */
    byte[] of(long micros) {
        put(micros, shown, 0);
        System.arraycopy(shown, VALUE_BYTES - IsoTime.LENGTH, text, 0, IsoTime.LENGTH);
        return text;
    }

    private void toSecondOf(long micros) {
        long inDay = micros - dayMicros;
        if (inDay < 0 || inDay >= MICROS_A_DAY) {
            IsoTime.format(micros, value, 4);
            dayMicros = Math.floorDiv(micros, MICROS_A_DAY) * MICROS_A_DAY;
            secondMicros = Math.floorDiv(micros, MICROS_A_SECOND) * MICROS_A_SECOND;
            fraction = (int) (micros - secondMicros);
            return;
        }
        int second = (int) (inDay / MICROS_A_SECOND);
        secondMicros = dayMicros + second * MICROS_A_SECOND;
        twoDigits(value, TIME_OF_DAY, second / 3_600);
        twoDigits(value, TIME_OF_DAY + 3, second / 60 % 60);
        twoDigits(value, TIME_OF_DAY + 6, second % 60);
    }

    private static void twoDigits(byte[] target, int at, int number) {
        int tens = number / 10;
        target[at] = (byte) ('0' + tens);
        target[at + 1] = (byte) ('0' + number - 10 * tens);
    }
}
