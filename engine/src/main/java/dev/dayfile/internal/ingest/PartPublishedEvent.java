package dev.dayfile.internal.ingest;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One part that readers see from now on, for JDK Flight Recorder; lasts from sorting its rows to its rename. */
@Name("dev.dayfile.PartPublished")
@Label("Part Published")
@Category("Dayfile")
@Description("A part was encoded, written, forced and renamed")
@StackTrace(false)
final class PartPublishedEvent extends Event {
    @Label("Path")
    String path;

    @Label("Timeframe")
    String timeframe;

    @Label("Day")
    String day;

    @Label("Rows")
    int rows;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("First Sequence")
    long firstSeq;

    @Label("Last Sequence")
    long lastSeq;

    /** Ends the event; the texts are made only when somebody records it. */
    void commit(PublishedPart part) {
        end();
        if (shouldCommit()) {
            path = part.path().toString();
            timeframe = part.timeframe().toString();
            day = part.day().toString();
            rows = part.rows();
            bytes = part.bytes();
            firstSeq = part.firstSeq();
            lastSeq = part.lastSeq();
            commit();
        }
    }
}
