package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks by hand; that real ones can be read is tried with files of DuckDB. */
class Lz4Test {
    @Test
    void shouldReadLiteralsAndCopies() {
        // 2 literals, then a copy of 4 from 2 back; then 5 literals and the end
        assertThat(decompress("20" + "6162" + "0200" + "50" + "6364656667", 11)).isEqualTo("abababcdefg");
        assertThat(decompress("00", 0)).isEmpty();
    }

    @Test
    void shouldReadLengthsThatTakeSeveralBytes() {
        String text = "x".repeat(15 + 255 + 3);
        String hex = "f0" + "ff03" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(decompress(hex, text.length())).isEqualTo(text);
        // one literal, repeated 15 + 4 + 7 times
        assertThat(decompress("1f" + "79" + "0100" + "07" + "00", 27)).isEqualTo("y".repeat(27));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        for (String hex : new String[] {"", "2061", "2061620300", "206162020050", "1f790100ff", "f0ffffffffff"}) {
            assertThatThrownBy(() -> decompress(hex, 11)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> decompress("206162", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decompress("206162", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNeverLeaveItsBounds() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] in = new byte[1 + random.nextInt(40)];
            random.nextBytes(in);
            try {
                Lz4.decompress(in, new byte[random.nextInt(100)]);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("an LZ4 block");
            }
        }
    }

    private static String decompress(String hex, int length) {
        byte[] out = new byte[length];
        Lz4.decompress(HexFormat.of().parseHex(hex), out);
        return new String(out, StandardCharsets.US_ASCII);
    }
}
