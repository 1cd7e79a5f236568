package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimelineFilesTest {
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);

    @TempDir
    Path root;

    @Test
    void shouldListADayBesideAFolderUnderItsDayfilesName() throws IOException {
        StoreLayout layout = new StoreLayout(root);
        DayFamily days = layout.objects();
        Path part = Files.createDirectories(days.folder(DAY)).resolve("some.parquet");
        Files.writeString(part, "events");
        Files.createDirectory(days.dayfile(DAY));
        assertThat(TimelineFiles.list(Disk.LOCAL, layout))
                .extracting(Disk.Entry::path)
                .containsExactly(part);
        Files.delete(days.dayfile(DAY));
        Files.writeString(days.dayfile(DAY), "a dayfile");
        assertThat(TimelineFiles.list(Disk.LOCAL, layout))
                .extracting(Disk.Entry::path)
                .containsExactly(days.dayfile(DAY), part);
    }
}
