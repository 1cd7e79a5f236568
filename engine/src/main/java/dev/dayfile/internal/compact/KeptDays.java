package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.DayFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Days whose parts stay in their folder beside their dayfile until somebody asks for them to go. The mark is a file, so
 * that it outlives the process that was told: without it the next engine would retire the parts by itself.
 */
final class KeptDays {
    private static final byte[] FOR_UNDO = "undo".getBytes(StandardCharsets.UTF_8);
    private static final int MOST_BYTES = 4096;

    private final Toolbox tools;

    KeptDays(Toolbox tools) {
        this.tools = tools;
    }

    void mark(DayFamily days, LocalDate day) {
        mark(days, day, new byte[0]);
    }

    /** For the time of an undo, unless somebody has marked it for longer. */
    void markForUndo(DayFamily days, LocalDate day) {
        if (!marked(days, day)) {
            mark(days, day, FOR_UNDO);
        }
    }

    /** Takes the mark of an undo away that came to nothing; one of somebody's own stays. */
    void unmarkUndo(DayFamily days, LocalDate day) {
        Path mark = days.kept(day);
        try {
            if (marked(days, day) && tools.disk().read(mark, MOST_BYTES).equals(ByteBuffer.wrap(FOR_UNDO))) {
                unmark(days, day);
            }
        } catch (IOException e) {
            throw Failures.storage("read the mark of the day whose parts stayed", mark, e);
        }
    }

    private void mark(DayFamily days, LocalDate day, byte[] why) {
        Path mark = days.kept(day);
        try {
            tools.publisher().publish(mark, ByteBuffer.wrap(why));
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
