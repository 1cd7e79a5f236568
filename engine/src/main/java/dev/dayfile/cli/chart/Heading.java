package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What stands over a picture: what it shows, and everything that makes it differ from the whole truth of now. */
final class Heading {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ENGLISH);

    private final ViewportQuery query;
    private final Viewport viewport;
    private final ZoneId zone;

    /** @param query resolved */
    Heading(ViewportQuery query, Viewport viewport, ZoneId zone) {
        this.query = query;
        this.viewport = viewport;
        this.zone = zone;
    }

    String title() {
        return query.symbol() + " " + query.timeframe();
    }

    /** @param note what the caller has to say, or an empty text */
    String details(String note) {
        List<String> parts = new ArrayList<>();
        CandleSeries candles = viewport.candles();
        if (candles.size() > 0) {
            parts.add(span(candles.tsMicros(0), candles.tsMicros(candles.size() - 1)));
        } else if (!bounds().isEmpty()) {
            parts.add(bounds());
        }
        parts.add(zone.getId().replace('_', ' '));
        if (query.asOfMicros() != ViewportQuery.UNBOUNDED_TO) {
            parts.add("as of " + dayAndTime(query.asOfMicros()));
        }
        if (query.resampledFrom() != null) {
            parts.add("made of " + query.resampledFrom() + " candles");
        }
        if (viewport.lastPartial()) {
            parts.add("the last candle may still change");
        }
        if (query.source() != Source.ALL) {
            parts.add(query.source() == Source.DAYFILES ? "dayfiles only" : "parts only");
        }
        if (!viewport.leftOut().isEmpty()) {
            parts.add("without damaged files");
        }
        if (!note.isEmpty()) {
            parts.add(note);
        }
        return String.join("  ·  ", parts);
    }

    /** What was asked for, where there is nothing to be seen. */
    private String bounds() {
        List<String> bounds = new ArrayList<>();
        if (query.windowFromMicros() != ViewportQuery.UNBOUNDED_FROM) {
            bounds.add("from " + dayAndTime(query.windowFromMicros()));
        }
        if (query.windowToMicros() != ViewportQuery.UNBOUNDED_TO) {
            bounds.add("to " + dayAndTime(query.windowToMicros()));
        }
        return String.join(" ", bounds);
    }

    private String span(long first, long last) {
        ZonedDateTime from = local(first);
        ZonedDateTime to = local(last);
        if (first == last) {
            return dayAndTime(first);
        }
        boolean oneDay = from.toLocalDate().equals(to.toLocalDate());
        return dayAndTime(first) + " to " + (oneDay ? time(last) : dayAndTime(last));
    }

    private String dayAndTime(long micros) {
        return DAY.format(local(micros)) + ' ' + time(micros);
    }

    private String time(long micros) {
        DateTimeFormatter format = micros % 60_000_000 == 0 ? MINUTE : micros % 1_000_000 == 0 ? SECOND : MICROS;
        return format.format(local(micros));
    }

    private ZonedDateTime local(long micros) {
        return IsoTime.toInstant(micros).atZone(zone);
    }
}
