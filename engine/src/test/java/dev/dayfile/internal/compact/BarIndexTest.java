package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.NUMBERS;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static dev.dayfile.internal.compact.TestStore.TWO_MINUTES;
import static dev.dayfile.internal.compact.TestStore.WRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarIndexTest {
    private static final LocalDate NEXT_DAY = DAY.plusDays(1);
    private static final long NEXT_OPEN = TestStore.MARKET.parse("2025-10-23T09:30");

    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    /** Reads the file to its end; fails unless every row has the number that the grid gives it. */
    private static void requireNumbers(Path file, DayGrid grid) {
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).openProving(file, grid)) {
            for (int g = 0; g < reader.rowGroups(); g++) {
                reader.readRowGroup(g, new SymbolTable(), new CandleColumns());
            }
        }
    }

    @Test
    void shouldNumberWhatStandsOnTheGridAndNothingElse() {
        store.part(
                Row.of("A", OPEN, 1, 1),
                Row.of("A", OPEN + 1, 2, 2),
                Row.of("A", OPEN + 3 * TWO_MINUTES, 3, 3),
                Row.of("B", OPEN + TWO_MINUTES, 4, 4),
                Row.of("B", TestStore.MARKET.parse("2025-10-22T18:00"), 5, 5));
        store.compactor().compact(TF, DAY);

        requireNumbers(store.dayfile(), NUMBERS.day(TF, DAY));
        assertThatThrownBy(() -> requireNumbers(store.dayfile(), DayGrid.NONE))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("bar_index=" + NUMBERS.day(TF, DAY).indexOf(OPEN));
        assertThatThrownBy(() -> requireNumbers(store.dayfile(), NUMBERS.day(TF, NEXT_DAY)))
                .isInstanceOf(CorruptFileException.class);
    }

    @Test
    void shouldGiveTheSameFileWhenALateDayIsCompactedLater() throws IOException {
        store.part(NEXT_DAY, WRITER, List.of(Row.of("A", NEXT_OPEN, 9, 9)));
        store.compactor().compact(TF, NEXT_DAY);
        Path next = store.layout.dayfile(TF, NEXT_DAY);
        byte[] before = Files.readAllBytes(next);

        store.part(Row.of("A", OPEN, 1, 1), Row.of("A", OPEN + TWO_MINUTES, 2, 2));
        store.compactor().compact(TF, DAY);
        store.part(Row.of("A", OPEN + 2 * TWO_MINUTES, 3, 30)); // late once more
        store.compactor().compact(TF, DAY);

        requireNumbers(store.dayfile(), NUMBERS.day(TF, DAY));
        requireNumbers(next, NUMBERS.day(TF, NEXT_DAY));
        assertThat(Files.readAllBytes(next)).isEqualTo(before);
        long lastOfDay = NUMBERS.day(TF, DAY).indexOf(OPEN + 194 * TWO_MINUTES);
        assertThat(NUMBERS.day(TF, NEXT_DAY).indexOf(NEXT_OPEN)).isEqualTo(lastOfDay + 1);
    }
}
