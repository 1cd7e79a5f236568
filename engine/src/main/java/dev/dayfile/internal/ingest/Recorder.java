package dev.dayfile.internal.ingest;

import jdk.jfr.FlightRecorder;

/**
 * Begins events of JDK Flight Recorder, or gives {@code null} where nobody can have asked for one: in a runtime without
 * the recorder's module, in a process in which no recording was ever begun, or where its classes could not be loaded
 * because the process was out of file descriptors. An event is never worth a flush, and the first object of an event's
 * class costs some ten milliseconds, recorded or not, which a command that ends at once should not pay.
 */
final class Recorder {
    private Recorder() {}

    static FlushEvent flush() {
        try {
            if (!FlightRecorder.isInitialized()) {
                return null;
            }
            FlushEvent event = new FlushEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    static PartPublishedEvent partPublished() {
        try {
            if (!FlightRecorder.isInitialized()) {
                return null;
            }
            PartPublishedEvent event = new PartPublishedEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    static RingFullEvent ringFull() {
        try {
            return FlightRecorder.isInitialized() ? new RingFullEvent() : null;
        } catch (LinkageError e) {
            return null;
        }
    }

    static RecoveryEvent recovery() {
        try {
            if (!FlightRecorder.isInitialized()) {
                return null;
            }
            RecoveryEvent event = new RecoveryEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    /** Loads what the events of flushes need, for the process in which a recording may be begun one day. */
    static void load() {
        try {
            new FlushEvent().begin();
            new PartPublishedEvent().begin();
        } catch (LinkageError e) {
            // Without them there are no events.
        }
    }
}
