package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An engine holds its root open, for as long as it is open itself. */
@EnabledOnOs(OS.LINUX)
class HeldRootTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void resolve() throws IOException {
        root = folder.toRealPath().resolve("store");
    }

    @Test
    void shouldHoldTheRootOnlyWhileTheEngineIsOpen() throws IOException {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            assertThat(descriptors()).isPositive();
            long seq = engine.candles("SPY", Timeframe.parse("2m")).append(1_761_139_800_000_000L, 1, 2, 1, 2, 5);
            assertThat(engine.awaitDurable(seq, Duration.ofSeconds(30))).isTrue();
        }
        assertThat(descriptors()).isZero();
    }

    @Test
    void shouldLetGoOfTheRootWhenItCannotBeOpened() throws IOException {
        StorageEngine.open(StorageConfig.builder(root).build()).close();
        assertThatThrownBy(() -> StorageEngine.open(StorageConfig.builder(root)
                        .zone(ZoneId.of("Asia/Tokyo"))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(descriptors()).isZero();
    }

    /** How many of this process's open files are the root. */
    private long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(this::isRoot).count();
        }
    }

    private boolean isRoot(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(root);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
