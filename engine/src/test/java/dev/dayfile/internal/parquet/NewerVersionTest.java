package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of a newer engine is no damage: what is damaged is set aside, and a newer engine would miss it. */
class NewerVersionTest {
    @TempDir
    Path folder;

    @Test
    void shouldNotTakeANewerPartForADamagedOne() throws IOException {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        ByteBuffer encoded = writer.encode(SampleFiles.TWO_MINUTES, SampleFiles.session(3, 1, 1));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        bytes[valueOf("dayfile.version", bytes)] = '2';
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        Path file = folder.resolve(new PartName(writer.name().firstTsMicros(), (int) crc.getValue()).toString());
        Files.write(file, bytes);

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).open(file))
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(CorruptFileException.class)
                .hasMessageContaining("dayfile.version=2")
                .extracting(e -> ((StorageException) e).code())
                .isEqualTo(StorageException.Code.UNSUPPORTED);
    }

    /** Where the one-letter value of a key stands: behind the key, a field header and a length. */
    private static int valueOf(String key, byte[] file) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(key);
        assertThat(file[at + key.length() + 1]).isEqualTo((byte) 1);
        return at + key.length() + 2;
    }
}
