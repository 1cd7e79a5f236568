package dev.dayfile.cli;

import dev.dayfile.StorageEngine;
import picocli.CommandLine.Command;

/** The snapshot, from the timeline alone. */
@Command(
        name = "rebuild",
        description = "Write the snapshot objects/current/objects.parquet anew from the timeline alone.",
        footer = {"", "Example:", "  dayfile objects rebuild"})
final class ObjectsRebuildCommand extends StoreCommand {
    ObjectsRebuildCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        existingRoot();
        try (StorageEngine engine = openEngine()) {
            int objects = engine.objects().rebuild();
            say("snapshot of " + Texts.count(objects, "object") + " rebuilt from "
                    + Texts.count(engine.objects().appendedSeq(), "event"));
        }
        return Exit.DONE;
    }
}
