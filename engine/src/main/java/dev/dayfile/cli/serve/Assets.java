package dev.dayfile.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page's own files, by name: no path of a request is ever turned into a path of a file. */
final class Assets {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, Asset> BY_PATH = Map.ofEntries(
            Map.entry("/", new Asset("index.html", HTML)),
            Map.entry("/style.css", new Asset("style.css", "text/css; charset=utf-8")),
            Map.entry("/favicon.svg", new Asset("favicon.svg", "image/svg+xml")),
            Map.entry("/main.js", new Asset("main.js", SCRIPT)),
            Map.entry("/chart.js", new Asset("chart.js", SCRIPT)),
            Map.entry("/gestures.js", new Asset("gestures.js", SCRIPT)),
            Map.entry("/objects.js", new Asset("objects.js", SCRIPT)),
            Map.entry("/panel.js", new Asset("panel.js", SCRIPT)),
            Map.entry("/series.js", new Asset("series.js", SCRIPT)),
            Map.entry("/store.js", new Asset("store.js", SCRIPT)),
            Map.entry("/times.js", new Asset("times.js", SCRIPT)));

    /** A file beside this class, and what it is. */
    record Asset(String name, String contentType) {
        byte[] content() throws IOException {
            try (InputStream in = Assets.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("the page's file is not in the jar [file=" + name + "]");
                }
                return in.readAllBytes();
            }
        }
    }

    private Assets() {}

    /** The file of a path, or {@code null}: there is no such page. */
    static Asset of(String path) {
        return BY_PATH.get(path);
    }
}
