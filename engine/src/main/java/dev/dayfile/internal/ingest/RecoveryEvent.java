package dev.dayfile.internal.ingest;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What an opening found in the ring, for JDK Flight Recorder; there is none where nothing was left. */
@Name("dev.dayfile.Recovery")
@Label("Recovery")
@Category("Dayfile")
@Description("Rows that an earlier process left in the ring were written to parts")
@StackTrace(false)
final class RecoveryEvent extends Event {
    @Label("Rows Found")
    int rowsFound;

    @Label("Rows Written")
    @Description("Rows found that no part held yet")
    int rowsWritten;
}
