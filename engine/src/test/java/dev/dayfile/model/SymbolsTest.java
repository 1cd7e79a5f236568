package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPY",
                "spy",
                "BTC/USDT",
                "BRK.B",
                "^GSPC",
                "../x",
                "..",
                "a\\b",
                "'; drop table candles; --",
                "ES=F",
                "7203.T",
                "ÖMV",
                "株",
                "🚀",
                "12345678901234567890123456789012"
            })
    void shouldTakeAnyNameAsItIs(String symbol) {
        String name = symbol.replace(' ', '_');
        assertThat(new String(Symbols.requireValid(name), StandardCharsets.UTF_8))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "A B",
                " A",
                "A ",
                "A\tB",
                "A\nB",
                "A\u0000",
                "A\u001b[31m",
                "A\u007f",
                "A\u0085",
                "A\u00a0B",
                "A\u2003B",
                "A\u2028",
                "A\u200b",
                "A\u202e",
                "\ufeffA",
                "\ud83d",
                "\ude80A",
                "123456789012345678901234567890123",
                "株株株株株株株株株株株"
            })
    void shouldRefuseByName(String symbol) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Symbols.requireValid(symbol))
                .withMessageStartingWith("a symbol ")
                .withMessageContaining("[symbol=")
                .satisfies(e -> assertThat(e.getMessage()).doesNotMatch("(?s).*[\\p{Cntrl}\\p{Cf}\u00a0\u2028].*"));
    }

    @Test
    void shouldCountBytesNotCharacters() {
        assertThat(Symbols.requireValid("株".repeat(10) + "AB")).hasSize(32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Symbols.requireValid("株".repeat(10) + "ABC"))
                .withMessageContaining("bytes=33");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Symbols.requireValid("A".repeat(300)))
                .withMessageContaining("characters=300");
    }

    /** Whatever is taken comes back from its bytes unchanged, so what a file holds is what was appended. */
    @Property(tries = 3_000)
    void shouldTakeOnlyWhatSurvivesUtf8(@ForAll @StringLength(min = 1, max = 12) String symbol) {
        byte[] utf8;
        try {
            utf8 = Symbols.requireValid(symbol);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("symbol=");
            return;
        }
        assertThat(utf8.length).isBetween(1, Symbols.MAX_BYTES);
        assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(symbol);
    }
}
