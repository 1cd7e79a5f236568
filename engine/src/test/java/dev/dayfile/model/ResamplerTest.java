package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    private static final MarketClock CLOCK = MarketClock.NEW_YORK;
    private static final LocalDate FRIDAY = LocalDate.of(2025, 10, 31); // clocks change on the Sunday after
    private static final TradingCalendar CALENDAR = day -> day.getDayOfWeek() == DayOfWeek.SATURDAY
            ? Optional.empty()
            : Optional.of(new TradingSession(day, CLOCK.parse(day + "T09:30"), CLOCK.parse(day + "T16:00")));

    private static Resampler resampler(String fine, String coarse) {
        return new Resampler(Timeframe.parse(fine), Timeframe.parse(coarse), CALENDAR, CLOCK);
    }

    private static long at(String time) {
        return CLOCK.parse("2025-10-31T" + time);
    }

    /** Candle {@code i} opens at i, reaches from i - 1 to i + 1, closes at i + 0.5 and has volume 1. */
    private static CandleBuffer series(String... times) {
        CandleBuffer fine = new CandleBuffer();
        for (int i = 0; i < times.length; i++) {
            fine.add(at(times[i]), i, i + 1, i - 1, i + 0.5, 1, 100 + i);
        }
        return fine;
    }

    @Test
    void shouldAnchorAtTheOpeningBell() {
        CandleBuffer fine = new CandleBuffer();
        for (long ts = at("09:30"); ts < at("16:00"); ts += 300_000_000) {
            fine.add(ts, 1, 2, 0.5, 1.5, 10, 7);
        }
        ResampledCandles hours = resampler("5m", "1h").resample(fine);
        assertThat(hours.timeframe()).isEqualTo(Timeframe.parse("1h"));
        assertThat(hours.candles().toArrays().tsMicros())
                .containsExactly(
                        at("09:30"), at("10:30"), at("11:30"), at("12:30"), at("13:30"), at("14:30"), at("15:30"));
        assertThat(hours.candles().toArrays().volume()).containsExactly(120, 120, 120, 120, 120, 120, 60);
        assertThat(hours.firstPartial()).isFalse();
        assertThat(hours.lastPartial())
                .as("the last one ends at the closing bell")
                .isFalse();
    }

    @Test
    void shouldTakeFirstGreatestLeastLastAndSum() {
        CandleSeries ten = resampler("2m", "10m")
                .resample(series("09:30", "09:32", "09:38", "09:40"))
                .candles();
        assertThat(ten.size()).isEqualTo(2);
        assertThat(ten.open(0)).isEqualTo(0);
        assertThat(ten.high(0)).isEqualTo(3);
        assertThat(ten.low(0)).isEqualTo(-1);
        assertThat(ten.close(0)).isEqualTo(2.5);
        assertThat(ten.volume(0)).isEqualTo(3);
        assertThat(ten.seq(0)).isEqualTo(102);
    }

    @Test
    void shouldMarkWhatIsPartial() {
        Resampler tens = resampler("2m", "10m");
        assertThat(tens.resample(series("09:30", "09:36")).lastPartial()).isTrue();
        assertThat(tens.resample(series("09:30", "09:38")).lastPartial()).isFalse();
        assertThat(tens.resample(series("09:30")).firstPartial()).isFalse();
        assertThat(tens.resample(series("09:32", "09:38")).firstPartial()).isTrue();
        assertThat(tens.resample(series("09:30:20", "09:37:40")))
                .as("stamps off the grid")
                .matches(r -> !r.firstPartial() && !r.lastPartial());
        assertThat(tens.resample(new CandleBuffer())).matches(r -> !r.firstPartial() && !r.lastPartial());
    }

    @Test
    void shouldHaveNoVolumeWhereOneHasNone() {
        CandleBuffer fine = series("09:30", "09:32");
        fine.add(at("09:34"), 1, 2, 0, 1, Double.NaN, 1);
        fine.add(at("09:40"), 1, 2, 0, 1, 5, 1);
        CandleSeries ten = resampler("2m", "10m").resample(fine).candles();
        assertThat(ten.volume(0)).isNaN();
        assertThat(ten.volume(1)).isEqualTo(5);
    }

    @Test
    void shouldKeepSessionsApartFromWhatSurroundsThem() {
        CandleSeries hours = resampler("2m", "1h")
                .resample(series("00:00", "08:58", "09:28", "09:29:50", "15:58", "16:00", "16:58", "17:00"))
                .candles();
        assertThat(hours.toArrays().tsMicros())
                .containsExactly(at("00:00"), at("08:30"), at("09:30"), at("15:30"), at("16:00"), at("17:00"));
        assertThat(hours.volume(1)).as("08:58 and 09:28").isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatIsNoMultiple() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resampler("2m", "15m"))
                .withMessageContaining("15m");
        assertThatIllegalArgumentException().isThrownBy(() -> resampler("2m", "2m"));
        assertThatIllegalArgumentException().isThrownBy(() -> resampler("1h", "5m"));
        assertThatIllegalArgumentException().isThrownBy(() -> resampler("1d", "7d"));
    }

    @Property(tries = 300)
    void shouldAgreeWithThePlainestModel(@ForAll long seed) {
        Random random = new Random(seed);
        String[][] pairs = {{"2m", "10m"}, {"5m", "1h"}, {"5m", "15m"}, {"15m", "1d"}, {"30s", "7m"}};
        String[] pair = pairs[random.nextInt(pairs.length)];
        long fineMicros = Timeframe.parse(pair[0]).micros();
        long coarseMicros = Timeframe.parse(pair[1]).micros();
        TreeMap<Long, Long> rows = new TreeMap<>();
        for (int n = random.nextInt(60); n > 0; n--) {
            long day = CLOCK.startMicros(FRIDAY.plusDays(random.nextInt(4)));
            long ts = day + random.nextInt(24 * 120) * 30_000_000L + (random.nextInt(4) == 0 ? random.nextInt(9) : 0);
            rows.put(ts, (long) random.nextInt(1000));
        }
        CandleBuffer fine = new CandleBuffer();
        rows.forEach((ts, seq) -> fine.add(ts, seq, seq + 2, seq - 2, seq + 1, seq, seq));

        ResampledCandles answer = resampler(pair[0], pair[1]).resample(fine);
        List<Long> expectedTs = new ArrayList<>();
        int found = 0;
        for (LocalDate day = FRIDAY.minusDays(1); day.isBefore(FRIDAY.plusDays(6)); day = day.plusDays(1)) {
            for (long[] span : spans(day, coarseMicros)) {
                Map<Long, Long> of = rows.subMap(span[0] - fineMicros / 2, span[1] - fineMicros / 2);
                if (of.isEmpty()) {
                    continue;
                }
                List<Double> values =
                        of.values().stream().map(Long::doubleValue).toList();
                expectedTs.add(span[0]);
                int i = found++;
                CandleSeries candles = answer.candles();
                double greatest = Collections.max(values);
                assertThat(candles.open(i)).isEqualTo(values.get(0));
                assertThat(candles.close(i)).isEqualTo(values.get(values.size() - 1) + 1);
                assertThat(candles.high(i)).isEqualTo(greatest + 2);
                assertThat(candles.low(i)).isEqualTo(Collections.min(values) - 2);
                assertThat(candles.volume(i))
                        .isEqualTo(values.stream().mapToDouble(v -> v).sum());
                assertThat(candles.seq(i)).isEqualTo((long) greatest);
            }
        }
        assertThat(answer.candles().toArrays().tsMicros())
                .containsExactly(expectedTs.stream().mapToLong(ts -> ts).toArray());
    }

    /** Every coarser candle that a day can have, one after the other. */
    private static List<long[]> spans(LocalDate day, long step) {
        List<long[]> spans = new ArrayList<>();
        long from = CLOCK.startMicros(day);
        long to = CLOCK.endMicros(day);
        Optional<TradingSession> session = CALENDAR.sessionOf(day);
        if (session.isPresent()) {
            for (long end = session.get().openMicros(); end > from; end -= step) {
                spans.add(0, new long[] {Math.max(from, end - step), end});
            }
            forwards(session.get().openMicros(), session.get().closeMicros(), step, spans);
            forwards(session.get().closeMicros(), to, step, spans);
        } else {
            forwards(from, to, step, spans);
        }
        return spans;
    }

    private static void forwards(long from, long to, long step, List<long[]> into) {
        for (long start = from; start < to; start += step) {
            into.add(new long[] {start, Math.min(to, start + step)});
        }
    }
}
