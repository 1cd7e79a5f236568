package dev.dayfile.internal.parquet;

/** What the block formats of LZ4 and Snappy have in common: a piece of the output is said to stand in it already. */
final class BackReference {
    private BackReference() {}

    /**
     * Copies within an output.
     *
     * @param to where the piece begins, at least {@code distance}
     * @param distance how far before that it stands; less than its length when it repeats itself
     */
    static void copy(byte[] out, int to, int distance, int length) {
        if (distance >= length) {
            System.arraycopy(out, to - distance, out, to, length);
        } else {
            for (int i = to; i < to + length; i++) {
                out[i] = out[i - distance]; // the copy repeats what it has just written
            }
        }
    }
}
