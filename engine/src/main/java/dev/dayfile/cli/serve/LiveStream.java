package dev.dayfile.cli.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.StorageReader;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Changes;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one browser hears of, as server-sent events. Each message has everything up to the position that is its id, so a
 * message that was torn counts as not sent, and whoever comes back with the last id goes on exactly there. Nothing is
 * kept for a client: what it has not heard yet stands in the ring or in files.
 */
final class LiveStream {
    /** Who is farther behind than so many sequences reads a viewport anew rather than hear of all of them. */
    static final long FARTHEST_BEHIND = 100_000;

    private static final long LOOK_MILLIS = 50;
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final StorageReader reader;
    private final EngineLook engine;
    private final Documents documents;
    private final String symbol;
    private final Timeframe timeframe;
    private final Timeframe[] objectTimeframes;
    private StorePosition position;
    private String lastState;
    private long beatNanos = System.nanoTime() - BEAT_NANOS;

    /** @param after what the client knows; an unknown position is followed as soon as there is something to follow */
    LiveStream(
            StorageReader reader,
            EngineLook engine,
            Documents documents,
            String symbol,
            Timeframe timeframe,
            Timeframe[] objectTimeframes,
            StorePosition after) {
        this.reader = reader;
        this.engine = engine;
        this.documents = documents;
        this.symbol = symbol;
        this.timeframe = timeframe;
        this.objectTimeframes = objectTimeframes;
        position = after;
        query(); // says what is wrong with the symbol
    }

    /** Writes until the client goes, the thread is interrupted, or the client has to begin anew. */
    void run(OutputStream out) throws IOException, InterruptedException {
        out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
        boolean goesOn = true;
        while (goesOn) {
            String trouble = null;
            try {
                goesOn = step(out);
            } catch (StorageException e) {
                trouble = e.getMessage();
            }
            beat(out, trouble);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean step(OutputStream out) throws IOException {
        boolean due = System.nanoTime() - beatNanos >= BEAT_NANOS;
        if (due && isLost(now())) {
            message(out, "reset", json -> {});
            return false;
        }
        if (!position.isKnown()) {
            return true; // there was nothing to follow; what comes makes the client begin anew
        }
        Changes news = reader.changes(query().after(position).build());
        position = news.position();
        if (!news.candles().isEmpty()
                || !news.events().isEmpty()
                || !news.leftOut().isEmpty()) {
            List<ChartObject> objects = objects(news.events());
            message(out, "changes", json -> write(json, news, objects));
        }
        return true;
    }

    /** Whether nothing leads from where the client is to where the store is: another store, or too far. */
    private boolean isLost(StorePosition now) {
        return !position.isKnown()
                || isLost(now.candleSeq(), position.candleSeq())
                || isLost(now.eventSeq(), position.eventSeq());
    }

    private static boolean isLost(long now, long known) {
        return known > now || now - known > FARTHEST_BEHIND;
    }

    private StorePosition now() {
        return reader.changes(query().build()).position();
    }

    private FollowQuery.Builder query() {
        return FollowQuery.of(symbol, timeframe).objectTimeframes(objectTimeframes);
    }

    /** The state of the objects that the events are about; those that are not there any more are not among them. */
    private List<ChartObject> objects(List<ObjectEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        ViewportQuery all = ViewportQuery.of(symbol, timeframe)
                .last(1)
                .objectTimeframes(objectTimeframes)
                .build();
        Map<String, ChartObject> byId =
                reader.viewport(all).objects().stream().collect(Collectors.toMap(ChartObject::id, Function.identity()));
        return ids(events).stream().filter(byId::containsKey).map(byId::get).toList();
    }

    private static Set<String> ids(List<ObjectEvent> events) {
        Set<String> ids = new LinkedHashSet<>();
        events.forEach(event -> ids.add(event.objectId()));
        return ids;
    }

    private void write(JsonGenerator json, Changes news, List<ChartObject> objects) throws IOException {
        json.writeArrayFieldStart("candles");
        for (Candle candle : news.candles()) {
            documents.candle(json, candle);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("objects");
        Set<String> gone = ids(news.events());
        for (ChartObject object : objects) {
            documents.object(json, object);
            gone.remove(object.id());
        }
        for (String id : gone) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("status", ObjectEvent.REMOVED);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("left_out");
        for (Path damaged : news.leftOut()) {
            json.writeString(damaged.toString());
        }
        json.writeEndArray();
    }

    /** Says how things are, when that has changed and in any case now and then: silence is how a lost connection looks. */
    private void beat(OutputStream out, String trouble) throws IOException {
        boolean running = engine.running();
        String state = running + " " + trouble;
        if (!state.equals(lastState) || System.nanoTime() - beatNanos >= BEAT_NANOS) {
            lastState = state;
            beatNanos = System.nanoTime();
            message(out, "state", json -> {
                json.writeBooleanField("engine", running);
                json.writeStringField("trouble", trouble);
            });
        }
    }

    private void message(OutputStream out, String event, Json.Fields fields) throws IOException {
        StringBuilder text = new StringBuilder("event: ").append(event).append('\n');
        if (position.isKnown()) {
            text.append("id: ").append(Parameters.text(position)).append('\n');
        }
        text.append("data: ").append(Json.text(fields)).append("\n\n");
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
