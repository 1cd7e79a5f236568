package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** What the commands share that show objects or events, by the reader that needs no lock. */
abstract class ObjectsShowCommand extends StoreCommand {
    /** How it is shown. */
    enum ObjectFormat {
        TABLE,
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, or json: one JSON object a line (default: table).")
    private ObjectFormat format = ObjectFormat.TABLE;

    ObjectsShowCommand(Streams streams) {
        super(streams);
    }

    @Override
    public final Integer call() throws IOException {
        try (StorageReader reader = openReader(DamagePolicy.FAIL)) {
            show(reader, format);
        }
        return Exit.DONE;
    }

    abstract void show(StorageReader reader, ObjectFormat format) throws IOException;

    final void print(List<ChartObject> objects, StorageReader reader, ObjectFormat format) throws IOException {
        if (format == ObjectFormat.TABLE) {
            ObjectPrinter.table(out(), objects, reader.clock().zone());
        } else {
            ObjectPrinter.lines(out(), objects);
        }
    }
}
