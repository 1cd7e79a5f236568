package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private final TimeText times = new TimeText(MarketClock.NEW_YORK);

    @ParameterizedTest
    @CsvSource({
        "2025-10-22T09:30:00.290000-04:00, 2025-10-22T13:30:00.290000+00:00",
        "2025-10-22 09:30,                 2025-10-22T13:30:00.000000+00:00",
        "2025-12-22 09:30,                 2025-12-22T14:30:00.000000+00:00",
        "20251022 09:30:00,                2025-10-22T13:30:00.000000+00:00",
        "20251022  093000,                 2025-10-22T13:30:00.000000+00:00",
        "20251022,                         2025-10-22T04:00:00.000000+00:00",
        "2025-10-22,                       2025-10-22T04:00:00.000000+00:00",
        "1761139800,                       2025-10-22T13:30:00.000000+00:00",
        "1761139800.290417,                2025-10-22T13:30:00.290417+00:00",
        "1761139800290,                    2025-10-22T13:30:00.290000+00:00",
        "1761139800290417,                 2025-10-22T13:30:00.290417+00:00",
        "1761139800290417999,              2025-10-22T13:30:00.290417+00:00"
    })
    void shouldReadTimesAsFeedsWriteThem(String text, String utc) {
        assertThat(IsoTime.format(times.micros(text))).isEqualTo(utc);
    }

    @ParameterizedTest
    @CsvSource({"2025-10-22, 9:30", "20251022, 93000", "20251022, 0930", "2025-10-22, 09:30:00", "20251022, 930"})
    void shouldReadDateAndTimeFromTwoColumns(String date, String time) {
        assertThat(IsoTime.format(times.micros(date, time))).isEqualTo("2025-10-22T13:30:00.000000+00:00");
    }

    /** Digits that are a date and a time must never be taken for a number since 1970. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "202510220930",
                "20251022093000",
                "12345",
                "99999999999999999999",
                "20251332",
                "-5",
                "1e9",
                "",
                "noon"
            })
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> times.micros(text));
    }

    @Property
    void shouldTellTheUnitOfANumberByItsSize(@ForAll @LongRange(min = 315_532_800, max = 7_258_118_399L) long seconds) {
        long micros = seconds * 1_000_000;
        assertThat(times.micros(Long.toString(seconds))).isEqualTo(micros);
        assertThat(times.micros(seconds + "000")).isEqualTo(micros);
        assertThat(times.micros(seconds + "000000")).isEqualTo(micros);
        assertThat(times.micros(seconds + "000000000")).isEqualTo(micros);
    }

    @Test
    void shouldCutOffWhatIsFinerThanAMicrosecond() {
        assertThat(times.micros("1761139800290417999") % 10).isEqualTo(7);
    }
}
