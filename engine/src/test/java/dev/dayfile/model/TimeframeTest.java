package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeframeTest {
    @Property
    void shouldReadBackWhatItWritesInAnyLetterCase(
            @ForAll @IntRange(min = 1, max = Timeframe.MAX_COUNT) int count, @ForAll("units") char unit) {
        Timeframe timeframe = new Timeframe(count, unit);
        assertThat(timeframe).hasToString(count + "" + unit);
        assertThat(Timeframe.parse(timeframe.toString())).isEqualTo(timeframe);
        assertThat(Timeframe.parse(timeframe.toString().toUpperCase(Locale.ROOT)))
                .isEqualTo(timeframe);
    }

    @Property
    void shouldReadOnlyTheGrammar(@ForAll("nearTheGrammar") String text) {
        boolean inGrammar = text.matches("[1-9][0-9]{0,3}[smhdSMHD]");
        boolean read;
        try {
            Timeframe.parse(text);
            read = true;
        } catch (IllegalArgumentException e) {
            read = false;
        }
        assertThat(read).isEqualTo(inGrammar);
    }

    @Provide
    Arbitrary<Character> units() {
        return Arbitraries.of('s', 'm', 'h', 'd');
    }

    /** Made of the grammar's own characters and a few others, so that about every third text is inside of it. */
    @Provide
    Arbitrary<String> nearTheGrammar() {
        Arbitrary<String> counts =
                Arbitraries.strings().withChars("0123456789 +-.m").ofMaxLength(5);
        Arbitrary<String> plain = Arbitraries.integers().between(0, 20_000).map(String::valueOf);
        Arbitrary<String> units = Arbitraries.of("s", "m", "h", "d", "S", "M", "H", "D", "w", "", " ", "mm");
        return Combinators.combine(Arbitraries.oneOf(counts, plain), units).as(String::concat);
    }

    @ParameterizedTest
    @CsvSource({"90s, PT90S", "2m, PT2M", "15m, PT15M", "1h, PT1H", "1d, PT24H", "9999d, PT239976H"})
    void shouldKnowItsLength(String text, Duration length) {
        assertThat(Timeframe.parse(text).micros()).isEqualTo(length.toNanos() / 1_000);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "m",
                "2",
                "0m",
                "02m",
                "-2m",
                "+2m",
                "2 m",
                " 2m",
                "2m ",
                "2w",
                "2min",
                "2mm",
                "1.5m",
                "10000m",
                "99999999999m",
                "٢m",
                "../2m",
                "2m/",
                "2\u0000m"
            })
    void shouldRefuseWhatIsOutsideOfTheGrammar(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeframe.parse(text))
                .withMessageContaining("[timeframe=")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u0000"));
    }

    @Test
    void shouldRefuseImpossibleComponents() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Timeframe(0, 'm'));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timeframe(-1, 'm'));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timeframe(10_000, 'm'));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timeframe(2, 'M'));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timeframe(2, 'w'));
    }

    @Test
    void shouldSortFromFineToCoarseAndKeepTextsApart() {
        assertThat(Stream.of("1d", "60m", "1h", "2m", "90s", "15m", "120s")
                        .map(Timeframe::parse)
                        .sorted())
                .extracting(Timeframe::toString)
                .containsExactly("90s", "120s", "2m", "15m", "1h", "60m", "1d");
        assertThat(Timeframe.parse("60m")).isNotEqualTo(Timeframe.parse("1h"));
    }
}
