package dev.dayfile.internal.ingest;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One flush, for JDK Flight Recorder. */
@Name("dev.dayfile.Flush")
@Label("Flush")
@Category("Dayfile")
@Description("Rows went from the ring to parts, and the parts were forced")
@StackTrace(false)
final class FlushEvent extends Event {
    @Label("Rows")
    int rows;

    @Label("Parts")
    int parts;

    @Label("Failed")
    @Description("Whether a part could not be published; its rows wait in the ring and are tried again")
    boolean failed;
}
