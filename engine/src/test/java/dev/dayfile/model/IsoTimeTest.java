package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    private static final String LAST = "2199-12-31T23:59:59.999999Z";
    private static final DateTimeFormatter ORACLE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long DAY = 24 * 60 * MINUTE;

    /** Digits of every value, so also months, days and hours that there are not. */
    @Property(tries = 5_000)
    void shouldReadDatesAndTimesAsJavaTimeDoes(
            @ForAll @IntRange(min = 1895, max = 2205) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 61) int minute,
            @ForAll @IntRange(max = 61) int second,
            @ForAll @IntRange(max = 999_999_999) int fraction,
            @ForAll @IntRange(max = 11) int finer) {
        String date = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
        String time = String.format(Locale.ROOT, "%02d:%02d", hour, minute);
        if (finer > 0) {
            time += String.format(Locale.ROOT, ":%02d", second);
        }
        if (finer > 1) {
            String digits = String.format(Locale.ROOT, "%09d", fraction);
            time += "." + digits.substring(0, Math.min(finer - 1, 9));
        }
        LocalDateTime expected;
        try {
            expected = LocalDate.parse(date).atTime(LocalTime.parse(time));
        } catch (DateTimeException e) {
            expected = null;
        }
        String text = date + ' ' + time;
        if (expected == null) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IsoTime.read(text))
                    .withMessageContaining(text);
        } else {
            assertThat(IsoTime.read(text)).isEqualTo(new IsoTime.Reading(expected, null));
            assertThat(IsoTime.read(text + "-05:30")).isEqualTo(new IsoTime.Reading(expected, ZoneOffset.of("-05:30")));
        }
    }

    @Property
    void shouldWriteAsJavaTimeDoes(@ForAll("storable") long micros) {
        assertThat(IsoTime.format(micros))
                .isEqualTo(ORACLE.format(IsoTime.toInstant(micros)))
                .hasSize(IsoTime.LENGTH);
    }

    @Property
    void shouldReadBackWhatItWrites(@ForAll("storable") long micros) {
        assertThat(IsoTime.parse(IsoTime.format(micros))).isEqualTo(micros);
        assertThat(IsoTime.toMicros(IsoTime.toInstant(micros))).isEqualTo(micros);
    }

    @Property
    void shouldOrderTextsAsInstants(@ForAll("storable") long a, @ForAll("storable") long b) {
        assertThat(Integer.signum(IsoTime.format(a).compareTo(IsoTime.format(b))))
                .isEqualTo(Long.compare(a, b));
    }

    @Property
    void shouldWriteTheSameBytesAtAnyPlace(@ForAll("storable") long micros, @ForAll @LongRange(max = 9) long offset) {
        byte[] target = new byte[IsoTime.LENGTH + 9];
        IsoTime.format(micros, target, (int) offset);
        assertThat(new String(target, (int) offset, IsoTime.LENGTH, StandardCharsets.US_ASCII))
                .isEqualTo(IsoTime.format(micros));
    }

    @Provide
    Arbitrary<Long> storable() {
        return Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1);
    }

    /** Every second for four hours around each change of New York's clocks, in 20 years: 40 changes. */
    @Test
    void shouldOrderTextsAsInstantsAcrossEveryClockChange() {
        ZoneId newYork = ZoneId.of("America/New_York");
        Instant at = Instant.parse("2010-01-01T00:00:00Z");
        Instant end = Instant.parse("2030-01-01T00:00:00Z");
        int changes = 0;
        for (ZoneOffsetTransition change = newYork.getRules().nextTransition(at);
                change.getInstant().isBefore(end);
                change = newYork.getRules().nextTransition(change.getInstant())) {
            assertStrictlyAscending(IsoTime.toMicros(change.getInstant()), 2 * 60 * MINUTE, SECOND);
            assertStrictlyAscending(IsoTime.toMicros(change.getInstant()), 500, 1);
            changes++;
        }
        assertThat(changes).isEqualTo(40);
    }

    /** Every minute of 20 years would be 10 million texts; every 7 minutes and 1 microsecond visits each day 205 times. */
    @Test
    void shouldOrderTextsAsInstantsOverTwentyYears() {
        long from = IsoTime.parse("2010-01-01T00:00:00Z");
        long to = IsoTime.parse("2030-01-01T00:00:00Z");
        assertStrictlyAscending((from + to) / 2, (to - from) / 2, 7 * MINUTE + 1);
    }

    @Test
    void shouldOrderTextsAtTheEdgesOfTheAcceptedYears() {
        assertStrictlyAscending(IsoTime.MIN_MICROS + 500, 500, 1);
        assertStrictlyAscending(IsoTime.MAX_MICROS - 500, 499, 1);
        assertStrictlyAscending(0, 500, 1);
        assertThat(IsoTime.format(IsoTime.MIN_MICROS)).isEqualTo("1900-01-01T00:00:00.000000+00:00");
        assertThat(IsoTime.format(IsoTime.MAX_MICROS - 1)).isEqualTo("2199-12-31T23:59:59.999999+00:00");
    }

    private static void assertStrictlyAscending(long center, long radius, long step) {
        String previous = "";
        for (long micros = center - radius; micros <= center + radius; micros += step) {
            String text = IsoTime.format(micros);
            if (text.compareTo(previous) <= 0) {
                throw new AssertionError(previous + " is not below " + text);
            }
            previous = text;
        }
    }

    @Test
    void shouldAgreeWithJavaTimeOnEveryDate() {
        for (LocalDate date = LocalDate.of(1900, 1, 1); date.getYear() < 2200; date = date.plusDays(1)) {
            assertThat(IsoTime.format(date.toEpochDay() * DAY)).startsWith(date.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-10-22T13:30:00Z",
                "2025-10-22T13:30:00z",
                "2025-10-22t13:30:00Z",
                "2025-10-22T13:30Z",
                "2025-10-22 13:30:00Z",
                "2025-10-22T13:30:00+00:00",
                "2025-10-22T13:30:00-00:00",
                "2025-10-22T13:30:00+0000",
                "2025-10-22T13:30:00+00",
                "2025-10-22T09:30:00-04:00",
                "2025-10-22T09:30:00-0400",
                "2025-10-22T09:30:00-04",
                "2025-10-22 09:30-04",
                "2025-10-22T19:00:00+05:30",
                "2025-10-23T07:30:00+18:00",
                "  2025-10-22T13:30:00Z  ",
                "2025-10-22T13:30:00.0Z",
                "2025-10-22T13:30:00.000000000Z"
            })
    void shouldReadEveryFormOfOneInstant(String text) {
        assertThat(IsoTime.parse(text)).isEqualTo(IsoTime.toMicros(Instant.parse("2025-10-22T13:30:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 100000",
        "12, 120000",
        "123, 123000",
        "1234, 123400",
        "12345, 123450",
        "123456, 123456",
        "1234567, 123456",
        "12345678, 123456",
        "123456789, 123456",
        "999999999, 999999",
        "000000999, 0"
    })
    void shouldCutOffWhatIsFinerThanAMicrosecond(String fraction, int micros) {
        String before = "2025-10-22T13:30:01.";
        assertThat(IsoTime.parse(before + fraction + "Z") - IsoTime.parse("2025-10-22T13:30:01Z"))
                .isEqualTo(micros);
        // Also before 1970, where cutting off must not become rounding down to the microsecond before.
        assertThat(IsoTime.parse("1930-10-22T13:30:01." + fraction + "Z") - IsoTime.parse("1930-10-22T13:30:01Z"))
                .isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "now",
                "1761139800",
                "2025-10-22T",
                "2025-10-22T13Z",
                "2025-10-22T13:30:00.Z",
                "2025-10-22T13:30:00,5Z",
                "2025-10-22T13:30:00.1234567890Z",
                "2025-10-22T13:30:00ZZ",
                "2025-10-22T13:30:00+00:00Z",
                "2025-10-22T13:30:00+0:00",
                "2025-10-22T13:30:00+00:00:01",
                "2025-10-22T13:30:00+18:01",
                "2025-10-22T13:30:00-04:60",
                "2025-10-22T13:30:00Z[UTC]",
                "2025-10-22T13:30:00 Z",
                "2025-10-22T 13:30:00Z",
                "2025-10-2213:30:00Z",
                "2025-10-22  13:30:00Z",
                "2025-10-22Z",
                "2025-02-29T00:00:00Z",
                "2025-02-30T00:00:00Z",
                "2025-04-31T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-00-01T00:00:00Z",
                "2025-10-00T00:00:00Z",
                "2025-10-22T24:00:00Z",
                "2025-10-22T23:60:00Z",
                "2025-10-22T23:59:60Z",
                "25-10-22T13:30:00Z",
                "+2025-10-22T13:30:00Z",
                "-2025-10-22T13:30:00Z",
                "12025-10-22T13:30:00Z",
                "20251022T133000Z",
                "２０２５-10-22T13:30:00Z",
                "1899-12-31T23:59:59.999999Z",
                "2200-01-01T00:00:00Z",
                "2199-12-31T23:59:59-00:01"
            })
    void shouldRefuseWhatIsNoStorableInstant(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsoTime.parse(text))
                .withMessageContaining("[time=");
    }

    @Test
    void shouldRefuseTextWithoutAnOffsetAndNull() {
        for (String text : new String[] {"2025-10-22", "2025-10-22T13:30:00", "2025-10-22 13:30"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IsoTime.parse(text))
                    .withMessageContaining("offset")
                    .withMessageContaining(text);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsoTime.parse(null))
                .withMessageContaining("null");
    }

    @Test
    void shouldShowHostileTextHarmlesslyInItsRefusal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsoTime.parse("2025\u001b[31m" + "x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).doesNotContain("\u001b"));
    }

    @Test
    void shouldRefuseInstantsThatNoStoreAccepts() {
        assertThat(IsoTime.toMicros(Instant.parse(LAST))).isEqualTo(IsoTime.MAX_MICROS - 1);
        for (Instant instant : new Instant[] {
            Instant.MIN,
            Instant.MAX,
            Instant.parse("1899-12-31T23:59:59.999999999Z"),
            Instant.parse(LAST).plusNanos(1_000)
        }) {
            assertThatIllegalArgumentException().isThrownBy(() -> IsoTime.toMicros(instant));
        }
    }

    @Test
    void shouldRefuseToWriteAYearThatHasNotFourDigits() {
        long afterLast = LocalDateTime.parse("9999-12-31T23:59:59").toEpochSecond(ZoneOffset.UTC) * SECOND + SECOND;
        assertThat(IsoTime.format(afterLast - 1)).isEqualTo("9999-12-31T23:59:59.999999+00:00");
        for (long micros : new long[] {afterLast, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IsoTime.format(micros))
                    .withMessageContaining("micros=" + micros);
        }
    }
}
