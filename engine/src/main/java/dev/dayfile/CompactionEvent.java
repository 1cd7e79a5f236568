package dev.dayfile;

import dev.dayfile.model.CompactionReport;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One compaction of one day, for JDK Flight Recorder. */
@Name("dev.dayfile.Compaction")
@Label("Compaction")
@Category("Dayfile")
@Description("The parts of a day and its standing dayfile were merged")
@StackTrace(false)
final class CompactionEvent extends Event {
    @Label("Timeframe")
    @Description("Or objects, for the timeline of chart objects")
    String timeframe;

    @Label("Day")
    String day;

    @Label("Outcome")
    String outcome;

    @Label("Parts")
    int parts;

    @Label("Rows In")
    long rowsIn;

    @Label("Rows Out")
    long rowsOut;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** Ends the event; the texts are made only when somebody records it. */
    void commit(String family, CompactionReport report) {
        end();
        if (shouldCommit()) {
            timeframe = family;
            day = report.day().toString();
            outcome = report.outcome().name();
            parts = report.parts();
            rowsIn = report.rowsIn();
            rowsOut = report.rowsOut();
            bytes = report.bytes();
            commit();
        }
    }
}
