package dev.dayfile.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Every request comes in here: it is let in or not, answered, and whatever fails becomes one line with a status. */
final class Front implements HttpHandler {
    static final String JSON = "application/json; charset=utf-8";

    private final Gate gate;
    private final Api api;
    private final SlowClients slowClients;

    Front(Gate gate, Api api, SlowClients slowClients) {
        this.gate = gate;
        this.api = api;
        this.slowClients = slowClients;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Gate.secure(exchange.getResponseHeaders());
        boolean goesOn = false;
        try {
            goesOn = answer(exchange);
        } finally {
            if (!goesOn) {
                slowClients.write(exchange::close);
            }
        }
    }

    /** Returns whether the answer goes on after this call, on another thread. */
    private boolean answer(HttpExchange exchange) throws IOException {
        try {
            gate.check(exchange);
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/api/store" -> send(exchange, 200, JSON, api.store(exchange));
                case "/api/viewport" -> send(exchange, 200, JSON, api.viewport(exchange));
                case "/api/changes" -> {
                    return api.changes(exchange);
                }
                default -> {
                    Assets.Asset asset = Assets.of(path);
                    if (asset == null) {
                        throw new Refusal(404, "there is no such page");
                    }
                    send(exchange, 200, asset.contentType(), asset.content());
                }
            }
        } catch (Refusal e) {
            fail(exchange, e.status(), e);
        } catch (IllegalArgumentException e) {
            fail(exchange, 400, e);
        } catch (CorruptFileException e) {
            fail(exchange, 500, e);
        } catch (StorageException | IllegalStateException e) {
            fail(exchange, 503, e);
        }
        return false;
    }

    private void fail(HttpExchange exchange, int status, Exception why) throws IOException {
        String line = why.getMessage() == null ? why.toString() : why.getMessage();
        if (status == 405) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        }
        send(exchange, status, JSON, bytes(Json.text(json -> json.writeStringField("error", line))));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean body = !exchange.getRequestMethod().equals("HEAD");
        if (!body) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
        }
        slowClients.write(() -> exchange.sendResponseHeaders(status, body ? content.length : -1));
        if (body) {
            try (OutputStream out = slowClients.watched(exchange.getResponseBody())) {
                out.write(content);
            }
        }
    }

    /** Collects an answer before its first byte is sent, so that a failure still has a status of its own. */
    static byte[] collect(Writing writing) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 16);
        writing.to(content);
        return content.toByteArray();
    }

    /** Writes an answer. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
