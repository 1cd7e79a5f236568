package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The log of one object. */
@Command(
        name = "history",
        description = "Show every event of one object, in their order. Needs no lock.",
        footer = {"", "Example:", "  dayfile objects history z1"})
final class ObjectsHistoryCommand extends ObjectsShowCommand {
    @Parameters(paramLabel = "ID", description = "The object's id.")
    private String id;

    ObjectsHistoryCommand(Streams streams) {
        super(streams);
    }

    @Override
    void show(StorageReader reader, ObjectFormat format) throws IOException {
        List<ObjectEvent> events = reader.objectHistory(id);
        if (format == ObjectFormat.TABLE) {
            ObjectPrinter.events(out(), events, reader.clock().zone());
        } else {
            ObjectPrinter.eventLines(out(), events);
        }
    }
}
