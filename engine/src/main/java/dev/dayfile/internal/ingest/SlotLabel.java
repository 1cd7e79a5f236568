package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A symbol and timeframe in the form that a slot holds them, made once an appender so that an append copies longs. */
final class SlotLabel {
    final SymbolKey symbol;
    final Timeframe timeframe;
    final int symbolBytes;
    final long symbol0;
    final long symbol1;
    final long symbol2;
    final long symbol3;

    SlotLabel(SymbolKey symbol, Timeframe timeframe) {
        this.symbol = symbol;
        this.timeframe = timeframe;
        byte[] utf8 = symbol.utf8();
        ByteBuffer padded = ByteBuffer.allocate(Symbols.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(utf8);
        symbolBytes = utf8.length;
        symbol0 = padded.getLong(0);
        symbol1 = padded.getLong(8);
        symbol2 = padded.getLong(16);
        symbol3 = padded.getLong(24);
    }
}
