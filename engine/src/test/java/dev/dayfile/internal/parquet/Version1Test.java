package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dayfile as version 1 of the format had it, written by the code of that time: its pages, its index, its footer. */
class Version1Test {
    @TempDir
    Path folder;

    @Test
    void shouldReadADayfileOfVersion1() throws IOException {
        Path file = folder.resolve("2025-10-22.parquet");
        try (InputStream stored = Version1Test.class.getResourceAsStream("dayfile-version-1.parquet")) {
            Files.copy(stored, file);
        }
        List<String> names = new ArrayList<>(List.of("candles.parquet"));
        for (int i = 0; i < 20; i++) {
            names.add(String.format("part-20251022_13%02d00.290000-%08x.parquet", i, i * 0x9E3779B9));
        }

        FileFooter footer = new CandleFiles(Disk.LOCAL).verify(file);

        assertThat(footer.version()).isEqualTo("1");
        assertThat(footer.absorbed()).isEqualTo(names);
        assertThat(SampleFiles.text(SampleFiles.read(file)))
                .isEqualTo(SampleFiles.text(SampleFiles.session(2_200, 3, 42)));
    }
}
