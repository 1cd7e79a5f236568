package dev.dayfile.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import dev.dayfile.StorageReader;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The three questions that a page asks: what there is, a window of it, and what comes after. */
final class Api implements AutoCloseable {
    /** An answer has so many candles at most, the latest of its window. */
    static final int MAX_CANDLES = 20_000;

    private static final int DEFAULT_CANDLES = 1_000;

    private static final Set<String> OF_VIEWPORT =
            Set.of("symbol", "timeframe", "from", "to", "last", "low", "high", "as_of", "object_timeframes");
    private static final Set<String> OF_CHANGES = Set.of("symbol", "timeframe", "after", "object_timeframes");

    private final StorageReader reader;
    private final EngineLook engine;
    private final Documents documents;
    private final SlowClients slowClients;
    private final SymbolList symbols;
    private final int maxLive;
    private final Set<Thread> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private boolean closed;

    Api(
            StorageReader reader,
            SymbolList symbols,
            EngineLook engine,
            Documents documents,
            SlowClients slowClients,
            int maxLive) {
        this.reader = reader;
        this.symbols = symbols;
        this.engine = engine;
        this.documents = documents;
        this.slowClients = slowClients;
        this.maxLive = maxLive;
    }

    byte[] store(HttpExchange exchange) throws IOException {
        new Parameters(exchange.getRequestURI().getRawQuery(), Set.of());
        Map<Timeframe, List<String>> all = symbols.symbols();
        return Front.bytes(Json.text(json -> {
            json.writeStringField("zone", reader.clock().zone().toString());
            json.writeBooleanField("engine", engine.running());
            json.writeArrayFieldStart("timeframes");
            for (Map.Entry<Timeframe, List<String>> each : all.entrySet()) {
                json.writeStartObject();
                json.writeStringField("timeframe", each.getKey().toString());
                json.writeNumberField("seconds", each.getKey().micros() / 1_000_000);
                json.writeArrayFieldStart("symbols");
                for (String symbol : each.getValue()) {
                    json.writeString(symbol);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    /** The window, and in a header up to where it takes everything into account: {@link #changes} goes on from there. */
    byte[] viewport(HttpExchange exchange) throws IOException {
        Parameters asked = new Parameters(exchange.getRequestURI().getRawQuery(), OF_VIEWPORT);
        Timeframe timeframe = asked.timeframe();
        ViewportQuery.Builder query = ViewportQuery.of(asked.required("symbol"), timeframe)
                .between(asked.text("from"), asked.text("to"))
                .last(asked.count("last", DEFAULT_CANDLES, MAX_CANDLES))
                .objectTimeframes(asked.objectTimeframes(timeframe));
        if (asked.text("low") != null || asked.text("high") != null) {
            query.priceBand(
                    asked.price("low", Double.NEGATIVE_INFINITY), asked.price("high", Double.POSITIVE_INFINITY));
        }
        if (asked.text("as_of") != null) {
            query.asOf(asked.text("as_of"));
        }
        ViewportQuery resolved = query.build().resolve(reader.clock());
        Viewport viewport = reader.viewport(resolved);
        exchange.getResponseHeaders().set("Dayfile-Position", Parameters.text(viewport.position()));
        return Front.collect(out -> documents.viewport(resolved, viewport, out));
    }

    /**
     * Begins to tell of changes, on a thread of its own.
     *
     * @return whether it goes on
     */
    boolean changes(HttpExchange exchange) throws IOException, Refusal {
        Parameters asked = new Parameters(exchange.getRequestURI().getRawQuery(), OF_CHANGES);
        String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        StorePosition after = Parameters.position(lastId != null && !lastId.isEmpty() ? lastId : asked.text("after"));
        Timeframe timeframe = asked.timeframe();
        LiveStream stream = new LiveStream(
                reader,
                engine,
                documents,
                asked.required("symbol"),
                timeframe,
                asked.objectTimeframes(timeframe),
                after);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return false;
        }
        Thread thread = new Thread(() -> tell(exchange, stream), "dayfile-serve-live-" + number.incrementAndGet());
        thread.setDaemon(true);
        synchronized (this) {
            if (closed || live.size() >= maxLive) {
                throw new Refusal(503, "too many pages are live; close one [most=" + maxLive + "]");
            }
            live.add(thread);
        }
        thread.start();
        return true;
    }

    private void tell(HttpExchange exchange, LiveStream stream) {
        try {
            slowClients.write(() -> exchange.sendResponseHeaders(200, 0));
            OutputStream out = exchange.getResponseBody();
            stream.run(slowClients.watched(out));
        } catch (IOException | InterruptedException | IllegalStateException e) {
            // The client has gone, was too slow, or the server is being closed: in any case there is nobody to tell.
        } finally {
            Thread.interrupted(); // or the closing would be cut short
            close(exchange);
            live.remove(Thread.currentThread());
        }
    }

    private void close(HttpExchange exchange) {
        try {
            slowClients.write(exchange::close);
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** Ends all that is live. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        live.forEach(Thread::interrupt);
    }
}
