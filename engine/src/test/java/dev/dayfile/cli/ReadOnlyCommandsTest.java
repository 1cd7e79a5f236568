package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ReadOnlyMount;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that only look: on a file system that is read-only, and beside an engine. */
class ReadOnlyCommandsTest {
    private static final List<List<String>> LOOKS = List.of(
            List.of("verify"),
            List.of("compact", "--dry-run"),
            List.of("compact", "--dry-run", "--all", "--timeframe", "2m"),
            List.of("retain", "--parts-days", "0"),
            List.of("describe"),
            List.of("objects", "current"),
            List.of("viewport", "--symbol", "SPY", "--timeframe", "2m", "--last", "3"));

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeStore() {
        root = folder.resolve("store");
        run(root, List.of("generate", "--timeframes", "2m", "--days", "2", "--objects", "3"));
        run(root, List.of("compact", "--timeframe", "2m", "--day", "2025-10-20", "--grace", "0s"));
    }

    private static CommandRun run(Path root, List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--root", root.toString()));
        CommandRun run = CommandRun.run(all.toArray(String[]::new));
        assertThat(run.exit()).as("%s: %s", words, run.err()).isZero();
        return run;
    }

    @Test
    void shouldLookAtAStoreOfAReadOnlyFileSystem() throws IOException {
        try (ReadOnlyMount mount = ReadOnlyMount.of(root, folder.resolve("read-only"))) {
            for (List<String> look : LOOKS) {
                run(mount.folder(), look);
            }
            assertThat(run(mount.folder(), List.of("compact", "--dry-run")).outLines())
                    .isNotEmpty();
            assertThat(run(mount.folder(), List.of("retain", "--parts-days", "0"))
                            .outLines())
                    .hasSize(1);
        }
    }

    @Test
    void shouldLookBesideAnEngine() {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            assertThat(engine.stats()).isNotNull();
            for (List<String> look : LOOKS) {
                run(root, look);
            }
        }
    }

    @Test
    void shouldTouchNothing() throws IOException {
        Map<String, String> before = files();
        for (List<String> look : LOOKS) {
            run(root, look);
            assertThat(files()).as("%s", look).isEqualTo(before);
        }
    }

    /** Every file and folder with its length and time of change. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                files.put(each.toString(), Files.size(each) + " " + Files.getLastModifiedTime(each));
            }
        }
        return files;
    }
}
