package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;

/**
 * Rows that come from elsewhere into a day's dayfile.
 *
 * @param rows of this day; their sequences decide against what stands
 */
record DayRows(Timeframe timeframe, LocalDate day, CandleColumns rows) {}
