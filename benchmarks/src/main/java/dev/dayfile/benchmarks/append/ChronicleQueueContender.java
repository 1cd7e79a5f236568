package dev.dayfile.benchmarks.append;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue with its defaults and the fields as raw bytes, which is the fastest way to write to it. */
final class ChronicleQueueContender implements Contender {
    /** What it asks for on Java 17 and newer, and no word to its makers about the run. */
    static final List<String> JVM_OPTIONS = jvmOptions();

    private final ChronicleQueue queue;
    private final ExcerptAppender appender;

    ChronicleQueueContender(Path folder) {
        queue = ChronicleQueue.singleBuilder(folder.toFile()).build();
        appender = queue.createAppender();
    }

    private static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of(
                "-Dchronicle.analytics.disable=true",
                "-Dchronicle.disk.monitor.disable=true",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
                "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED"));
        for (String opened : List.of("java.lang", "java.lang.reflect", "java.io", "java.util", "java.nio")) {
            options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        options.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        options.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        return List.copyOf(options);
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume) {
        append(appender, tsMicros, open, high, low, close, volume);
    }

    /** With an appender of its own, which its thread makes when it comes first. */
    @Override
    public Producer producer() {
        return new Producer() {
            private ExcerptAppender own;

            @Override
            public void append(long tsMicros, double open, double high, double low, double close, double volume) {
                if (own == null) {
                    own = queue.createAppender();
                }
                ChronicleQueueContender.append(own, tsMicros, open, high, low, close, volume);
            }
        };
    }

    private static void append(
            ExcerptAppender appender,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            bytes.write8bit(Rows.SYMBOL);
            bytes.write8bit(Rows.TIMEFRAME);
            bytes.writeLong(tsMicros);
            bytes.writeDouble(open);
            bytes.writeDouble(high);
            bytes.writeDouble(low);
            bytes.writeDouble(close);
            bytes.writeDouble(volume);
        }
    }

    @Override
    public void drain() {}

    @Override
    public Stored readBack() {
        Stored stored = Stored.NOTHING;
        try (ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return stored;
                    }
                    Bytes<?> bytes = document.wire().bytes();
                    bytes.read8bit();
                    bytes.read8bit();
                    stored = stored.plus(
                            bytes.readLong(),
                            bytes.readDouble(),
                            bytes.readDouble(),
                            bytes.readDouble(),
                            bytes.readDouble(),
                            bytes.readDouble());
                }
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
