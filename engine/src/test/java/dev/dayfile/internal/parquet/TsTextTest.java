package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.IsoTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TsTextTest {
    private static final long DAY = 86_400_000_000L;

    /** Years 0000 to 9999. */
    private static final long FIRST = -62_167_219_200_000_000L;

    private static final long LAST = 253_402_300_799_999_999L;

    /** Times that lie close together, as in a part, with leaps of any size, back too, and with both ends. */
    @Provide
    Arbitrary<List<Long>> times() {
        Arbitrary<Long> anywhere = Arbitraries.longs().between(FIRST, LAST);
        Arbitrary<Long> aroundMidnights =
                Arbitraries.longs().between(-4 * DAY, 4 * DAY).map(t -> t / DAY * DAY + t % 3);
        Arbitrary<Long> aroundSeconds =
                Arbitraries.longs().between(-200_000, 200_000).map(s -> s * 1_000_000 + s % 3);
        Arbitrary<Long> inOneSecond = Arbitraries.longs().between(0, 999_999);
        Arbitrary<Long> inOneDay =
                Arbitraries.longs().between(0, DAY - 1).map(t -> 1_761_091_200_000_000L + t / 1_000_000 * 1_000_000);
        return Arbitraries.oneOf(
                        anywhere, aroundMidnights, aroundSeconds, inOneSecond, inOneDay, Arbitraries.of(FIRST, LAST))
                .list()
                .ofMaxSize(60);
    }

    @Property
    void shouldWriteWhatIsoTimeFormats(@ForAll("times") List<Long> times) {
        TsText text = new TsText();
        byte[] target = new byte[TsText.VALUE_BYTES + 2];
        for (long micros : times) {
            text.put(micros, target, 1);

            assertThat(target[1]).isEqualTo((byte) IsoTime.LENGTH);
            assertThat(new byte[] {target[2], target[3], target[4]}).containsOnly(0);
            assertThat(new String(target, 5, IsoTime.LENGTH, StandardCharsets.US_ASCII))
                    .isEqualTo(IsoTime.format(micros));
            assertThat(target[0] + target[target.length - 1])
                    .as("bytes beside it")
                    .isZero();
        }
    }

    @Test
    void shouldRefuseAYearThatHasNotFourDigitsAndGoOn() {
        TsText text = new TsText();
        byte[] target = new byte[TsText.VALUE_BYTES];
        for (long micros : new long[] {FIRST - 1, LAST + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> text.put(micros, target, 0)).isInstanceOf(IllegalArgumentException.class);
            text.put(5, target, 0);
            assertThat(new String(target, 4, IsoTime.LENGTH, StandardCharsets.US_ASCII))
                    .isEqualTo(IsoTime.format(5));
        }
    }
}
