package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What DuckDB compresses is read in {@link ForeignCandlesTest}; here are the forms that a writer uses seldom. */
class SnappyTest {
    @Test
    void shouldReadLiteralsAndCopiesThatOverlap() {
        // 11 bytes: literal "ab", copy 4 from 2 back (one-byte offset), copy 5 from 1 back (two-byte offset)
        assertThat(decompress("0b" + "04" + "6162" + "01" + "02" + "12" + "0100", 11))
                .isEqualTo("abababbbbbb");
    }

    @Test
    void shouldReadLongLiteralsAndFourByteOffsets() {
        String text = "x".repeat(70);
        String hex =
                "4a" + "f045" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)) + "0f" + "46000000";
        assertThat(decompress(hex, 74)).isEqualTo(text + "xxxx");
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> decompress("0b0461", 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decompress("0404616201050000", 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decompress("020461620461", 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decompress("03046162", 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decompress("", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNeverLeaveItsBounds() {
        Random random = new Random(1);
        byte[] out = new byte[200];
        for (int i = 0; i < 200_000; i++) {
            byte[] in = new byte[1 + random.nextInt(40)];
            random.nextBytes(in);
            in[0] = (byte) random.nextInt(100);
            try {
                Snappy.decompress(in, 0, in.length, out, in[0]);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("a Snappy block");
            }
        }
    }

    private static String decompress(String hex, int length) {
        byte[] in = HexFormat.of().parseHex(hex);
        byte[] out = new byte[length];
        Snappy.decompress(in, 0, in.length, out, length);
        return new String(out, StandardCharsets.US_ASCII);
    }
}
