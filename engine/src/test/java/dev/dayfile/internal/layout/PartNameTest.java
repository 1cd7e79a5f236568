package dev.dayfile.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.IsoTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartNameTest {
    @Provide
    Arbitrary<Long> anyTime() {
        return Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1);
    }

    @Property
    void shouldReadBackWhatItWrites(@ForAll("anyTime") long micros, @ForAll int crc32c) {
        PartName name = new PartName(micros, crc32c);
        assertThat(name.toString()).hasSize("part-20251022_133001.290000-c24f98a7.parquet".length());
        assertThat(PartName.parse(name.toString())).contains(name);
    }

    @Property
    void shouldSortAsItsTextDoes(
            @ForAll("anyTime") long a, @ForAll int crcA, @ForAll("anyTime") long b, @ForAll int crcB) {
        assertSameOrder(new PartName(a, crcA), new PartName(b, crcB));
        assertSameOrder(new PartName(a, crcA), new PartName(a, crcB));
        assertSameOrder(new PartName(a, crcA), new PartName(Math.min(a + 1, IsoTime.MAX_MICROS - 1), crcB));
    }

    private static void assertSameOrder(PartName one, PartName other) {
        assertThat(Integer.signum(one.compareTo(other)))
                .isEqualTo(Integer.signum(one.toString().compareTo(other.toString())));
    }

    @Test
    void shouldWriteTheSpecificationsExample() {
        PartName name = new PartName(IsoTime.parse("2025-10-22T13:30:01.290Z"), 0xc24f98a7);
        assertThat(name).hasToString("part-20251022_133001.290000-c24f98a7.parquet");
    }

    @Test
    void shouldReadANameWithoutFraction() {
        assertThat(PartName.parse("part-20251022_133001-c24f98a7.parquet"))
                .contains(new PartName(IsoTime.parse("2025-10-22T13:30:01Z"), 0xc24f98a7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "part-.parquet",
                "part-20251022_133001.290000-c24f98a7.parquet.tmp",
                "part-20251022_133001.290000-c24f98a7.parquet.1f-2.tmp",
                ".part-20251022_133001.290000-c24f98a7.parquet",
                "part-20251022_133001.290000-C24F98A7.parquet",
                "part-20251022_133001.290000-c24f98a.parquet",
                "part-20251022_133001.290000-c24f98a70.parquet",
                "part-20251022_133001.29-c24f98a7.parquet",
                "part-20251322_133001.290000-c24f98a7.parquet",
                "part-20250230_133001.290000-c24f98a7.parquet",
                "part-20251022_240000.000000-c24f98a7.parquet",
                "part-20251022_133060.000000-c24f98a7.parquet",
                "part-18991231_235959.999999-c24f98a7.parquet",
                "part-22000101_000000.000000-c24f98a7.parquet",
                "Part-20251022_133001.290000-c24f98a7.parquet",
                "part-20251022_133001.290000-c24f98a7.PARQUET",
                "part-20251022_133001.290000-c24f98a7.parquet\n",
                "2025-10-22.parquet"
            })
    void shouldNotTakeAnythingElseForAPart(String name) {
        assertThat(PartName.parse(name)).isEmpty();
    }
}
