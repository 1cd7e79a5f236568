package dev.dayfile.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.Candle;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take nothing: they are dropped, and nobody else hears of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowClientsTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    /** More than there are threads that answer. */
    private static final int SLOW = 12;

    @TempDir
    Path root;

    /** More than sockets take by themselves. */
    private static final class LargeDocuments implements Documents {
        private static final int BYTES = 64 << 20;

        private final AtomicInteger made = new AtomicInteger();

        @Override
        public void viewport(ViewportQuery query, Viewport viewport, OutputStream out) throws IOException {
            out.write(new byte[BYTES]);
            made.incrementAndGet();
        }

        @Override
        public void candle(JsonGenerator json, Candle candle) {
            throw new AssertionError("there are none");
        }

        @Override
        public void object(JsonGenerator json, ChartObject object) {
            throw new AssertionError("there are none");
        }
    }

    @Test
    void shouldDropThemAndServeTheOthers() throws Exception {
        StorageEngine.open(StorageConfig.builder(root).build()).close();
        LargeDocuments documents = new LargeDocuments();
        try (ChartServer server = ChartServer.start(root, "localhost", 0, documents, SHORT)) {
            int port = server.address().getPort();
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket("localhost", port);
                slow.add(socket);
                socket.getOutputStream()
                        .write("GET /api/viewport?symbol=SPY&timeframe=2m HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
            }
            int status = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
            // Between the making of an answer and its first write nobody writes either, for a moment.
            for (int quiet = 0; quiet < 10; quiet = documents.made.get() < SLOW || writing() ? 0 : quiet + 1) {
                Thread.sleep(50);
            }
            for (Socket socket : slow) {
                long got = 0;
                try (socket) {
                    got = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    continue; // reset
                }
                assertThat(got).isLessThan(LargeDocuments.BYTES);
            }
        }
    }

    private static boolean writing() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(SlowClients.class.getName())
                        && frame.getMethodName().equals("write"));
    }

    @Test
    void shouldInterruptOnlyWithinAWrite() throws Exception {
        try (SlowClients clients = new SlowClients(SHORT)) {
            assertThatThrownBy(() -> clients.write(() -> {
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            clients.write(() -> Thread.currentThread().interrupt());
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.sleep(2 * SHORT.toMillis()); // would throw
        }
    }
}
