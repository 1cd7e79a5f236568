package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;

/** Reads one JSON object a line, token by token, so that a number is read from its own digits. */
final class JsonRows implements RowFormat {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes an absent volume as NaN
            .build();

    @Override
    public EnumMap<Field, String> fields(String line) {
        EnumMap<Field, String> values = new EnumMap<>(Field.class);
        EnumMap<Field, Integer> ranks = new EnumMap<>(Field.class);
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the line is no JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Field.Name name = Field.named(parser.currentName());
                JsonToken value = parser.nextToken();
                boolean nested = value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY;
                if (name == null || ranks.getOrDefault(name.field(), Integer.MAX_VALUE) <= name.rank()) {
                    parser.skipChildren();
                } else if (nested) {
                    throw new IllegalArgumentException("a field is a text or a number [field="
                            + name.field().label() + "]");
                } else if (value != JsonToken.VALUE_NULL) {
                    ranks.put(name.field(), name.rank());
                    RowParser.put(values, name.field(), parser.getText());
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return values;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the line is no JSON object: " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without Jackson's own notes of a place in a source, which is the line that the caller names. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage().replaceFirst("(?s)\\s*(\\(start marker|\\[Source:).*", "");
    }
}
