package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The short ways by which text is read give what the long ways give, which are the oracles here. */
class FastPathsTest {
    private static final long SEED = 7;

    private final Random random = new Random(SEED);

    private String text(String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void shouldSplitALineAsTheParserOfCsvDoes() {
        for (String separator : List.of(",", ";", "\t")) {
            CsvRows rows = new CsvRows(
                    String.join(separator, "ts", "open", "high", "low", "close"),
                    new ImportDefaults("SPY", Timeframe.parse("2m"), null));
            for (int i = 0; i < 20_000; i++) {
                String line = text("ab1 ,;\t#'\\\u00e9.\u0000/" + separator.repeat(5), 14);
                if (!line.isBlank()) { // such a line is passed over before
                    assertThat(rows.split(line)).as("<%s>, seed %d", line, SEED).isEqualTo(rows.parse(line));
                }
            }
        }
    }

    @Test
    void shouldTakeForANumberWhatTheGrammarDoes() {
        Pattern grammar = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
        int numbers = 0;
        for (int i = 0; i < 300_000; i++) {
            String text = text("0123456789..eE+-fx \u0665", 8);
            boolean number = grammar.matcher(text).matches();
            numbers += number ? 1 : 0;
            assertThat(RowParser.isNumber(text)).as("<%s>, seed %d", text, SEED).isEqualTo(number);
            if (number) {
                assertThat(Double.isNaN(Double.parseDouble(text))).isFalse();
            }
        }
        assertThat(numbers).isGreaterThan(10_000);
    }

    /** However the bytes come in, and however long the lines are. */
    @Test
    void shouldReadTheLinesThatStandBetweenTheEndsOfLines() throws IOException {
        for (int i = 0; i < 300; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int n = random.nextInt(30); n > 0; n--) {
                int length = random.nextInt(8) == 0 ? random.nextInt(100_000) : random.nextInt(4);
                byte[] line = new byte[length];
                Arrays.fill(line, (byte) ('a' + n % 26));
                bytes.write(line);
                if (n > 1 || random.nextBoolean()) {
                    bytes.write('\n');
                }
            }
            List<String> expected = new ArrayList<>();
            String all = bytes.toString(StandardCharsets.UTF_8);
            for (String line : all.split("\n", -1)) {
                expected.add(line.length() > LineReader.MAX_LINE_BYTES ? null : line);
            }
            if (all.isEmpty() || all.endsWith("\n")) {
                expected.remove(expected.size() - 1); // nothing follows the last end of a line
            }
            assertThat(lines(bytes.toByteArray()))
                    .as("seed %d, file %d", SEED, i)
                    .isEqualTo(expected);
        }
    }

    /** The lines, {@code null} for one that is too long. */
    private List<String> lines(byte[] bytes) throws IOException {
        List<String> lines = new ArrayList<>();
        InputStream inPieces = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int offset, int most) {
                return super.read(into, offset, 1 + random.nextInt(most));
            }
        };
        try (LineReader reader = new LineReader(inPieces)) {
            while (reader.next()) {
                String text;
                try {
                    text = reader.text();
                } catch (IllegalArgumentException e) {
                    text = null;
                }
                lines.add(text);
                assertThat(reader.number()).isEqualTo(lines.size());
            }
            assertThat(reader.next()).isFalse();
        }
        return lines;
    }
}
