package dev.dayfile.internal.ingest;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Appends that found the ring full, for JDK Flight Recorder: one event a cycle of the writer, never one an append. */
@Name("dev.dayfile.RingFull")
@Label("Ring Full")
@Category("Dayfile")
@Description("Appends found the ring full and waited or were refused")
@StackTrace(false)
final class RingFullEvent extends Event {
    @Label("Found Full")
    @Description("How many appends found it full since the event before")
    long found;

    @Label("Slots")
    int slots;

    @Label("Last Error")
    @Description("Why the writer could not make room, if it failed")
    String lastError;
}
