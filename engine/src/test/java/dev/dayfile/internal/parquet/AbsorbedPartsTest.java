package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.layout.PartName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AbsorbedPartsTest {
    private static List<String> partNames(int count, long seed) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(new PartName(SampleFiles.OPENING + i * 60_000_000L, random.nextInt()).toString());
        }
        return names;
    }

    @Test
    void shouldTakeLittleMoreThanTheChecksums() {
        List<String> names = partNames(390, 42);

        String value = AbsorbedParts.encode(names);

        assertThat(AbsorbedParts.decode(value)).isEqualTo(names);
        assertThat(value).hasSizeLessThan(390 * 4 * 4 / 3 + 60);
    }

    @Test
    void shouldKeepNamesThatAreNoPartsBesideThoseThatAre() {
        List<String> names = new ArrayList<>(List.of(
                "candles.parquet",
                "part-20251022_133001-c24f98a7.parquet",
                "part-20251022_136001.000000-c24f98a7.parquet",
                "part-é中.parquet"));
        names.addAll(partNames(3, 7));
        names.sort(null);

        assertThat(AbsorbedParts.decode(AbsorbedParts.encode(names))).isEqualTo(names);
        assertThat(AbsorbedParts.decode(AbsorbedParts.encode(List.of()))).isEmpty();
        assertThat(AbsorbedParts.decode(AbsorbedParts.encode(List.of("x")))).containsExactly("x");
    }

    @Test
    void shouldRefuseWhatItDidNotWrite() {
        String value = AbsorbedParts.encode(partNames(20, 1));
        for (int length = 1; length < value.length(); length++) {
            String cut = value.substring(0, length);
            assertThatThrownBy(() -> AbsorbedParts.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> AbsorbedParts.encode(List.of("two\nlines")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
