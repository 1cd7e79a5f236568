package dev.dayfile;

import dev.dayfile.internal.arrow.ArrowViewport;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a viewport as Arrow IPC streams, which Python (pyarrow, Polars) and JavaScript (apache-arrow) take in as they
 * are. Candles and objects have different columns, so each is a stream of its own.
 *
 * <pre>{@code
 * ArrowStreams.writeCandles(viewport, query, out);
 * }</pre>
 *
 * <p>Streams are little-endian, without dictionaries and compression, in batches of 65,536 rows at most; an empty viewport
 * is a schema and no batch. Safe for use by several threads, each with a stream of its own.
 *
 * <p>It needs two libraries that do not come with the engine, {@code org.apache.arrow:arrow-format} and
 * {@code com.google.flatbuffers:flatbuffers-java}; no JVM flag.
 */
public final class ArrowStreams {
    private ArrowStreams() {}

    /**
     * Writes the candles: {@code ts} as timestamp in microseconds UTC, {@code open}, {@code high}, {@code low}, {@code
     * close}, {@code volume} (null where the feed had none), {@code seq}. The schema's metadata says which symbol and
     * timeframe they are of, and the viewport's position. The stream is flushed and stays open.
     *
     * @param query what the viewport answers; its symbol and timeframe go into the metadata
     * @throws IOException when the stream cannot be written to
     * @throws IllegalStateException when the libraries are not on the class path
     */
    public static void writeCandles(Viewport viewport, ViewportQuery query, OutputStream out) throws IOException {
        Arguments.require(viewport, "viewport");
        Arguments.require(query, "query");
        Arguments.require(out, "out");
        try {
            ArrowViewport.writeCandles(viewport.candles(), metadata(viewport, query), out);
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        }
    }

    /**
     * Writes the objects, with the columns of the snapshot, see docs/data/objects_schema.md: times as timestamps in
     * microseconds UTC, what an object lacks as null. The stream is flushed and stays open.
     *
     * @param query what the viewport answers; its symbol and timeframe go into the metadata
     * @throws IOException when the stream cannot be written to
     * @throws IllegalStateException when the libraries are not on the class path
     */
    public static void writeObjects(Viewport viewport, ViewportQuery query, OutputStream out) throws IOException {
        Arguments.require(viewport, "viewport");
        Arguments.require(query, "query");
        Arguments.require(out, "out");
        try {
            ArrowViewport.writeObjects(viewport.objects(), metadata(viewport, query), out);
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        }
    }

    private static Map<String, String> metadata(Viewport viewport, ViewportQuery query) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("dayfile.symbol", query.symbol());
        metadata.put("dayfile.timeframe", query.timeframe().toString());
        if (query.resampledFrom() != null) {
            metadata.put("dayfile.resampled_from", query.resampledFrom().toString());
            metadata.put("dayfile.last_partial", Boolean.toString(viewport.lastPartial()));
        }
        StorePosition position = viewport.position();
        if (position.isKnown()) {
            metadata.put("dayfile.candle_seq", Long.toString(position.candleSeq()));
            metadata.put("dayfile.event_seq", Long.toString(position.eventSeq()));
        }
        return metadata;
    }

    private static IllegalStateException missing(NoClassDefFoundError e) {
        return new IllegalStateException(
                "Arrow streams need org.apache.arrow:arrow-format and com.google.flatbuffers:flatbuffers-java on the"
                        + " class path [missing=" + e.getMessage() + "]",
                e);
    }
}
