package dev.dayfile.internal.ingest;

/**
 * Begins events of JDK Flight Recorder, or gives {@code null} where there is no recorder: in a runtime without its
 * module, or where its classes could not be loaded because the process was out of file descriptors. An event is never
 * worth a flush.
 */
final class Recorder {
    private Recorder() {}

    static FlushEvent flush() {
        try {
            FlushEvent event = new FlushEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    static PartPublishedEvent partPublished() {
        try {
            PartPublishedEvent event = new PartPublishedEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    static RingFullEvent ringFull() {
        try {
            return new RingFullEvent();
        } catch (LinkageError e) {
            return null;
        }
    }

    static RecoveryEvent recovery() {
        try {
            RecoveryEvent event = new RecoveryEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }
}
