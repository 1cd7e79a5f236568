package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import java.io.IOException;
import picocli.CommandLine.Command;

/** The latest state of every object. */
@Command(
        name = "current",
        description = "Show the latest state of every object that is not removed. Needs no lock.",
        footer = {"", "Example:", "  dayfile objects current --format json"})
final class ObjectsCurrentCommand extends ObjectsShowCommand {
    ObjectsCurrentCommand(Streams streams) {
        super(streams);
    }

    @Override
    void show(StorageReader reader, ObjectFormat format) throws IOException {
        print(reader.objects(), reader, format);
    }
}
