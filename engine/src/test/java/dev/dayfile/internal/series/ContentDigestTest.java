package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDigestTest {
    @Property
    void shouldNotDependOnTheOrderOfRows(@ForAll Random random, @ForAll @IntRange(max = 200) int n) {
        CandleColumns rows = randomRows(random, n);
        long before = ContentDigest.ofRows(rows, 0, n);
        rows.sort();
        assertThat(ContentDigest.ofRows(rows, 0, n)).isEqualTo(before);
    }

    /** The equation that proves a compaction: what went in, less the doubles that were dropped, is what came out. */
    @Property
    void shouldAddUpOverDisjointSetsOfRows(
            @ForAll Random random, @ForAll @IntRange(max = 200) int n, @ForAll @IntRange(max = 200) int cut) {
        CandleColumns rows = randomRows(random, n);
        int at = Math.min(cut, n);
        assertThat(ContentDigest.ofRows(rows, 0, at) + ContentDigest.ofRows(rows, at, n))
                .isEqualTo(ContentDigest.ofRows(rows, 0, n));
    }

    @Property
    void shouldChangeWithAnyFlippedBitOfAnyField(@ForAll Random random, @ForAll @IntRange(max = 63) int bit) {
        CandleColumns rows = randomRows(random, 1);
        Set<Long> digests = new HashSet<>();
        digests.add(ContentDigest.ofRow(rows, 0));
        long flip = 1L << bit;
        rows.tsMicros[0] ^= flip;
        digests.add(ContentDigest.ofRow(rows, 0));
        rows.tsMicros[0] ^= flip;
        rows.seq[0] ^= flip;
        digests.add(ContentDigest.ofRow(rows, 0));
        rows.seq[0] ^= flip;
        for (double[] column : new double[][] {rows.open, rows.high, rows.low, rows.close, rows.volume}) {
            double kept = column[0];
            column[0] = Double.longBitsToDouble(Double.doubleToRawLongBits(kept) ^ flip);
            digests.add(ContentDigest.ofRow(rows, 0));
            column[0] = kept;
        }
        rows.symbol[0] = SymbolKey.of("SPX");
        digests.add(ContentDigest.ofRow(rows, 0));
        assertThat(digests).hasSize(9);
    }

    @Test
    void shouldTellValuesInSwappedColumnsApart() {
        CandleColumns rows = new CandleColumns();
        SymbolKey spy = SymbolKey.of("SPY");
        rows.add(spy, 1, 2, 3, 4, 5, 6, 7);
        rows.add(spy, 7, 2, 3, 4, 5, 6, 1);
        rows.add(spy, 1, 3, 2, 4, 5, 6, 7);
        rows.add(spy, 1, 2, 3, 4, 5, Double.NaN, 7);
        rows.add(spy, 1, 2, 3, 4, 5, 0, 7);
        Set<Long> digests = new HashSet<>();
        for (int i = 0; i < rows.size; i++) {
            digests.add(ContentDigest.ofRow(rows, i));
        }
        assertThat(digests).hasSize(rows.size);
    }

    @Test
    void shouldTakeAnyNaNForOneAbsence() {
        CandleColumns rows = new CandleColumns();
        SymbolKey spy = SymbolKey.of("SPY");
        rows.add(spy, 1, 2, 3, 4, 5, Double.NaN, 7);
        rows.add(spy, 1, 2, 3, 4, 5, Double.longBitsToDouble(0x7ff8000000000123L), 7);
        assertThat(ContentDigest.ofRow(rows, 0)).isEqualTo(ContentDigest.ofRow(rows, 1));
    }

    /** The digest stands in footers for good; these two were computed by another program after the class comment. */
    @Test
    void shouldStayWhatItIsForGood() {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("SPY"), 1_761_139_800_000_000L, 670.5, 671.25, 670, 671, 12_345, 1);
        rows.add(SymbolKey.of("BTC/USDT"), 1_761_139_800_000_001L, 1, 1, 1, 1, Double.NaN, 2);
        assertThat(ContentDigest.toHex(ContentDigest.ofRow(rows, 0))).isEqualTo("9b3c27c5f2dcf874");
        assertThat(ContentDigest.toHex(ContentDigest.ofRows(rows, 0, 2))).isEqualTo("0bd806f20496f4bb");
        assertThat(ContentDigest.ofRows(rows, 0, 0)).isZero();
    }

    @Property
    void shouldReadBackItsHex(@ForAll long digest) {
        assertThat(ContentDigest.toHex(digest)).hasSize(16);
        assertThat(ContentDigest.parseHex(ContentDigest.toHex(digest))).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "+123456789abcdef", "123456789abcdefg", "0123456789abcdef0", " 123456789abcdef"})
    void shouldRefuseWhatIsNoHex(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> ContentDigest.parseHex(hex));
    }

    private static CandleColumns randomRows(Random random, int n) {
        CandleColumns rows = new CandleColumns();
        for (int i = 0; i < n; i++) {
            // Numbers away from 0 and from infinity, so that no flipped bit makes a NaN or another zero.
            rows.add(
                    SymbolKey.of("S" + random.nextInt(9)),
                    random.nextLong(),
                    1 + random.nextDouble(),
                    1 + random.nextDouble(),
                    1 + random.nextDouble(),
                    1 + random.nextDouble(),
                    1 + random.nextDouble(),
                    random.nextLong());
        }
        return rows;
    }
}
