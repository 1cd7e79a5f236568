package dev.dayfile.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were read so far, each time that some were. */
final class CountedInput extends FilterInputStream {
    private final LongConsumer told;
    private long count;

    CountedInput(InputStream in, LongConsumer told) {
        super(in);
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        int n = super.read(into, offset, most);
        count(n);
        return n;
    }

    private void count(int n) {
        if (n > 0) {
            count += n;
            told.accept(count);
        }
    }
}
