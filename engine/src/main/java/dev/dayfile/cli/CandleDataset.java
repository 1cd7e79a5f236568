package dev.dayfile.cli;

import dev.dayfile.model.CandleSeries;
import org.jfree.data.xy.AbstractIntervalXYDataset;
import org.jfree.data.xy.IntervalXYDataset;
import org.jfree.data.xy.OHLCDataset;

/** A series of candles as the chart library wants to see it, by its index and not by time. */
final class CandleDataset extends AbstractIntervalXYDataset implements OHLCDataset {
    private static final long serialVersionUID = 1L;
    private static final double HALF = 0.5;

    private final transient CandleSeries candles;
    private final boolean volume;

    CandleDataset(CandleSeries candles) {
        this(candles, false);
    }

    private CandleDataset(CandleSeries candles, boolean volume) {
        this.candles = candles;
        this.volume = volume;
    }

    /** The same candles with their volume as the value. */
    IntervalXYDataset volumes() {
        return new CandleDataset(candles, true);
    }

    boolean rises(int item) {
        return candles.close(item) >= candles.open(item);
    }

    @Override
    public int getSeriesCount() {
        return 1;
    }

    @Override
    public Comparable<?> getSeriesKey(int series) {
        return volume ? "volume" : "candles";
    }

    @Override
    public int getItemCount(int series) {
        return candles.size();
    }

    @Override
    public Number getX(int series, int item) {
        return item;
    }

    @Override
    public Number getStartX(int series, int item) {
        return item - HALF;
    }

    @Override
    public Number getEndX(int series, int item) {
        return item + HALF;
    }

    @Override
    public Number getY(int series, int item) {
        return volume ? candles.volume(item) : candles.close(item);
    }

    @Override
    public Number getStartY(int series, int item) {
        return volume ? 0 : candles.low(item);
    }

    @Override
    public Number getEndY(int series, int item) {
        return volume ? candles.volume(item) : candles.high(item);
    }

    @Override
    public Number getHigh(int series, int item) {
        return candles.high(item);
    }

    @Override
    public double getHighValue(int series, int item) {
        return candles.high(item);
    }

    @Override
    public Number getLow(int series, int item) {
        return candles.low(item);
    }

    @Override
    public double getLowValue(int series, int item) {
        return candles.low(item);
    }

    @Override
    public Number getOpen(int series, int item) {
        return candles.open(item);
    }

    @Override
    public double getOpenValue(int series, int item) {
        return candles.open(item);
    }

    @Override
    public Number getClose(int series, int item) {
        return candles.close(item);
    }

    @Override
    public double getCloseValue(int series, int item) {
        return candles.close(item);
    }

    @Override
    public Number getVolume(int series, int item) {
        return candles.volume(item);
    }

    @Override
    public double getVolumeValue(int series, int item) {
        return candles.volume(item);
    }
}
