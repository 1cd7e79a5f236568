package dev.dayfile.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of UTF-8, numbered from 1. Stricter than the platform's reader, which replaces bytes that are no UTF-8 without a
 * word and lets one endless line fill the memory: here such a line is bad, and the next one is read as if nothing was.
 */
final class LineReader implements AutoCloseable {
    /** A line of a candle has some 150 bytes. */
    static final int MAX_LINE_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] read = new byte[MAX_LINE_BYTES];
    private int readAt;
    private int readEnd;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private byte[] line = new byte[1024];
    private int length;
    private long number;
    private boolean ended;
    private String problem;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes on to the next line; false at the end of the input. */
    boolean next() throws IOException {
        if (ended) {
            return false;
        }
        length = 0;
        problem = null;
        boolean any = false;
        boolean whole = false;
        while (!whole && (readAt < readEnd || fill())) {
            any = true;
            int end = readAt;
            while (end < readEnd && read[end] != '\n') {
                end++;
            }
            append(readAt, end);
            whole = end < readEnd;
            readAt = whole ? end + 1 : end;
        }
        ended = !whole;
        if (ended && !any) {
            return false;
        }
        number++;
        return true;
    }

    /** What is there at the moment, so that a line is had as soon as it came through a pipe. */
    private boolean fill() throws IOException {
        readAt = 0;
        readEnd = Math.max(0, in.read(read));
        return readEnd > 0;
    }

    private void append(int from, int end) {
        if (length + end - from > MAX_LINE_BYTES) {
            problem = "the line is longer than " + MAX_LINE_BYTES + " bytes";
        }
        if (problem != null) {
            return;
        }
        if (length + end - from > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + end - from));
        }
        System.arraycopy(read, from, line, length, end - from);
        length += end - from;
    }

    /** The number of the line, the first being 1. */
    long number() {
        return number;
    }

    /**
     * The line's text, without its end.
     *
     * @throws IllegalArgumentException when it is too long or no UTF-8
     */
    String text() {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        try {
            String text = decoder.decode(ByteBuffer.wrap(line, 0, end)).toString();
            return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text; // a byte order mark
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the line is no UTF-8 text", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
