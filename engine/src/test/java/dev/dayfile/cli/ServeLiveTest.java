package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.TestThreads;
import dev.dayfile.cli.Served.Message;
import dev.dayfile.cli.serve.ChartServer;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a page hears while an engine appends: everything, once, and at once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeLiveTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");

    @TempDir
    Path root;

    /** An engine that writes no part of its own accord, so that what is heard comes from the ring. */
    private StorageEngine engine() {
        return engine(Duration.ofSeconds(60));
    }

    private StorageEngine engine(Duration flushInterval) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(flushInterval)
                .build());
    }

    private static long append(StorageEngine engine, int candle, double close) {
        return engine.candles("SPY", TF).append(OPEN + candle * TF.micros(), 1, 9, 1, close, Double.NaN);
    }

    private String position(Served served) throws IOException, InterruptedException {
        HttpResponse<String> shown = served.get("api/viewport?symbol=SPY&timeframe=2m");
        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        return shown.headers().firstValue("Dayfile-Position").orElseThrow();
    }

    @Test
    void shouldTellOfNewCorrectedAndLateCandlesBeforeTheyAreInAPart() throws Exception {
        try (StorageEngine engine = engine();
                Served served = new Served(root)) {
            append(engine, 0, 2);
            assertThat(served.json("api/viewport?symbol=SPY&timeframe=2m").get("candles"))
                    .hasSize(1);
            try (Served.Live live = served.live(position(served))) {
                live.awaitEngine(true);
                append(engine, 2, 3); // new
                assertThat(candle(live)).isEqualTo("2025-10-22T13:34:00.000000+00:00 3.0 seq 2");
                append(engine, 0, 4); // corrected
                assertThat(candle(live)).isEqualTo("2025-10-22T13:30:00.000000+00:00 4.0 seq 3");
                append(engine, 1, 5); // late
                assertThat(candle(live)).isEqualTo("2025-10-22T13:32:00.000000+00:00 5.0 seq 4");
                engine.candles("QQQ", TF).append(OPEN, 1, 9, 1, 7, 1);
                engine.candles("SPY", Timeframe.parse("15m")).append(OPEN, 1, 9, 1, 7, 1);
                append(engine, 3, 6);
                assertThat(candle(live)).as("of this symbol and timeframe only").contains(" 6.0 seq 7");
            }
        }
    }

    private static String candle(Served.Live live) throws InterruptedException {
        JsonNode candles = live.next("changes").data().get("candles");
        assertThat(candles).hasSize(1);
        JsonNode candle = candles.get(0);
        assertThat(candle.get("volume").isNull()).isTrue();
        return candle.get("ts").asText() + " " + candle.get("close").asDouble() + " seq "
                + candle.get("seq").asLong();
    }

    @Test
    void shouldTellOfTheStateOfObjects() throws Exception {
        try (StorageEngine engine = engine();
                Served served = new Served(root)) {
            append(engine, 0, 2);
            try (Served.Live live = served.live(position(served));
                    Served.Live coarser = served.live(
                            "api/changes?symbol=SPY&timeframe=2m&object_timeframes=15m&after=" + position(served),
                            null)) {
                String payload = "{\"text\": \"<b>\\n</b>\",\r\n  \"n\": 1}";
                engine.objects()
                        .append(ObjectEvent.create("z", "zone", "SPY", TF)
                                .band(3, 2)
                                .payload(payload)
                                .at(OPEN)
                                .build());
                JsonNode zone = object(live);
                assertThat(zone.get("top").asDouble()).isEqualTo(3);
                assertThat(zone.get("payload").get("text").asText()).isEqualTo("<b>\n</b>");
                assertThat(zone)
                        .isEqualTo(served.json("api/viewport?symbol=SPY&timeframe=2m")
                                .get("objects")
                                .get(0));
                engine.objects()
                        .append(ObjectEvent.update("z").top(5).at(OPEN + 1).build());
                zone = object(live);
                assertThat(zone.get("top").asDouble()).isEqualTo(5);
                assertThat(zone.get("bottom").asDouble()).as("as before").isEqualTo(2);
                engine.objects().append(ObjectEvent.close("z").at(OPEN + 2).build());
                assertThat(object(live)).hasToString("{\"id\":\"z\",\"status\":\"removed\"}");
                engine.objects()
                        .append(ObjectEvent.create("l", "level", "SPY", Timeframe.parse("15m"))
                                .level(7)
                                .at(OPEN)
                                .build());
                assertThat(object(coarser).get("id").asText()).isEqualTo("l");
            }
        }
    }

    private static JsonNode object(Served.Live live) throws InterruptedException {
        JsonNode objects = live.next("changes").data().get("objects");
        assertThat(objects).hasSize(1);
        return objects.get(0);
    }

    /** The engine appends all the while, the ring goes round many times, and the page leaves and comes back with the last id. */
    @Test
    void shouldLoseAndDoubleNothingOverManyConnections() throws Exception {
        int rows = 20_000;
        try (StorageEngine engine = engine(Duration.ofMillis(5));
                Served served = new Served(root)) {
            append(engine, 0, 1);
            List<Long> heard = new ArrayList<>(List.of(1L));
            String id = position(served);
            assertThat(id).isEqualTo("1-0");
            CandleAppender spy = engine.candles("SPY", TF);
            CompletableFuture<Void> bot = TestThreads.run(() -> {
                for (int i = 1; i < rows; i++) {
                    spy.append(OPEN + i * TF.micros(), 1, 9, 1, 2, 3);
                }
            });
            int connections = 0;
            while (heard.size() < rows) {
                String path = "api/changes?symbol=SPY&timeframe=2m&after=1-0"; // as a browser does it: the id counts
                try (Served.Live live = served.live(path, id)) {
                    Message message = live.next("changes");
                    message.data()
                            .get("candles")
                            .forEach(candle -> heard.add(candle.get("seq").asLong()));
                    id = message.id();
                    connections++;
                }
            }
            bot.join();
            assertThat(connections).isGreaterThan(1);
            assertThat(heard).isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
        }
    }

    @Test
    void shouldGoOnWhenTheEngineStopsAndStartsAgain() throws Exception {
        try (StorageEngine engine = engine()) {
            append(engine, 0, 2);
        }
        try (Served served = new Served(root);
                Served.Live live = served.live(position(served))) {
            live.awaitEngine(false);
            for (int i = 1; i < 4; i++) {
                try (StorageEngine engine = engine()) {
                    live.awaitEngine(true);
                    append(engine, i, 10 + i);
                    assertThat(live.next("changes")
                                    .data()
                                    .get("candles")
                                    .get(0)
                                    .get("close")
                                    .asInt())
                            .isEqualTo(10 + i);
                }
                live.awaitEngine(false);
            }
        }
    }

    @Test
    void shouldBeginAnewWhereNothingLeadsFromTheClientToTheStore() throws Exception {
        try (StorageEngine engine = engine();
                Served served = new Served(root)) {
            append(engine, 0, 2);
            for (String after : List.of("2-0", "1-1", "999999-0", "unknown")) {
                try (Served.Live live = served.live(after)) {
                    live.next("reset");
                }
            }
        }
    }

    /** A store whose first candle comes while the page is open, and before that not even a ring. */
    @Test
    void shouldSeeAStoreBegin() throws Exception {
        Files.createDirectories(root.resolve("data"));
        try (Served served = new Served(root)) {
            assertThat(served.json("api/store").get("timeframes")).isEmpty();
            assertThat(served.json("api/viewport?symbol=SPY&timeframe=2m").get("candles"))
                    .isEmpty();
            assertThat(position(served)).isEqualTo("unknown");
            try (Served.Live live = served.live("unknown")) {
                assertThat(live.next("state").data().get("trouble").asText()).contains("ring");
                try (StorageEngine engine = engine(Duration.ofMillis(1))) {
                    live.next("reset");
                    try (Served.Live second = served.live(position(served))) {
                        engine.awaitVisible(append(engine, 0, 2), Duration.ofSeconds(30));
                        assertThat(candle(second)).contains(" 2.0 seq 1");
                    }
                    JsonNode timeframes = served.json("api/store").get("timeframes");
                    while (timeframes.isEmpty()) { // looked at every two seconds
                        timeframes = served.json("api/store").get("timeframes");
                    }
                    assertThat(timeframes.get(0).get("symbols")).hasToString("[\"SPY\"]");
                }
            }
        }
    }

    @Test
    void shouldTakeSoManyPagesAndNoMore() throws Exception {
        try (StorageEngine engine = engine();
                Served served = new Served(root)) {
            append(engine, 0, 2);
            List<Served.Live> pages = new ArrayList<>();
            for (int i = 0; i < ChartServer.MAX_LIVE; i++) {
                pages.add(served.live("0-0"));
            }
            String path = "api/changes?symbol=SPY&timeframe=2m&after=0-0";
            HttpResponse<String> refused = served.get(path);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("most=" + ChartServer.MAX_LIVE);
            assertThat(served.json("api/viewport?symbol=SPY&timeframe=2m").get("candles"))
                    .as("others are served")
                    .hasSize(1);
            pages.get(0).close(); // noticed at the next beat
            String head = "HTTP/1.1 503 ";
            while (head.startsWith("HTTP/1.1 503 ")) {
                append(engine, 1, 2);
                head = first(served, path);
            }
            assertThat(head).startsWith("HTTP/1.1 200 ");
            for (Served.Live page : pages) {
                page.close();
            }
        }
    }

    private static String first(Served served, String path) throws IOException {
        try (java.net.Socket socket = new java.net.Socket("localhost", served.port())) {
            socket.getOutputStream().write(("GET /" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes());
            byte[] start = socket.getInputStream().readNBytes(13);
            return new String(start, java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
