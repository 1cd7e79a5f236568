package dev.dayfile.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dayfile.internal.layout.StoreLayout.CandleFile;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.Dates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLayoutTest {
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);

    private final StoreLayout layout = new StoreLayout(Path.of("storage"));

    @Provide
    Arbitrary<Timeframe> timeframes() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, Timeframe.MAX_COUNT), Arbitraries.of('s', 'm', 'h', 'd'))
                .as(Timeframe::new);
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Dates.dates().between(LocalDate.of(1899, 12, 31), LocalDate.of(2200, 1, 1));
    }

    @Provide
    Arbitrary<PartName> partNames() {
        return Combinators.combine(
                        Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1), Arbitraries.integers())
                .as(PartName::new);
    }

    @Property
    void shouldReadBackThePathOfADayfile(@ForAll("timeframes") Timeframe timeframe, @ForAll("days") LocalDate day) {
        Path path = layout.dayfile(timeframe, day);
        assertThat(layout.parse(path)).contains(new CandleFile(path, timeframe, day, Optional.empty()));
        assertThat(layout.parse(path).orElseThrow().isDayfile()).isTrue();
        assertThat(StoreLayout.parseDayfile(path.getFileName().toString())).contains(day);
    }

    @Property
    void shouldReadBackThePathOfAPart(
            @ForAll("timeframes") Timeframe timeframe,
            @ForAll("days") LocalDate day,
            @ForAll("partNames") PartName name) {
        Path path = layout.part(timeframe, day, name);
        assertThat(layout.parse(path)).contains(new CandleFile(path, timeframe, day, Optional.of(name)));
        assertThat(layout.parse(path).orElseThrow().isDayfile()).isFalse();
        assertThat(path.getParent()).isEqualTo(layout.dayFolder(timeframe, day));
        assertThat(StoreLayout.parseDayFolder(path.getParent().getFileName().toString()))
                .contains(day);
    }

    @Property
    void shouldNameDaysInTheirOrder(@ForAll("days") LocalDate a, @ForAll("days") LocalDate b) {
        assertThat(Integer.signum(layout.dayfile(TWO_MINUTES, a).compareTo(layout.dayfile(TWO_MINUTES, b))))
                .isEqualTo(Integer.signum(a.compareTo(b)));
    }

    @Test
    void shouldStandWhereTheContractSays() {
        PartName name =
                PartName.parse("part-20251022_133001.290000-c24f98a7.parquet").orElseThrow();
        Path root = Path.of("storage").toAbsolutePath();
        assertThat(layout.root()).isEqualTo(root);
        assertThat(layout.part(TWO_MINUTES, DAY, name))
                .isEqualTo(root.resolve("data/2m/2025-10-22/part-20251022_133001.290000-c24f98a7.parquet"));
        assertThat(layout.dayfile(TWO_MINUTES, DAY)).isEqualTo(root.resolve("data/2m/2025-10-22.parquet"));
        assertThat(layout.retiredDay(TWO_MINUTES, DAY, 3)).isEqualTo(root.resolve(".dayfile/retired/2m/2025-10-22.3"));
        assertThat(layout.quarantined(layout.dayfile(TWO_MINUTES, DAY), 1))
                .isEqualTo(root.resolve(".dayfile/quarantine/data/2m/2025-10-22.parquet.damaged.1"));
    }

    @Test
    void shouldKeepTheEnginesOwnStateOutOfEveryGlobForParquet() {
        List<Path> own = List.of(
                layout.lock(),
                layout.storeProperties(),
                layout.candleRing(),
                layout.work(),
                layout.retired(),
                layout.retiredDay(TWO_MINUTES, DAY, 0),
                layout.quarantine(),
                layout.quarantined(layout.dayfile(TWO_MINUTES, DAY), 0));
        assertThat(own).allSatisfy(path -> {
            assertThat(path.startsWith(layout.state())).isTrue();
            assertThat(path.toString()).doesNotEndWith(StoreLayout.PARQUET);
            assertThat(layout.parse(path)).isEmpty();
        });
    }

    @Test
    void shouldReadATimeframesFolderInAnyLetterCase() {
        Path path = layout.data().resolve("2M").resolve("2025-10-22.parquet");
        assertThat(layout.parse(path)).contains(new CandleFile(path, TWO_MINUTES, DAY, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                "data/2m",
                "data/2m/2025-10-22",
                "data/2025-10-22.parquet",
                "data/2w/2025-10-22.parquet",
                "data/2m/2025-02-30.parquet",
                "data/2m/2025-10-22.parquet.tmp",
                "data/2m/20251022.parquet",
                "data/2m/2025-10-22/2025-10-22.parquet",
                "data/2m/2025-10-22/foreign.parquet",
                "data/2m/2025-1-22/part-20251022_133001.290000-c24f98a7.parquet",
                "data/2m/2025-10-22/deeper/part-20251022_133001.290000-c24f98a7.parquet",
                "objects/2m/2025-10-22.parquet",
                ".dayfile/2m/2025-10-22.parquet",
                "../storage2/data/2m/2025-10-22.parquet",
                "../data/2m/2025-10-22.parquet"
            })
    void shouldHaveNoPlaceForAnythingElse(String relative) {
        assertThat(layout.parse(layout.root().resolve(relative))).isEmpty();
    }

    @Test
    void shouldUnderstandAPathThatIsWrittenAnotherWay() {
        Path crooked = Path.of("storage/data/../data/./2m/2025-10-22.parquet");
        assertThat(layout.parse(crooked)).map(CandleFile::day).contains(DAY);
    }

    @Test
    void shouldRefuseToQuarantineWhatIsNotInTheStore() {
        for (String file : new String[] {"/etc/passwd", "storage/../other.parquet", "storage"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layout.quarantined(Path.of(file), 0))
                    .withMessageContaining(Path.of(file).toString());
        }
    }
}
