package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.DayFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Days whose parts stay in their folder beside their dayfile until somebody asks for them to go. The mark is a file, so
 * that it outlives the process that was told: without it the next engine would retire the parts by itself.
 */
final class KeptDays {
    private final Toolbox tools;

    KeptDays(Toolbox tools) {
        this.tools = tools;
    }

    void mark(DayFamily days, LocalDate day) {
        Path mark = days.kept(day);
        try {
            tools.publisher().publish(mark, ByteBuffer.allocate(0));
        } catch (IOException e) {
            throw Failures.storage("mark the day whose parts stay", mark, e);
        }
    }

    boolean marked(DayFamily days, LocalDate day) {
        return DayState.statOrNull(tools.disk(), days.kept(day)) != null;
    }

    void unmark(DayFamily days, LocalDate day) {
        Path mark = days.kept(day);
        try {
            tools.disk().delete(mark);
        } catch (IOException e) {
            throw Failures.storage("unmark the day whose parts stayed", mark, e);
        }
    }
}
