package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.cli.serve.ChartServer;
import dev.dayfile.cli.serve.Documents;
import dev.dayfile.model.Candle;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Candles and objects live in a browser, until a signal ends it. */
@Command(
        name = "serve",
        description = {
            "Show candles and objects in a browser, live. Works beside a running engine, and before and after it.",
            "",
            "Prints the address on standard output once it answers, and runs until Ctrl-C or SIGTERM. It reads only."
        },
        footer = {
            "",
            "Example:",
            "  dayfile serve --root storage",
            "  dayfile serve --port 0",
            "  ssh -L 8080:localhost:8080 bot.example     # look at the serve of another machine"
        })
final class ServeCommand extends StoreCommand {
    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 takes a free port (default: 8080).")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Name or address to listen at (default: localhost, this machine alone). With any other,"
                    + " whoever can reach it reads the whole store: there is no password and no encryption.")
    private String host = "localhost";

    ServeCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MAX_PORT) {
            throw CommandException.usage("a port is a number from 0 to " + MAX_PORT + " [port=" + port + "]");
        }
        try (ChartServer server = start()) {
            CountDownLatch end = new CountDownLatch(1);
            Thread goodbye = new Thread(server::close, "dayfile-serve-end");
            Runtime.getRuntime().addShutdownHook(goodbye); // a signal ends the JVM, and this comes before
            out().println(address(server.address()));
            out().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Runtime.getRuntime().removeShutdownHook(goodbye);
            }
            return Exit.DONE;
        }
    }

    private ChartServer start() throws IOException {
        try {
            return ChartServer.start(existingRoot(), host, port, new PrintedDocuments());
        } catch (BindException e) {
            String advice = String.valueOf(e.getMessage()).contains("in use") ? "; --port 0 takes a free port" : "";
            throw CommandException.machine(
                    "cannot listen there: " + e.getMessage() + advice + " [host=" + host + ", port=" + port + "]", e);
        } catch (UnknownHostException e) {
            throw CommandException.usage("no such host [host=" + host + "]");
        } catch (SocketException e) {
            throw CommandException.machine(
                    "cannot listen there: " + e.getMessage() + " [host=" + host + ", port=" + port + "]", e);
        }
    }

    private String address(InetSocketAddress listening) {
        boolean everywhere = listening.getAddress().isAnyLocalAddress();
        String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + listening.getPort() + "/";
    }

    /** As the other commands print them. */
    private static final class PrintedDocuments implements Documents {
        @Override
        public void viewport(ViewportQuery query, Viewport viewport, OutputStream out) throws IOException {
            PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
            new ViewportPrinter(text, query, viewport).json();
            text.flush();
        }

        @Override
        public void candle(JsonGenerator json, Candle candle) throws IOException {
            ViewportPrinter.candle(json, candle);
        }

        @Override
        public void object(JsonGenerator json, ChartObject object) throws IOException {
            ObjectPrinter.shown(json, object);
        }
    }
}
