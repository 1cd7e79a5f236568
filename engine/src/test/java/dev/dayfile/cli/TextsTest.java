package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void shouldWriteNumbersWithoutExponent() {
        assertThat(Texts.plain(1e7)).isEqualTo("10000000");
        assertThat(Texts.plain(1_133_011)).isEqualTo("1133011");
        assertThat(Texts.plain(0.00001)).isEqualTo("0.00001");
        assertThat(Texts.plain(0.1 + 0.2)).isEqualTo("0.30000000000000004");
        assertThat(Texts.plain(-0.0)).isEqualTo("0");
        assertThat(Texts.price(171.3)).isEqualTo("171.30");
        assertThat(Texts.price(0.00012345)).isEqualTo("0.00012345");
    }

    @Property
    void shouldWriteDigitsThatReadBackAsTheSameNumber(@ForAll double value) {
        assertThat(Double.parseDouble(Texts.plain(value))).isEqualTo(value == 0 ? 0 : value);
        assertThat(Double.parseDouble(Texts.price(value))).isEqualTo(value == 0 ? 0 : value);
        assertThat(Texts.plain(value)).doesNotContain("E");
    }

    @Test
    void shouldWriteSizesAndSpans() {
        assertThat(Texts.bytes(9_999)).isEqualTo("9,999 B");
        assertThat(Texts.bytes(108_709_281)).isEqualTo("108.7 MB");
        assertThat(Texts.elapsed(Duration.ofNanos(12_400))).isEqualTo("12 us");
        assertThat(Texts.elapsed(Duration.ofMillis(7))).isEqualTo("7.0 ms");
        assertThat(Texts.elapsed(Duration.ofMillis(1_234))).isEqualTo("1.2 s");
        assertThat(Texts.count(1, "row")).isEqualTo("1 row");
        assertThat(Texts.count(1_000, "row")).isEqualTo("1,000 rows");
    }

    @Test
    void shouldAlignColumns() {
        TextTable table = new TextTable("name", ">n");
        table.add("a", "5");
        table.add("bcd", "100");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("name    n", "a       5", "bcd   100");
        assertThatIllegalArgumentException().isThrownBy(() -> table.add("too few"));
    }
}
