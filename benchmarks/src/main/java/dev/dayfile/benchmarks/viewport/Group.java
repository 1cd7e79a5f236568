package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.Timeframe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Cases that share stores: one turn of a contender goes through all of a group. */
public enum Group {
    /** The windows of one symbol: a session, its last candles, days. */
    SESSION {
        @Override
        List<Stock> stocks(Size size) {
            return List.of(Stock.session(size.days));
        }

        @Override
        List<Window> windows(Stock stock) {
            List<Window> windows = new ArrayList<>();
            for (boolean open : new boolean[] {true, false}) {
                windows.add(Window.of(SESSION_WINDOW, stock, open, 1));
                windows.add(Window.last("26", stock, open, 26));
                windows.add(Window.of("5-days", stock, open, 5));
                windows.add(Window.of(stock.closedDays() + "-days", stock, open, stock.closedDays()));
            }
            return windows;
        }
    },

    /** One symbol of very many. */
    SCANNER {
        @Override
        List<Stock> stocks(Size size) {
            return List.of(Stock.scanner(size.symbols, Timeframe.parse(size.timeframeOfMany)));
        }

        @Override
        List<Window> windows(Stock stock) {
            return both("one-of-" + stock.symbols(), stock);
        }
    },

    /** A session and the objects of a price band. */
    OBJECTS {
        @Override
        List<Stock> stocks(Size size) {
            return IntStream.of(size.objects).mapToObj(Stock::drawings).toList();
        }

        @Override
        List<Window> windows(Stock stock) {
            String name = stock.objects() + "-objects";
            return List.of(Window.band(name, stock, true), Window.band(name, stock, false));
        }
    },

    /** Growth: a session of today that stands in few parts or in many. */
    PARTS {
        @Override
        List<Stock> stocks(Size size) {
            return IntStream.of(size.parts).mapToObj(Stock::parts).toList();
        }

        @Override
        List<Window> windows(Stock stock) {
            return List.of(Window.of(stock.name(), stock, true, 1));
        }
    },

    /** Growth: a session in a store of few days or of many. */
    DAYS {
        @Override
        List<Stock> stocks(Size size) {
            return IntStream.of(size.growingDays).mapToObj(Stock::days).toList();
        }

        @Override
        List<Window> windows(Stock stock) {
            return both(stock.name(), stock);
        }
    };

    /** The window that goals are about: a session of 2 minutes. */
    public static final String SESSION_WINDOW = "195";

    /** How much of everything there is. */
    public enum Size {
        FULL(250, 5_000, "2m", new int[] {500, 50_000}, new int[] {1, 10, 195, 1_000, 5_000}, new int[] {20, 250, 2_500
        }),
        QUICK(250, 5_000, "10m", new int[] {500, 50_000}, new int[] {1, 195, 1_000}, new int[] {20, 250}),
        TINY(6, 30, "30m", new int[] {20}, new int[] {1, 200}, new int[] {3});

        private final int days;
        private final int symbols;
        private final String timeframeOfMany;
        private final int[] objects;
        private final int[] parts;
        private final int[] growingDays;

        Size(int days, int symbols, String timeframeOfMany, int[] objects, int[] parts, int[] growingDays) {
            this.days = days;
            this.symbols = symbols;
            this.timeframeOfMany = timeframeOfMany;
            this.objects = objects;
            this.parts = parts;
            this.growingDays = growingDays;
        }
    }

    /** What has to be built for it. */
    public List<Stock> stocks(String size) {
        return stocks(Size.valueOf(size));
    }

    abstract List<Stock> stocks(Size size);

    abstract List<Window> windows(Stock stock);

    /**
     * Whether a contender takes part.
     *
     * @param quick whether growth is only measured of the engine, the floor and what files are compared with
     */
    public boolean takes(Contenders contender, boolean quick) {
        return switch (this) {
            case SESSION, SCANNER -> true;
            case OBJECTS ->
                contender != Contenders.QUESTDB
                        && contender != Contenders.PARQUET_JAVA
                        && contender != Contenders.HARDWOOD;
            case PARTS, DAYS -> quick ? contender.isInQuickGrowth() : contender.isInGrowth();
        };
    }

    /** Whether a day that is still open is also asked for before the engine has it in memory. */
    boolean isColdOpenWanted(Window window) {
        return window.name().equals(SESSION_WINDOW) || this == SCANNER || this == PARTS;
    }

    private static List<Window> both(String name, Stock stock) {
        return List.of(Window.of(name, stock, true, 1), Window.of(name, stock, false, 1));
    }
}
