package dev.dayfile.internal.parquet;

import dev.dayfile.model.IsoTime;
import java.util.Arrays;

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
        int inSecond = toSecondAround(micros);
        System.arraycopy(value, 0, target, at, VALUE_BYTES);
        if (inSecond != fraction) {
            putFraction(inSecond, target, at + FRACTION);
        }
    }

    /** Not into the value: loading what was just stored piece by piece would wait for the stores. */
    private static void putFraction(int inSecond, byte[] target, int at) {
        twoDigits(target, at, inSecond / 10_000);
        twoDigits(target, at + 2, inSecond / 100 % 100);
        twoDigits(target, at + 4, inSecond % 100);
    }

    /** Returns the microseconds since the second that {@link #value} now shows. */
    private int toSecondAround(long micros) {
        long inSecond = micros - secondMicros;
        if (inSecond < 0 || inSecond >= MICROS_A_SECOND) {
            toSecondOf(micros);
            inSecond = micros - secondMicros;
        }
        return (int) inSecond;
    }

    /** The text alone, without its length, in an array that is used again. */
    byte[] of(long micros) {
        int inSecond = toSecondAround(micros);
        System.arraycopy(value, VALUE_BYTES - IsoTime.LENGTH, text, 0, IsoTime.LENGTH);
        if (inSecond != fraction) {
            putFraction(inSecond, text, FRACTION - (VALUE_BYTES - IsoTime.LENGTH));
        }
        return text;
    }

    /** Whether a time, length and text, stands at a place, of which {@link #VALUE_BYTES} can be read. */
    boolean isAt(long micros, byte[] bytes, int at) {
        byte[] expected = value;
        if (toSecondAround(micros) != fraction) {
            put(micros, shown, 0);
            expected = shown;
        }
        return Arrays.equals(bytes, at, at + VALUE_BYTES, expected, 0, VALUE_BYTES);
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
        // Divisions by multiplication, since this is done for every row of a day that is sorted by symbol, and a
        // compiler in a hurry divides. All are exact for what a day has.
        int second = (int) (inDay * 1e-6);
        secondMicros = dayMicros + second * MICROS_A_SECOND;
        if (secondMicros > micros) {
            secondMicros -= MICROS_A_SECOND;
            second--;
        } else if (micros - secondMicros >= MICROS_A_SECOND) {
            secondMicros += MICROS_A_SECOND;
            second++;
        }
        int minute = (int) (second * 2_290_649_225L >>> 37);
        int hour = minute * 34_953 >>> 21;
        twoDigits(value, TIME_OF_DAY, hour);
        twoDigits(value, TIME_OF_DAY + 3, minute - 60 * hour);
        twoDigits(value, TIME_OF_DAY + 6, second - 60 * minute);
    }

    private static void twoDigits(byte[] target, int at, int number) {
        int tens = number * 103 >>> 10;
        target[at] = (byte) ('0' + tens);
        target[at + 1] = (byte) ('0' + number - 10 * tens);
    }
}
