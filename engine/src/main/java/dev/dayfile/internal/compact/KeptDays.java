package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Days whose parts stay in {@code data/} beside their dayfile until somebody asks for them to go. The mark is a file, so
 * that it outlives the process that was told: without it the next engine would retire the parts by itself.
 */
final class KeptDays {
    private final Toolbox tools;

    KeptDays(Toolbox tools) {
        this.tools = tools;
    }

    void mark(Timeframe timeframe, LocalDate day) {
        Path mark = tools.layout().kept(timeframe, day);
        try {
            tools.publisher().publish(mark, ByteBuffer.allocate(0));
        } catch (IOException e) {
            throw Failures.storage("mark the day whose parts stay", mark, e);
        }
    }

    boolean marked(Timeframe timeframe, LocalDate day) {
        return DayState.statOrNull(tools.disk(), tools.layout().kept(timeframe, day)) != null;
    }

    void unmark(Timeframe timeframe, LocalDate day) {
        Path mark = tools.layout().kept(timeframe, day);
        try {
            tools.disk().delete(mark);
        } catch (IOException e) {
            throw Failures.storage("unmark the day whose parts stayed", mark, e);
        }
    }
}
