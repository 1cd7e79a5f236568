package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandleLinesTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final String HEADER = "symbol,timeframe,ts,open,high,low,close,volume\n";
    private static final ImportDefaults SPY_2M = new ImportDefaults("SPY", TF, null);

    private final List<String> bad = new ArrayList<>();

    private List<Candle> read(String text, ImportDefaults defaults) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), defaults);
    }

    private List<Candle> read(byte[] text, ImportDefaults defaults) throws IOException {
        List<Candle> candles = new ArrayList<>();
        try (CandleLines lines = new CandleLines(
                new ByteArrayInputStream(text),
                defaults,
                MarketClock.NEW_YORK,
                (line, reason) -> bad.add(line + ": " + reason))) {
            for (Candle candle = lines.next(); candle != null; candle = lines.next()) {
                candles.add(candle);
            }
        }
        return candles;
    }

    private Candle readOne(String text, ImportDefaults defaults) throws IOException {
        List<Candle> candles = read(text, defaults);
        assertThat(bad).isEmpty();
        assertThat(candles).hasSize(1);
        return candles.get(0);
    }

    private static Candle candle(String ts, double volume) {
        return new Candle("SPY", TF, IsoTime.parse(ts), 1.5, 2, 1, 1.75, volume, 0);
    }

    @Test
    void shouldReadJsonLines() throws IOException {
        String row = "{\"symbol\":\"SPY\",\"timeframe\":\"2M\",\"ts\":\"2025-10-22T09:30\",\"open\":1.5,\"high\":\"2\","
                + "\"low\":1,\"close\":1.75,\"volume\":1e3,\"vwap\":{\"a\":[1]}}\n";
        assertThat(readOne(row, ImportDefaults.NONE)).isEqualTo(candle("2025-10-22T13:30Z", 1000));
    }

    @Test
    void shouldTakeAnAbsentEmptyNullOrNanVolumeForNone() throws IOException {
        String start = "{\"symbol\":\"SPY\",\"timeframe\":\"2m\",\"ts\":\"2025-10-22T13:30Z\",\"open\":1.5,\"high\":2,"
                + "\"low\":1,\"close\":1.75";
        String json = start + "}\n" + start + ",\"volume\":null}\n" + start + ",\"volume\":\"\"}\n" + start
                + ",\"volume\":NaN}\n";
        String csv = HEADER + "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,\n"
                + "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,null\n" + "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,nan\n";
        assertThat(read(json, ImportDefaults.NONE)).hasSize(4).containsOnly(candle("2025-10-22T13:30Z", Double.NaN));
        assertThat(read(csv, ImportDefaults.NONE)).hasSize(3).containsOnly(candle("2025-10-22T13:30Z", Double.NaN));
        assertThat(read(HEADER.replace(",volume", "") + "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75\n", ImportDefaults.NONE))
                .containsExactly(candle("2025-10-22T13:30Z", Double.NaN));
        assertThat(bad).isEmpty();
    }

    @Test
    void shouldReadCsvInAnyOrderAndLetterCaseWithExtraColumns() throws IOException {
        String csv = "Close,VWAP,LOW,high,Open,Ts,TimeFrame,SYMBOL,volume\r\n"
                + "1.75,9,1,2,1.5,2025-10-22T09:30:00-04:00,2m,SPY,7\r\n";
        assertThat(readOne(csv, ImportDefaults.NONE)).isEqualTo(candle("2025-10-22T13:30Z", 7));
    }

    @Test
    void shouldReadTheHeadersOfVendors() throws IOException {
        Candle expected = candle("2025-10-22T13:30Z", 7);
        assertThat(readOne("Date,Time,O,H,L,C,V\n2025-10-22,09:30,1.5,2,1,1.75,7\n", SPY_2M))
                .isEqualTo(expected);
        assertThat(readOne("datetime;open;high;low;close;Volume\n2025-10-22 09:30:00;1.5;2;1;1.75;7\n", SPY_2M))
                .isEqualTo(expected);
        assertThat(readOne(
                        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\nSPY,2,20251022,93000,1.5,2,1,1.75,7\n",
                        SPY_2M))
                .isEqualTo(expected);
        assertThat(readOne("timestamp\topen\thigh\tlow\tclose\tvolume\n1761139800\t1.5\t2\t1\t1.75\t7\n", SPY_2M))
                .isEqualTo(expected);
        assertThat(readOne(
                        "\uFEFF\"Date\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n\"2025-10-22 09:30\",1.5,2,1,1.75,7",
                        SPY_2M))
                .isEqualTo(expected);
    }

    @Test
    void shouldPreferTheColumnThatBearsTheStoresOwnName() throws IOException {
        assertThat(readOne(
                        "time,ts,timestamp,open,high,low,close,volume\n2000-01-01,2025-10-22T13:30Z,2001-01-01,1.5,2,1,1.75,7\n",
                        SPY_2M))
                .isEqualTo(candle("2025-10-22T13:30Z", 7));
        assertThat(readOne(
                        "{\"timestamp\":\"2001-01-01\",\"ts\":\"2025-10-22T13:30Z\",\"t\":5,\"open\":1.5,\"high\":2,\"low\":1,"
                                + "\"close\":1.75,\"volume\":7}",
                        SPY_2M))
                .isEqualTo(candle("2025-10-22T13:30Z", 7));
    }

    @Test
    void shouldReadTimesWithoutOffsetInTheZoneThatIsGiven() throws IOException {
        String csv = "ts,open,high,low,close,volume\n2025-10-22T09:30,1.5,2,1,1.75,7\n";
        assertThat(readOne(csv, new ImportDefaults("SPY", TF, ZoneId.of("UTC"))))
                .isEqualTo(candle("2025-10-22T09:30Z", 7));
        assertThat(readOne(csv, new ImportDefaults("SPY", TF, ZoneId.of("America/Chicago"))))
                .isEqualTo(candle("2025-10-22T14:30Z", 7));
    }

    @Test
    void shouldTellOfABadLineAndGoOn() throws IOException {
        String good = "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,7\n";
        List<Candle> candles = read(
                HEADER + good
                        + "SPY,2m,2025-10-22T13:32Z,x,2,1,1.75,7\n"
                        + "SPY,2m,2025-10-22T13:32Z,1.5,2,1\n"
                        + "SPY,2m,2025-10-22T13:32Z,1.5,1,2,1.75,7\n"
                        + "S PY,2m,2025-10-22T13:32Z,1.5,2,1,1.75,7\n"
                        + "SPY,two,2025-10-22T13:32Z,1.5,2,1,1.75,7\n"
                        + "SPY,2m,yesterday,1.5,2,1,1.75,7\n"
                        + "SPY,2m,2025-10-22T13:32Z,,2,1,1.75,7\n"
                        + "SPY,2m,2025-10-22T13:32Z,1.5,2,1,1.75,-7\n"
                        + "SPY,2m,2025-10-22T13:32Z,NaN,2,1,1.75,7\n"
                        + "SPY,2m,2025-10-22T13:32Z,1e999,2,1,1.75,7\n"
                        + "SPY,2m,2025-10-22T13:32Z,0x1p3,2,1,1.75,7\n"
                        + "SPY,2m,20251022,1.5f,2,1,1.75,7\n"
                        + "\"SPY,2m,2025-10-22T13:32Z,1.5,2,1,1.75,7\n"
                        + "\n"
                        + good,
                ImportDefaults.NONE);
        assertThat(candles).hasSize(2);
        assertThat(bad)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("3: ").contains("open=x"),
                        line -> assertThat(line).startsWith("4: ").contains("columns=6, header=8"),
                        line -> assertThat(line).startsWith("5: ").contains("high=1.0, low=2.0"),
                        line -> assertThat(line).startsWith("6: ").contains("S PY"),
                        line -> assertThat(line).startsWith("7: ").contains("timeframe=two"),
                        line -> assertThat(line).startsWith("8: ").contains("yesterday"),
                        line -> assertThat(line).startsWith("9: ").contains("field=open"),
                        line -> assertThat(line).startsWith("10: ").contains("volume=-7"),
                        line -> assertThat(line).startsWith("11: ").contains("open=NaN"),
                        line -> assertThat(line).startsWith("12: ").contains("open=Infinity"),
                        line -> assertThat(line).startsWith("13: ").contains("open=0x1p3"),
                        line -> assertThat(line).startsWith("14: ").contains("open=1.5f"),
                        line -> assertThat(line).startsWith("15: "));
    }

    @Test
    void shouldTellOfBadJsonAndGoOn() throws IOException {
        String good = "{\"ts\":\"2025-10-22T13:30Z\",\"open\":1.5,\"high\":2,\"low\":1,\"close\":1.75,\"volume\":7}\n";
        List<Candle> candles = read(
                good + "{\"ts\":\n" + "[1]\n" + good.strip() + "{}\n" + good.replace("1.5", "[1.5]")
                        + good.replace("\"open\":1.5,", "") + good.replace("\"open\"", "\"high\"") + "{}\n" + good,
                SPY_2M);
        assertThat(candles).hasSize(2);
        assertThat(bad)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("2: the line is no JSON object")
                                .doesNotContain("Source", "REDACTED"),
                        line -> assertThat(line).startsWith("3: the line is no JSON object"),
                        line -> assertThat(line).startsWith("4: something follows"),
                        line -> assertThat(line).startsWith("5: ").contains("field=open"),
                        line -> assertThat(line).startsWith("6: ").contains("field=open"),
                        line -> assertThat(line).startsWith("7: ").contains("high"),
                        line -> assertThat(line).startsWith("8: ").contains("field=ts"));
    }

    @Test
    void shouldTellOfBytesThatAreNoTextAndOfEndlessLines() throws IOException {
        byte[] text = (HEADER + "S?Y,2m,2025-10-22T13:30Z,1.5,2,1,1.75,7\n" + "x".repeat(LineReader.MAX_LINE_BYTES + 1)
                        + "\nSPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,7")
                .getBytes(StandardCharsets.US_ASCII);
        text[HEADER.length() + 1] = (byte) 0xff;
        assertThat(read(text, ImportDefaults.NONE)).containsExactly(candle("2025-10-22T13:30Z", 7));
        assertThat(bad).containsExactly("2: the line is no UTF-8 text", "3: the line is longer than 65536 bytes");
    }

    @Test
    void shouldPassOverGarbageBeforeTheFirstGoodLineButNotAFileOfIt() throws IOException {
        assertThat(read("starting feed\n" + HEADER + "SPY,2m,2025-10-22T13:30Z,1.5,2,1,1.75,7\n", ImportDefaults.NONE))
                .hasSize(1);
        assertThat(bad).hasSize(1).first().asString().startsWith("1: the line is neither");
        assertThatThrownBy(() -> read("SPY;1;2;3\n".repeat(50), ImportDefaults.NONE))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("neither JSON lines nor CSV with a header");
    }

    @Test
    void shouldNameTheColumnThatAHeaderLacksOrHasTwice() {
        assertThatThrownBy(() -> read("ts,open,high,low,close\n", ImportDefaults.NONE))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no column symbol")
                .hasMessageContaining("--symbol");
        assertThatThrownBy(() -> read("ts,open,high,low,close\n", new ImportDefaults("SPY", null, null)))
                .hasMessageContaining("no column timeframe")
                .hasMessageContaining("--timeframe");
        assertThatThrownBy(() -> read("ts,open,high,low\n", SPY_2M)).hasMessageContaining("no column close");
        assertThatThrownBy(() -> read("open,high,low,close\n", SPY_2M)).hasMessageContaining("no column ts");
        assertThatThrownBy(() -> read("ts,open,high,low,close,Close\n", SPY_2M))
                .hasMessageContaining("twice")
                .hasMessageContaining("Close");
    }
}
