package dev.dayfile.benchmarks.viewport;

import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a store of this suite holds, as numbers from which the same rows are made wherever they are needed.
 *
 * @param name the group of cases, and the store's folder
 * @param timeframe of all candles
 * @param symbols how many symbols the compacted days have;
 * @param closedDays how many sessions are compacted
 * @param openSymbols how many symbols the open day has
 * @param openParts how many parts the open day is written as, or {@link #AS_IT_COMES}
 * @param objects how many chart objects there are
 */
public record Stock(
        String name, Timeframe timeframe, int symbols, int closedDays, int openSymbols, int openParts, int objects) {
    /** Parts as the engine makes them by default, in place of a number of them. */
    static final int AS_IT_COMES = -1;

    static final MarketClock CLOCK = MarketClock.NEW_YORK;

    private static final LocalDate END = LocalDate.of(2025, 10, 22);
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");

    /** One symbol that is traded, a few beside it; each of today's candles is a part, as the specification has it. */
    static Stock session(int closedDays) {
        return new Stock("session", TWO_MINUTES, 4, closedDays, 1, 195, 0);
    }

    /** One symbol of very many, today's in parts as they come. */
    static Stock scanner(int symbols, Timeframe timeframe) {
        return new Stock("scanner", timeframe, symbols, 1, symbols, AS_IT_COMES, 0);
    }

    /** A chart with drawings. */
    static Stock drawings(int objects) {
        return new Stock("objects-" + objects, TWO_MINUTES, 1, 1, 1, AS_IT_COMES, objects);
    }

    /** Today as this many parts: the symbol's candles in up to 195 of them, other symbols' in the rest. */
    static Stock parts(int parts) {
        return new Stock("parts-" + parts, TWO_MINUTES, 1, 1, 1 + (Math.max(0, parts - 195) + 194) / 195, parts, 0);
    }

    /** A history of this many days. */
    static Stock days(int days) {
        return new Stock("days-" + days, TWO_MINUTES, 1, days, 1, AS_IT_COMES, 0);
    }

    /** The symbol that every window is about: one in the middle, where nobody finds it by accident. */
    String symbol() {
        return symbol(Math.min(symbols, openSymbols) / 2);
    }

    private static String symbol(int i) {
        return String.format("S%04d", i);
    }

    /** The trading days, the open one last. */
    List<LocalDate> sessionDays() {
        return generator(1).sessions().stream().map(TradingSession::day).toList();
    }

    /** The candles of the compacted days, in the order of time. */
    Iterator<Candle> closedRows() {
        long until = CLOCK.startMicros(openDay());
        Iterator<Candle> all = generator(symbols).iterator();
        return new Iterator<>() {
            private Candle next = all.next();

            @Override
            public boolean hasNext() {
                return next.tsMicros() < until;
            }

            @Override
            public Candle next() {
                Candle now = next;
                next = all.next(); // the open day is behind
                return now;
            }
        };
    }

    /** The candles of the open day, in the order in which they are appended. */
    List<Candle> openRows() {
        List<Candle> rows = new ArrayList<>();
        List<Candle> beside = new ArrayList<>();
        SessionGenerator.builder()
                .symbols(names(openSymbols))
                .timeframes(List.of(timeframe))
                .from(openDay())
                .days(1)
                .seed(43)
                .build()
                .forEach(candle ->
                        (openParts == AS_IT_COMES || candle.symbol().equals(symbol()) ? rows : beside).add(candle));
        if (openParts > rows.size()) {
            rows.addAll(beside.subList(0, openParts - rows.size()));
        }
        return rows;
    }

    LocalDate openDay() {
        List<LocalDate> days = sessionDays();
        return days.get(days.size() - 1);
    }

    private SessionGenerator generator(int howManySymbols) {
        return SessionGenerator.builder()
                .symbols(names(howManySymbols))
                .timeframes(List.of(timeframe))
                .from(END.minusDays(closedDays * 147L / 100 + 4)) // some 252 sessions a year
                .days(closedDays + 1)
                .seed(42)
                .build();
    }

    private static List<String> names(int howMany) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            names.add(symbol(i));
        }
        return names;
    }
}
