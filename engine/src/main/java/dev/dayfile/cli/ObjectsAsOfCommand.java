package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The objects as they were at an instant. */
@Command(
        name = "as-of",
        description = {
            "Show the objects as the events up to an instant left them. Needs no lock.",
            "",
            "T is an ISO time; without an offset it is market time. Events of that very instant count."
        },
        footer = {"", "Example:", "  dayfile objects as-of 2025-10-22T12:00"})
final class ObjectsAsOfCommand extends ObjectsShowCommand {
    @Parameters(paramLabel = "T", description = "The instant.")
    private String instant;

    ObjectsAsOfCommand(Streams streams) {
        super(streams);
    }

    @Override
    void show(StorageReader reader, ObjectFormat format) throws IOException {
        print(reader.objectsAsOf(new TimeText(reader.clock()).micros(instant)), reader, format);
    }
}
