package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command {@code serve} on a free port, run within the test's process, and what a browser asks of it. */
final class Served implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final long PATIENCE_SECONDS = 30;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread command;
    private final String address;
    private int exit = -1;

    Served(Path root) throws IOException {
        PipedInputStream printed = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(printed), false, StandardCharsets.UTF_8);
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                out,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        command = new Thread(() -> exit = Main.run(streams, "serve", "--port", "0", "--root", root.toString()));
        command.start();
        address = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8)).readLine();
        assertThat(address).startsWith("http://localhost:").endsWith("/");
    }

    int port() {
        return URI.create(address).getPort();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                        .build(),
                BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Follows SPY 2m as a page does. */
    Live live(String after) throws IOException, InterruptedException {
        return live("api/changes?symbol=SPY&timeframe=2m&after=" + after, null);
    }

    Live live(String path, String lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new Live(response.body());
    }

    /** The first line of an answer to a request as it stands there, and all the rest. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port())) {
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        command.interrupt();
        try {
            command.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(exit).isEqualTo(Exit.DONE);
    }

    /** One message. */
    record Message(String event, String id, JsonNode data) {}

    /** Messages as they come. */
    static final class Live implements AutoCloseable {
        private final InputStream body;
        private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();

        private Live(InputStream body) {
            this.body = body;
            Thread thread = new Thread(this::read, "test-live");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            String event = null;
            String id = null;
            StringBuilder data = new StringBuilder();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        event = line.substring(7);
                    } else if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        data.append(line.substring(6));
                    } else if (line.isEmpty() && event != null) {
                        messages.add(new Message(event, id, JSON.readTree(data.toString())));
                        data.setLength(0);
                        event = null;
                    } else if (!line.isEmpty() && !line.startsWith("retry: ")) {
                        messages.add(new Message("not understood", null, JSON.valueToTree(line)));
                    }
                }
            } catch (IOException e) {
                // closed, by either side
            }
            messages.add(new Message("end", id, null));
        }

        /** The next message of a kind; those of other kinds are passed over, but for an end. */
        Message next(String event) throws InterruptedException {
            while (true) {
                Message message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(message).as("a message %s in time", event).isNotNull();
                if (message.event().equals(event)) {
                    return message;
                }
                assertThat(message.event()).isIn("changes", "state", "reset");
            }
        }

        /** Waits for a state that says so. */
        void awaitEngine(boolean running) throws InterruptedException {
            while (next("state").data().get("engine").asBoolean() != running) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
