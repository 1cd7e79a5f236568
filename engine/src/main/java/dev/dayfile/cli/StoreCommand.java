package dev.dayfile.cli;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command on a store has: its root, its streams and the options that all share. */
abstract class StoreCommand implements Callable<Integer> {
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

    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final Streams streams;

    StoreCommand(Streams streams) {
        this.streams = streams;
    }

    final Streams streams() {
        return streams;
    }

    final PrintStream out() {
        return streams.out();
    }

    /** One line for the user, on the error stream. */
    final void say(String message) {
        streams.err().println(message);
    }

    final Path root() {
        return root;
    }

    final boolean rootGiven() {
        return spec.commandLine().getParseResult().hasMatchedOption("--root");
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
