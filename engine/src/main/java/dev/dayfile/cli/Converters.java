package dev.dayfile.cli;

import dev.dayfile.model.Timeframe;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options, with messages that say what would have been right. */
final class Converters {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Converters() {}

    static void register(CommandLine command) {
        command.registerConverter(Timeframe.class, Converters::timeframe);
        command.registerConverter(LocalDate.class, Converters::day);
        command.registerConverter(Duration.class, Converters::duration);
        command.registerConverter(ZoneId.class, Converters::zone);
    }

    private static Timeframe timeframe(String text) {
        try {
            return Timeframe.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("a day is written like 2025-10-22 [value=" + text + "]");
        }
    }

    private static Duration duration(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            throw new TypeConversionException("a duration is written like 60s, 500ms or 2m [value=" + text + "]");
        }
        long count = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("a zone is written like America/New_York or UTC [value=" + text + "]");
        }
    }
}
