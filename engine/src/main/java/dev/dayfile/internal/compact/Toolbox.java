package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.MarketClock;

/** What every merge of one store works with. */
record Toolbox(
        Disk disk,
        StoreLayout layout,
        CandleFiles files,
        Publisher publisher,
        String writerId,
        MarketClock market,
        BarNumbers numbers,
        CompactionSettings settings,
        DayfileSink.Factory sinks) {}
