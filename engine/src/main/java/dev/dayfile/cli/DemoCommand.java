package dev.dayfile.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One simulated session end to end. */
@Command(
        name = "demo",
        description = {
            "Run one simulated session end to end in a temporary root: append, read while writing, compact, verify, and"
                    + " a viewport as a table and as a picture.",
            "",
            "The store stays where it is when the demo ends, to be looked at."
        },
        footer = {"", "Example:", "  dayfile demo", "  dayfile demo --root /tmp/my-demo"})
final class DemoCommand extends EveryCommand {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "An empty folder for the store (default: a new one among the temporary files).")
    private Path root;

    DemoCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        if (root != null && !isEmpty(root)) {
            throw CommandException.usage("the demo wants an empty folder of its own [root=" + root + "]");
        }
        return new Demo(root == null ? Files.createTempDirectory("dayfile-demo-") : root, streams()).run();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
