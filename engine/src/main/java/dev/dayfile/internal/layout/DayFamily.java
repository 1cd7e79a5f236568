package dev.dayfile.internal.layout;

import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * The days of one timeframe, or those of the timeline of chart objects, and where everything of such a day stands. A day
 * lives the same life in every family: parts in a folder, a dayfile beside it, retired parts, marks.
 *
 * @param layout of the store
 * @param timeframe whose candles they are; {@code null} for the timeline of chart objects
 */
public record DayFamily(StoreLayout layout, Timeframe timeframe) {
    /** What the timeline's days are called where those of candles are called by their timeframe; no timeframe reads so. */
    public static final String OBJECTS = "objects";

    /** The timeframe as text, or {@link #OBJECTS}: the name of the family's folders under {@code .dayfile/}. */
    public String name() {
        return timeframe == null ? OBJECTS : timeframe.toString();
    }

    /** Whether the days hold events of chart objects. */
    public boolean ofObjects() {
        return timeframe == null;
    }

    /** The folder that holds the days or, in the timeline, the months that hold them. */
    public Path root() {
        return timeframe == null ? layout.objectTimeline() : layout.timeframeFolder(timeframe);
    }

    /** The folder that holds a day's dayfile and the folder of its parts. */
    public Path parent(LocalDate day) {
        return timeframe == null ? layout.timelineFolder(day) : layout.timeframeFolder(timeframe);
    }

    /** The folder of a day's parts. */
    public Path folder(LocalDate day) {
        return StoreLayout.dayFolder(parent(day), day);
    }

    /** Where a day's dayfile stands once it is compacted. */
    public Path dayfile(LocalDate day) {
        return StoreLayout.dayfile(parent(day), day);
    }

    /** The retired days of the family. */
    public Path retired() {
        return layout.retired().resolve(name());
    }

    /**
     * Where a day's folder goes when its parts are retired.
     *
     * @param n tells apart several retirements of one day
     */
    public Path retiredDay(LocalDate day, int n) {
        return retired().resolve(new StoreLayout.RetiredDay(day, n, false).name());
    }

    /** Where a day folder stands between leaving its place and the last look into it: see {@link #retiredDay}. */
    public Path uncheckedRetiredDay(LocalDate day, int n) {
        return retired().resolve(new StoreLayout.RetiredDay(day, n, true).name());
    }

    /**
     * Where a dayfile goes when its compaction is undone.
     *
     * @param n tells apart several of one day
     */
    public Path undoneDayfile(LocalDate day, int n) {
        return retired().resolve(day + StoreLayout.UNDONE + n);
    }

    /** Marks a day whose parts are not retired until somebody asks for it. */
    public Path kept(LocalDate day) {
        return layout.kept().resolve(name()).resolve(day.toString());
    }

    /** Names the day in messages: {@code timeframe=2m, day=2025-10-22}. */
    public String describe(LocalDate day) {
        return (timeframe == null ? "family=" + OBJECTS : "timeframe=" + timeframe) + ", day=" + day;
    }
}
