package dev.dayfile.internal.parquet;

import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Keeps slf4j from printing that it found no logging backend. parquet-java logs through slf4j; an engine in another's
 * process brings no backend and prints nothing, and may not ask for a JVM flag to that end. Where the embedder has a
 * backend, nothing is touched.
 *
 * <p>Every class here that uses parquet-java calls {@link #ensure} before it does.
 */
final class QuietLogging {
    /** Read by slf4j 2 once, when its reporter loads. */
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    static {
        boolean providerNamed = System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) != null;
        if (!providerNamed && !hasProvider()) {
            initializeQuietly();
        }
    }

    private QuietLogging() {}

    /** Does its work once, when the class is loaded. */
    static void ensure() {}

    private static boolean hasProvider() {
        // The class literal does not initialize LoggerFactory. Providers are found but not made: that is slf4j's to do.
        return ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader()).stream()
                .findAny()
                .isPresent();
    }

    private static void initializeQuietly() {
        String before = System.getProperty(VERBOSITY);
        if (before != null) {
            return; // somebody has decided
        }
        System.setProperty(VERBOSITY, "ERROR");
        try {
            LoggerFactory.getILoggerFactory();
        } finally {
            System.clearProperty(VERBOSITY);
        }
    }
}
