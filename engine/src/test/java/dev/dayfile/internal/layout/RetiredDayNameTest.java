package dev.dayfile.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.layout.StoreLayout.RetiredDay;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetiredDayNameTest {
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);

    @Test
    void shouldHideAPartFromGlobsAndGiveItsNameBack() {
        String part = new PartName(0, 7).toString();
        assertThat(StoreLayout.retiredName(part)).doesNotEndWith(StoreLayout.PARQUET);
        assertThat(StoreLayout.standingName(StoreLayout.retiredName(part))).isEqualTo(part);
        assertThat(StoreLayout.standingName(part)).isEqualTo(part);
    }

    @Property
    void shouldReadWhatItWrites(
            @ForAll @IntRange(max = 90_000) int day,
            @ForAll @IntRange(max = 999_999_999) int n,
            @ForAll boolean unchecked) {
        RetiredDay retired = new RetiredDay(LocalDate.ofEpochDay(day), n, unchecked);
        assertThat(StoreLayout.parseRetiredDay(retired.name())).contains(retired);
    }

    @Test
    void shouldStandUnderTheStateFolder() {
        StoreLayout layout = new StoreLayout(Path.of("store"));
        Timeframe timeframe = Timeframe.parse("2m");
        Path retired = layout.root().resolve(".dayfile/retired/2m");
        assertThat(layout.retiredDay(timeframe, DAY, 3)).isEqualTo(retired.resolve("2025-10-22.3"));
        assertThat(layout.candles(timeframe).uncheckedRetiredDay(DAY, 3))
                .isEqualTo(retired.resolve("2025-10-22.3.unchecked"));
        assertThat(layout.retired(timeframe)).isEqualTo(retired);
    }

    @Test
    void shouldTellAnUndoneDayfileFromARetiredFolder() {
        StoreLayout layout = new StoreLayout(Path.of("store"));
        String name = layout.candles(Timeframe.parse("2m"))
                .undoneDayfile(DAY, 12)
                .getFileName()
                .toString();
        assertThat(name).isEqualTo("2025-10-22.dayfile-undone.12");
        assertThat(StoreLayout.parseUndoneDayfile(name)).contains(DAY);
        assertThat(StoreLayout.parseRetiredDay(name)).isEmpty();
        assertThat(StoreLayout.parseUndoneDayfile("2025-10-22.12")).isEmpty();
        assertThat(StoreLayout.parseUndoneDayfile("2025-10-22.dayfile-undone.012"))
                .isEmpty();
        assertThat(StoreLayout.parseUndoneDayfile("2025-10-22.dayfile-undone.")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-10-22",
                "2025-10-22.",
                "2025-10-22.01",
                "2025-10-22.-1",
                "2025-13-01.0",
                "2025-10-22.1.checked",
                "2025-10-22.unchecked",
                "2025-10-22.1234567890",
                "",
                ".0"
            })
    void shouldNotTakeAnythingElseForOne(String name) {
        assertThat(StoreLayout.parseRetiredDay(name)).isEmpty();
    }
}
