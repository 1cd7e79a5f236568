package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Failures;
import java.io.IOException;
import java.nio.file.Path;

/** Takes damaged files out of the readers' way and keeps them. */
final class Quarantine {
    private final Toolbox tools;

    Quarantine(Toolbox tools) {
        this.tools = tools;
    }

    /** Moves a damaged file to the first free place and returns it. */
    Path take(Path file) {
        try {
            int n = 0;
            while (tools.disk().exists(tools.layout().quarantined(file, n))) {
                n++;
            }
            Path target = tools.layout().quarantined(file, n);
            tools.publisher().move(file, target);
            return target;
        } catch (IOException e) {
            throw Failures.storage("quarantine the damaged file", file, e);
        }
    }
}
