package dev.dayfile.cli;

/**
 * How far an import is: how much of its files is read, and then how many of the days are written; where more rows come
 * than are held, these two take turns.
 */
final class ImportProgress implements AutoCloseable {
    private final Progress.Starter bars;
    private final long bytes;
    private Progress shown;
    private boolean reading;
    private long read;

    /** @param bytes of all files together */
    ImportProgress(Progress.Starter bars, long bytes) {
        this.bars = bars;
        this.bytes = bytes;
        showReading();
    }

    private void showReading() {
        reading = true;
        shown = bars.start("reading", Progress.Unit.ofBytes(bytes), read, bytes);
    }

    /** @param done how many bytes of all files are read; less than before, or more than all, is not believed */
    void read(long done) {
        if (!reading) {
            shown.close();
            showReading();
        }
        read = Math.max(read, Math.min(done, bytes));
        shown.at(read);
    }

    /** As {@link dev.dayfile.model.ImportListener#daysWritten}. */
    void written(int done, int days) {
        if (reading) {
            shown.close();
            reading = false;
            shown = bars.start("writing", new Progress.Unit(days == 1 ? " day" : " days", 1), done, days);
        }
        shown.at(done);
    }

    /** Prints lines, which then stand above the bar and not in it. */
    void above(Runnable printing) {
        shown.above(printing);
    }

    @Override
    public void close() {
        shown.close();
    }
}
