package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
    @Property
    void shouldGiveOneKeyForEqualBytesHoweverManySymbolsCome(
            @ForAll @Size(max = 400) List<@AlphaChars @StringLength(min = 1, max = 3) String> symbols) {
        SymbolTable table = new SymbolTable();
        Map<String, SymbolKey> first = new HashMap<>();
        for (String symbol : symbols) {
            byte[] bytes = ("<" + symbol + ">").getBytes(StandardCharsets.UTF_8);
            SymbolKey key = table.intern(bytes, 1, bytes.length - 2);
            assertThat(key).hasToString(symbol).isEqualTo(SymbolKey.of(symbol));
            assertThat(first.computeIfAbsent(symbol, s -> key)).isSameAs(key);
        }
        first.forEach(
                (symbol, key) -> assertThat(table.intern(SymbolKey.of(symbol))).isSameAs(key));
    }

    @Test
    void shouldKeepTenThousandSymbolsApart() {
        SymbolTable table = new SymbolTable();
        SymbolKey[] keys = new SymbolKey[10_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = table.intern(SymbolKey.of("SYM" + i));
        }
        for (int i = 0; i < keys.length; i++) {
            assertThat(table.intern(SymbolKey.of("SYM" + i))).isSameAs(keys[i]).hasToString("SYM" + i);
        }
    }

    @Test
    void shouldNotFollowChangesOfTheBytesItWasGiven() {
        SymbolTable table = new SymbolTable();
        byte[] bytes = "SPY".getBytes(StandardCharsets.UTF_8);
        SymbolKey spy = table.intern(bytes, 0, 3);
        bytes[0] = 'X';
        assertThat(spy).hasToString("SPY");
        assertThat(table.intern(bytes, 0, 3)).hasToString("XPY");
    }

    @Test
    void shouldCheckTheRuleForNamesButNotForForeignBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> SymbolKey.of("A B"));
        byte[] foreign = "A B".getBytes(StandardCharsets.UTF_8);
        assertThat(SymbolKey.ofUtf8(foreign, 0, foreign.length)).hasToString("A B");
    }
}
