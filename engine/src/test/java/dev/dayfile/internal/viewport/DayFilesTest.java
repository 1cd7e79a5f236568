package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayFilesTest {
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);

    @TempDir
    Path root;

    private DayFiles dayFiles;

    @BeforeEach
    void open() {
        dayFiles = new DayFiles(Disk.LOCAL, new StoreLayout(root), MarketClock.NEW_YORK);
    }

    private Path touch(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    @Test
    void shouldFindNothingInAnEmptyStore() {
        assertThat(dayFiles.timeframes()).isEmpty();
        assertThat(dayFiles.folders(TWO_MINUTES)).isEmpty();
        assertThat(dayFiles.days(List.of(root.resolve("data/2m")))).isEmpty();
        assertThat(dayFiles.select(List.of(root.resolve("data/2m")), DAY, Source.ALL)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void shouldListDaysThatHaveAFolderOrADayfile() throws IOException {
        touch("data/2m/2025-07-03.parquet");
        touch("data/2m/2025-07-03/part-a.parquet");
        touch("data/2m/2025-07-02/part-b.parquet");
        touch("data/2m/2025-07-07.parquet");
        touch("data/2m/2025-07-08.parquet.1a-1.tmp");
        touch("data/2m/2025-13-01.parquet");
        touch("data/2m/9999-01-01.parquet");
        touch("data/2m/notes.txt");
        touch("data/15m/2025-01-01.parquet");
        touch("data/other/2025-01-01.parquet");

        assertThat(dayFiles.days(dayFiles.folders(TWO_MINUTES)))
                .extracting(DaySpan::day)
                .containsExactly(LocalDate.of(2025, 7, 2), DAY, LocalDate.of(2025, 7, 7));
        assertThat(dayFiles.timeframes()).containsExactly(TWO_MINUTES, Timeframe.parse("15m"));
    }

    @Test
    void shouldSelectBySource() throws IOException {
        Path dayfile = touch("data/2m/2025-07-03.parquet");
        Path ours = touch("data/2m/2025-07-03/part-20250703_133000.000000-0000000a.parquet");
        Path foreign = touch("data/2m/2025-07-03/spark-00000.parquet");
        touch("data/2m/2025-07-03/part-20250703_133000.000000-0000000b.parquet.1a-1.tmp");
        Files.createDirectories(root.resolve("data/2m/2025-07-03/folder.parquet"));
        List<Path> folders = dayFiles.folders(TWO_MINUTES);

        assertThat(paths(dayFiles.select(folders, DAY, Source.ALL).parts())).containsExactly(ours, foreign);
        assertThat(paths(dayFiles.select(folders, DAY, Source.ALL).dayfiles())).containsExactly(dayfile);
        assertThat(dayFiles.select(folders, DAY, Source.PARTS).dayfiles()).isEmpty();
        assertThat(paths(dayFiles.select(folders, DAY, Source.PARTS).parts())).containsExactly(ours, foreign);
        assertThat(dayFiles.select(folders, DAY, Source.DAYFILES).parts()).isEmpty();
        assertThat(paths(dayFiles.select(folders, DAY, Source.DAYFILES).dayfiles()))
                .containsExactly(dayfile);
    }

    @Test
    void shouldReadATimeframeInAnyLetterCase() throws IOException {
        Path upper = touch("data/2M/2025-07-03.parquet");
        Path lower = touch("data/2m/2025-07-03/part-a.parquet");
        DayFileSet files = dayFiles.select(dayFiles.folders(TWO_MINUTES), DAY, Source.ALL);
        assertThat(paths(files.dayfiles())).containsExactly(upper);
        assertThat(paths(files.parts())).containsExactly(lower);
        assertThat(dayFiles.timeframes()).containsExactly(TWO_MINUTES);
    }

    /** The names are read before the dayfile is published, and looked at after the folder has left. */
    @Test
    void shouldListADayThatIsCompactedAndRetiredWhileItsFolderIsLookedAt() throws IOException {
        touch("data/2m/2025-07-03/part-a.parquet");
        Disk retiring = new ForwardingDisk(Disk.LOCAL) {
            @Override
            public List<Entry> listNames(Path folder) throws IOException {
                List<Entry> names = super.listNames(folder);
                if (folder.endsWith("2m") && Files.exists(folder.resolve("2025-07-03"))) {
                    touch("data/2m/2025-07-03.parquet");
                    Files.move(folder.resolve("2025-07-03"), root.resolve("retired"));
                }
                return names;
            }

            @Override
            public List<Entry> list(Path folder) throws IOException {
                List<Entry> looked = new ArrayList<>();
                for (Entry named : listNames(folder)) {
                    if (Files.exists(named.path())) {
                        looked.add(stat(named.path()));
                    }
                }
                return looked;
            }
        };
        DayFiles files = new DayFiles(retiring, new StoreLayout(root), MarketClock.NEW_YORK);

        List<Path> folders = files.folders(TWO_MINUTES);
        assertThat(files.days(folders)).extracting(DaySpan::day).containsExactly(DAY);
        assertThat(files.select(folders, DAY, Source.ALL).dayfiles()).hasSize(1);
    }

    /** A compaction that ends between the two looks: the folder is still seen, or the dayfile is; never neither. */
    @Test
    void shouldListTheFolderBeforeItLooksForTheDayfile() throws IOException {
        Path part = touch("data/2m/2025-07-03/part-a.parquet");
        Path dayfile = root.resolve("data/2m/2025-07-03.parquet");
        List<Path> folders = dayFiles.folders(TWO_MINUTES);
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failAt(FaultyDisk.Call.STAT, 1, new IOException("stopped before the second look"));
        DayFiles interrupted = new DayFiles(disk, new StoreLayout(root), MarketClock.NEW_YORK);

        assertThatThrownBy(() -> interrupted.select(folders, DAY, Source.ALL))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(dayfile.toString());
        assertThat(disk.calls(FaultyDisk.Call.LIST)).isEqualTo(1);
        assertThat(part).exists();
    }

    /** A compaction and a retirement without a grace, and a late row, between the look for the dayfile and the second listing. */
    @Test
    void shouldLookForTheDayfileOnceMoreWhenTheFolderWasListedAgain() throws IOException {
        touch("data/2m/2025-07-03/part-20250703_133000.000000-0000000a.parquet");
        Path dayfile = root.resolve("data/2m/2025-07-03.parquet");
        String late = "data/2m/2025-07-03/part-20250703_133200.000000-0000000b.parquet";
        List<Path> folders = dayFiles.folders(TWO_MINUTES);
        Disk compacting = new ForwardingDisk(Disk.LOCAL) {
            @Override
            public Entry stat(Path path) throws IOException {
                if (!path.equals(dayfile) || Files.exists(dayfile)) {
                    return super.stat(path);
                }
                try {
                    return super.stat(path);
                } finally {
                    touch("data/2m/2025-07-03.parquet");
                    Files.move(root.resolve("data/2m/2025-07-03"), root.resolve("retired"));
                    touch(late);
                }
            }
        };
        DayFiles beside = new DayFiles(compacting, new StoreLayout(root), MarketClock.NEW_YORK);

        DayFileSet found = beside.selectByName(folders, DAY, Source.ALL);
        assertThat(paths(found.dayfiles())).containsExactly(dayfile);
        assertThat(paths(found.parts())).containsExactly(root.resolve(late));
    }

    /** An undo that brings the parts back one by one while the folder is listed, and ends before the dayfile is looked for. */
    @Test
    void shouldListTheFolderOnceMoreWhenTheDayfileHasGoneMeanwhile() throws IOException {
        Path first = touch("data/2m/2025-07-03/part-20250703_133000.000000-0000000a.parquet");
        Path dayfile = touch("data/2m/2025-07-03.parquet");
        Path second = root.resolve("data/2m/2025-07-03/part-20250703_133200.000000-0000000b.parquet");
        List<Path> folders = dayFiles.folders(TWO_MINUTES);
        Disk undoing = new ForwardingDisk(Disk.LOCAL) {
            @Override
            public Entry stat(Path path) throws IOException {
                if (path.equals(dayfile)) {
                    Files.writeString(second, "x");
                    Files.deleteIfExists(dayfile);
                }
                return super.stat(path);
            }
        };
        DayFiles beside = new DayFiles(undoing, new StoreLayout(root), MarketClock.NEW_YORK);

        assertThat(paths(beside.selectByName(folders, DAY, Source.ALL).parts())).containsExactly(first, second);
        Files.delete(second);
        touch("data/2m/2025-07-03.parquet");
        assertThat(paths(beside.select(folders, DAY, Source.ALL).parts())).containsExactly(first, second);
    }

    @Test
    void shouldLookAtTheFilesOfOthersButNotAtParts() throws IOException {
        touch("data/2m/2025-07-03/part-20250703_133000.000000-0000000a.parquet");
        touch("data/2m/2025-07-03/spark-00000.parquet");
        List<Entry> parts = dayFiles.selectByName(dayFiles.folders(TWO_MINUTES), DAY, Source.PARTS)
                .parts();

        assertThat(parts).extracting(Entry::looked).containsExactly(false, true);
        assertThat(parts.get(1).sizeBytes()).isEqualTo(1);
        assertThat(dayFiles.select(dayFiles.folders(TWO_MINUTES), DAY, Source.PARTS)
                        .parts())
                .extracting(Entry::looked)
                .containsExactly(true, true);
    }

    @Test
    void shouldNoticeFilesThatAreGoneOrReplaced() throws IOException {
        Path kept = touch("data/2m/2025-07-03/part-a.parquet");
        Path changed = touch("data/2m/2025-07-03/part-b.parquet");
        List<Entry> listed =
                dayFiles.select(dayFiles.folders(TWO_MINUTES), DAY, Source.ALL).parts();
        assertThat(dayFiles.unchanged(listed)).isTrue();

        Path replacement = touch("data/2m/replacement.tmp");
        Files.setLastModifiedTime(replacement, Files.getLastModifiedTime(changed));
        Files.move(replacement, changed, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        assertThat(dayFiles.unchanged(listed)).isFalse();
        assertThat(dayFiles.unchanged(listed.subList(0, 1))).isTrue();
        Files.delete(kept);
        assertThat(dayFiles.unchanged(listed.subList(0, 1))).isFalse();
    }

    private static List<Path> paths(List<Entry> entries) {
        return entries.stream().map(Entry::path).toList();
    }
}
