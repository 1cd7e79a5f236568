package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Field;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Chart objects and their events as tables for people, and as JSON. */
final class ObjectPrinter {
    private ObjectPrinter() {}

    static void table(PrintStream out, List<ChartObject> objects, ZoneId zone) {
        TextTable table = new TextTable(
                "object", "type", "status", "symbol", "timeframe", ">bottom", ">top", ">y", "from", "to", ">seq");
        for (ChartObject o : objects) {
            table.add(
                    o.id(),
                    o.type(),
                    o.status(),
                    o.symbol(),
                    o.timeframe().toString(),
                    price(o.bottom()),
                    price(o.top()),
                    price(o.y()),
                    time(o.tStartMicros(), zone),
                    time(o.tEndMicros(), zone),
                    Long.toString(o.seq()));
        }
        table.print(out);
    }

    static void events(PrintStream out, List<ObjectEvent> events, ZoneId zone) {
        TextTable table = new TextTable(">seq", "time (" + zone + ")", "action", "status", "fields", "reason");
        for (ObjectEvent e : events) {
            table.add(
                    Long.toString(e.seq()),
                    time(e.tsMicros(), zone),
                    e.action().toString(),
                    e.status() == null ? "-" : e.status(),
                    fields(e, zone),
                    e.reason() == null ? "-" : e.reason());
        }
        table.print(out);
    }

    private static String fields(ObjectEvent e, ZoneId zone) {
        List<String> fields = new ArrayList<>();
        add(fields, "bottom", e.bottom() == null ? null : price(e.bottom()));
        add(fields, "top", e.top() == null ? null : price(e.top()));
        add(fields, "y", e.y() == null ? null : price(e.y()));
        add(fields, "left", e.left());
        add(fields, "t_start", e.tStartMicros() == null ? null : time(e.tStartMicros(), zone));
        add(fields, "t_end", e.tEndMicros() == null ? null : time(e.tEndMicros(), zone));
        add(fields, "payload", e.payload());
        for (Field field : e.cleared()) {
            add(fields, field.toString(), "null");
        }
        return fields.isEmpty() ? "-" : String.join(" ", fields);
    }

    private static void add(List<String> fields, String name, Object value) {
        if (value != null) {
            fields.add(name + "=" + value);
        }
    }

    private static String price(Double price) {
        return price == null ? "-" : Texts.price(price);
    }

    private static String time(Long micros, ZoneId zone) {
        return micros == null ? "-" : ViewportPrinter.time(micros, zone);
    }

    /** One JSON object a line, with everything that there is of an object. */
    static void lines(PrintStream out, List<ChartObject> objects) throws IOException {
        for (ChartObject o : objects) {
            try (JsonGenerator json = ViewportPrinter.JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField("id", o.id());
                json.writeStringField("type", o.type());
                json.writeStringField("symbol", o.symbol());
                json.writeStringField("timeframe", o.timeframe().toString());
                json.writeStringField("status", o.status());
                geometry(json, o);
                json.writeNumberField("seq", o.seq());
                time(json, "created_ts", o.createdTsMicros());
                time(json, "updated_ts", o.updatedTsMicros());
                number(json, "created_step", o.createdStep());
                number(json, "updated_step", o.updatedStep());
                json.writeEndObject();
            }
            out.println();
        }
    }

    /** One JSON object a line, in the form in which events are read. */
    static void eventLines(PrintStream out, List<ObjectEvent> events) throws IOException {
        for (ObjectEvent e : events) {
            try (JsonGenerator json = ViewportPrinter.JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeNumberField("seq", e.seq());
                time(json, "ts", e.tsMicros());
                json.writeStringField("action", e.action().toString());
                json.writeStringField("object_id", e.objectId());
                text(json, "type", e.type());
                text(json, "symbol", e.symbol());
                text(json, "timeframe", e.timeframe().toString());
                text(json, "status", e.status());
                named(json, e, Field.Y, e.y());
                named(json, e, Field.TOP, e.top());
                named(json, e, Field.BOTTOM, e.bottom());
                named(json, e, Field.LEFT, e.left());
                named(json, e, Field.T_START, e.tStartMicros());
                named(json, e, Field.T_END, e.tEndMicros());
                named(json, e, Field.PAYLOAD, e.payload());
                text(json, "reason", e.reason());
                if (e.step() != null) {
                    json.writeNumberField("step", e.step());
                }
                json.writeEndObject();
            }
            out.println();
        }
    }

    private static void named(JsonGenerator json, ObjectEvent e, Field field, Object value) throws IOException {
        String name = field.toString();
        if (e.cleared().contains(field)) {
            json.writeNullField(name);
        } else if (field == Field.PAYLOAD && value != null) {
            json.writeFieldName(name);
            json.writeRawValue((String) value);
        } else if (value instanceof Double price) {
            json.writeNumberField(name, Texts.decimal(price));
        } else if (value != null && field == Field.LEFT) {
            json.writeNumberField(name, (Long) value);
        } else if (value != null) {
            time(json, name, (Long) value);
        }
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** An object as a viewport's document has it. */
    static void shown(JsonGenerator json, ChartObject o) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", o.id());
        json.writeStringField("type", o.type());
        json.writeStringField("status", o.status());
        geometry(json, o);
        json.writeEndObject();
    }

    private static void geometry(JsonGenerator json, ChartObject o) throws IOException {
        number(json, "y", o.y());
        number(json, "top", o.top());
        number(json, "bottom", o.bottom());
        number(json, "left", o.left());
        time(json, "t_start", o.tStartMicros());
        time(json, "t_end", o.tEndMicros());
        json.writeFieldName("payload");
        if (o.payload() == null) {
            json.writeNull();
        } else {
            json.writeRawValue(o.payload());
        }
    }

    static void number(JsonGenerator json, String name, Double value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, Texts.decimal(value));
        }
    }

    private static void number(JsonGenerator json, String name, Long value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    static void time(JsonGenerator json, String name, Long micros) throws IOException {
        if (micros == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, IsoTime.format(micros));
        }
    }
}
