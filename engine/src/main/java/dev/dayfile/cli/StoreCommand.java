package dev.dayfile.cli;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A command on a store: where that is, and how it is opened. */
abstract class StoreCommand extends EveryCommand {
    /** For the engine's own clock, where the command alone decides when parts are retired. */
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** More help little: reading the parts and writing the file have their order. */
    private static final int MOST_COMPACTION_THREADS = 4;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "storage",
            description = "The store's root folder (default: ./storage).")
    private Path root;

    StoreCommand(Streams streams) {
        super(streams);
    }

    final Path root() {
        return root;
    }

    /** The root of a store that must be there. */
    final Path existingRoot() {
        return requireStore(root);
    }

    static Path requireStore(Path folder) {
        if (!Files.isDirectory(folder.resolve("data")) && !Files.isDirectory(folder.resolve(".dayfile"))) {
            throw CommandException.usage("no store here; --root says where it is [root=" + folder + "]");
        }
        return folder;
    }

    /** Opens the store for appending; it is made when there is none. */
    final StorageEngine openEngine() {
        return openEngine(StorageConfig.DEFAULT_RETIRE_GRACE);
    }

    /** @param retireGrace how long parts stand beside their dayfile before the engine retires them on its own */
    final StorageEngine openEngine(Duration retireGrace) {
        return StorageEngine.open(StorageConfig.builder(root)
                .retireGrace(retireGrace)
                .compactionThreads(
                        Math.min(MOST_COMPACTION_THREADS, Runtime.getRuntime().availableProcessors()))
                .build());
    }

    final StorageReader openReader(DamagePolicy policy) {
        return StorageReader.open(existingRoot(), policy);
    }
}
