package dev.dayfile.cli.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;

/** The JSON of the command line, so that the server hands out the same and does not write it a second time. */
public interface Documents {
    /** The document of {@code viewport --format json}. */
    void viewport(ViewportQuery query, Viewport viewport, OutputStream out) throws IOException;

    /** A candle as that document has it. */
    void candle(JsonGenerator json, Candle candle) throws IOException;

    /** An object as that document has it. */
    void object(JsonGenerator json, ChartObject object) throws IOException;
}
