package dev.dayfile.cli.serve;

import com.sun.net.httpserver.HttpServer;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store in a browser: a page with the candles and objects of a window, which goes on live. It reads by a {@link
 * StorageReader} with the live tail, takes no lock for longer than a look, and changes nothing.
 *
 * <p>What it holds is bounded: {@value #MAX_LIVE} live pages, {@value #REQUEST_THREADS} requests at a time and {@value
 * #WAITING_REQUESTS} that wait, {@value Api#MAX_CANDLES} candles an answer. A client that takes nothing for a while is
 * dropped.
 */
public final class ChartServer implements AutoCloseable {
    /** So many live pages at a time. */
    public static final int MAX_LIVE = 32;

    /** A client that takes nothing for so long is dropped. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int REQUEST_THREADS = 8;
    private static final int WAITING_REQUESTS = 64;
    private static final String MOST_CONNECTIONS = "200";
    private static final String SECONDS_A_REQUEST = "10";

    private final HttpServer server;
    private final ThreadPoolExecutor requests;
    private final StorageReader reader;

    /** Of the names alone: one damaged file must not hide all of the store's symbols. */
    private final StorageReader names;

    private final SlowClients slowClients;
    private final Api api;

    static {
        // Of all servers of the process; what the user says wins.
        setUnlessSet("sun.net.httpserver.nodelay", "true"); // a message is small and goes at once
        setUnlessSet("sun.net.httpserver.maxReqTime", SECONDS_A_REQUEST); // who does not end his request is dropped
        setUnlessSet("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private ChartServer(HttpServer server, Path root, String host, Documents documents, Duration patience) {
        this.server = server;
        reader = StorageReader.builder(root).liveTail(true).open();
        names = StorageReader.builder(root)
                .liveTail(true)
                .damagePolicy(DamagePolicy.LEAVE_OUT)
                .open();
        slowClients = new SlowClients(patience);
        api = new Api(reader, new SymbolList(names), new EngineLook(root), documents, slowClients, MAX_LIVE);
        AtomicInteger number = new AtomicInteger();
        requests = new ThreadPoolExecutor(
                REQUEST_THREADS,
                REQUEST_THREADS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(WAITING_REQUESTS),
                task -> {
                    Thread thread = new Thread(task, "dayfile-serve-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        requests.allowCoreThreadTimeOut(true);
        server.setExecutor(requests);
        server.createContext("/", new Front(new Gate(host), api, slowClients));
    }

    /**
     * Opens the store and answers from now on.
     *
     * @param host name or address of the interface to listen at; {@code localhost} is this machine alone
     * @param port 0 takes a free one
     * @throws java.net.BindException when the port is in use
     * @throws java.net.UnknownHostException when the host is not known
     * @throws dev.dayfile.model.StorageException when the store cannot be read
     */
    public static ChartServer start(Path root, String host, int port, Documents documents) throws IOException {
        return start(root, host, port, documents, PATIENCE);
    }

    static ChartServer start(Path root, String host, int port, Documents documents, Duration patience)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
        boolean started = false;
        try {
            ChartServer charts = new ChartServer(server, root, host, documents, patience);
            server.start();
            started = true;
            return charts;
        } finally {
            if (!started) {
                server.stop(0);
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Ends every connection and closes the store. */
    @Override
    public void close() {
        api.close();
        server.stop(0);
        requests.shutdown();
        slowClients.close();
        names.close();
        reader.close();
    }
}
