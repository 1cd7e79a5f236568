package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.ingest.EventTail;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.EventLog;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower that is far behind is served from files by bounded pieces. */
class EventFeedTest {
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final int EVENTS = Feed.MAX_ROWS_FROM_FILES + 5_000;
    private static final int EVENTS_A_PART = 10_000;

    @TempDir
    Path root;

    /** A ring that has gone on, and holds nothing of what is asked for. */
    private static final class RingFarAhead implements FollowedRing<EventTail> {
        @Override
        public long head(long known) {
            return EVENTS;
        }

        @Override
        public long visible() {
            return EVENTS;
        }

        @Override
        public long look(ToLongFunction<EventTail> look, long otherwise) {
            return otherwise;
        }
    }

    @Test
    void shouldHoldNoMoreEventsThanItSaysHoweverFarBehind() throws IOException {
        StoreLayout layout = new StoreLayout(root);
        Publisher publisher = new Publisher(Disk.LOCAL, false);
        ObjectEvent event = ObjectEvent.create("z", "zone", "SPY", Timeframe.parse("2m"))
                .at(OPEN)
                .build();
        for (int first = 1; first <= EVENTS; first += EVENTS_A_PART) {
            List<ObjectEvent> events = new ArrayList<>();
            for (int seq = first; seq <= EVENTS && seq < first + EVENTS_A_PART; seq++) {
                events.add(event.withSeq(seq));
            }
            ObjectFiles.Part part = ObjectFiles.encodePart("00000000000000aa", events);
            publisher.publish(layout.timelinePart(DAY, part.name()), part.content());
        }
        Feed<ObjectEvent> feed = new EventFeed(new RingFarAhead(), new EventLog(Disk.LOCAL, layout));
        List<Long> told = new ArrayList<>();
        long at = 0;
        while (at < EVENTS) {
            int before = told.size();
            at = feed.read(at, EVENTS, e -> told.add(e.seq()), damaged -> {});
            assertThat(told.size() - before).isBetween(1, Feed.MAX_ROWS_FROM_FILES);
            assertThat(told.get(told.size() - 1)).isEqualTo(at);
        }
        assertThat(told).hasSize(EVENTS).doesNotHaveDuplicates().isSorted();
    }
}
